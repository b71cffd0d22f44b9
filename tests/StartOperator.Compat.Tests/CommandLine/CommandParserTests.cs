using StartOperator.Compat.Assets;
using StartOperator.Compat.CommandLine;

namespace StartOperator.Compat.Tests.CommandLine;

public sealed class CommandParserTests
{
    [Fact]
    public void A_lay_out_needs_only_source_and_target() =>
        Parse("assets", "lay-out", "--from", "/a.tar", "--to", "/assets/tree")
            .ShouldBe(new LayOutCommand(new LayOutRequest("/a.tar", "/assets/tree", null, LayOutLimits.Default)));

    [Fact]
    public void Options_come_in_any_order_and_with_an_equals_sign() =>
        Parse("assets", "lay-out", "--max-bytes=10Mi", "--strip=main/", "--to", "/assets/tree", "--max-entries", "7", "--from=/a=b.tar")
            .ShouldBe(new LayOutCommand(new LayOutRequest("/a=b.tar", "/assets/tree", "main", new LayOutLimits(10 << 20, 7))));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("123", 123)]
    [InlineData("3Ki", 3072)]
    [InlineData("2Gi", 2147483648)]
    public void Bytes_are_counted_as_Kubernetes_does(string text, long bytes) =>
        Parse("assets", "lay-out", "--from", "a", "--to", "b/c", "--max-bytes", text)
            .ShouldBeOfType<LayOutCommand>().Request.Limits.MostBytes.ShouldBe(bytes);

    [Fact]
    public void An_install_needs_only_its_target() => Parse("install", "--to", "/programs/compat").ShouldBe(new InstallCommand("/programs/compat"));

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    [InlineData("assets lay-out --help")]
    [InlineData("install --help")]
    public void Help_is_to_be_had_everywhere(string args) => Parse(args.Split(' ')).ShouldBe(new HelpCommand());

    [Fact]
    public void The_version_is_told() => Parse("--version").ShouldBe(new VersionCommand());

    [Theory]
    [InlineData("", "no command")]
    [InlineData("assets", "no such command")]
    [InlineData("assets layout", "no such command")]
    [InlineData("--verbose", "no such command")]
    [InlineData("assets lay-out", "--from: is missing")]
    [InlineData("assets lay-out --from a", "--to: is missing")]
    [InlineData("assets lay-out --from a --to", "--to: needs a value")]
    [InlineData("assets lay-out --from a --to=", "--to: needs a value")]
    [InlineData("assets lay-out --from a --to b --to c", "--to: is given twice")]
    [InlineData("assets lay-out --from a --to b --force", "--force: is no option")]
    [InlineData("assets lay-out a b", "a: is no option")]
    [InlineData("assets lay-out --from a --to /", "does not end in a name")]
    [InlineData("assets lay-out --from a --to /assets/..", "does not end in a name")]
    [InlineData("assets lay-out --from a --to b --strip a/b", "is not one folder name")]
    [InlineData("assets lay-out --from a --to b --strip ..", "is not one folder name")]
    [InlineData("assets lay-out --from a --to b --max-bytes -1", "is no number of bytes")]
    [InlineData("assets lay-out --from a --to b --max-bytes 9999999999Gi", "is no number of bytes")]
    [InlineData("assets lay-out --from a --to b --max-bytes 1.5Mi", "is no number of bytes")]
    [InlineData("assets lay-out --from a --to b --max-entries many", "is no number")]
    [InlineData("install", "--to: is missing")]
    public void A_wrong_command_line_is_a_usage_fault_that_names_the_word(string args, string complaint)
    {
        var fault = CommandParser.TryParse(args.Split(' ', StringSplitOptions.RemoveEmptyEntries), out _).ShouldNotBeNull();
        fault.Exit.ShouldBe(ExitCode.Usage);
        fault.ToString().ShouldContain(complaint);
        fault.Remedy.ShouldContain("--help");
    }

    private static Command? Parse(params string[] args)
    {
        CommandParser.TryParse(args, out var command).ShouldBeNull();
        return command;
    }
}

using StartOperator.Compat.Assets;

namespace StartOperator.Compat.Tests.Assets;

public sealed class EntryPathTests
{
    [Theory]
    [InlineData("main/config_spec.yaml", "main/config_spec.yaml")]
    [InlineData("./main//a/./b/", "main/a/b")]
    [InlineData("./", ".")]
    [InlineData("...", "...")]
    [InlineData("..data/x", "..data/x")]
    [InlineData("back\\slash", "back\\slash")]
    [InlineData("line\nbreak", "line\nbreak")]
    public void A_name_that_leads_downwards_is_taken(string text, string path)
    {
        EntryPath.TryParse(text, out var parsed).ShouldBeNull();
        parsed.ToString().ShouldBe(path);
    }

    [Theory]
    [InlineData("", "has no name")]
    [InlineData("/etc/passwd", "absolute")]
    [InlineData("../x", "'..'")]
    [InlineData("a/../../x", "'..'")]
    [InlineData("a/..", "'..'")]
    [InlineData("a\0b", "NUL")]
    [InlineData("a\uFFFDb", "not UTF-8")]
    public void A_name_that_could_lead_elsewhere_is_refused(string text, string why)
    {
        var fault = EntryPath.TryParse(text, out _).ShouldNotBeNull();
        fault.Exit.ShouldBe(ExitCode.Refused);
        fault.Message.ShouldContain(why);
        fault.Path.ShouldBe(text);
    }

    [Fact]
    public void A_name_as_long_as_the_kernel_allows_is_taken_and_a_longer_one_refused()
    {
        EntryPath.TryParse(new string('a', 255), out _).ShouldBeNull();
        EntryPath.TryParse(new string('a', 256), out _).ShouldNotBeNull().Message.ShouldContain("255");
        EntryPath.TryParse(new string('ä', 128), out _).ShouldNotBeNull().Message.ShouldContain("255");
    }

    [Fact]
    public void A_path_that_is_too_long_or_too_deep_is_refused()
    {
        EntryPath.TryParse(Repeated("a", EntryPath.MostDepth), out _).ShouldBeNull();
        EntryPath.TryParse(Repeated("a", EntryPath.MostDepth + 1), out _).ShouldNotBeNull().Message.ShouldContain("deeper");
        EntryPath.TryParse(Repeated(new string('a', 250), 9), out _).ShouldNotBeNull().Message.ShouldContain("longer");
    }

    [Fact]
    public void The_path_below_a_folder_is_told_only_for_what_is_in_it()
    {
        EntryPath.TryParse("main/a/b", out var inside).ShouldBeNull();
        inside.Below("main")!.ToString().ShouldBe("a/b");
        inside.Below("mai").ShouldBeNull();
        EntryPath.Root.Below("main").ShouldBeNull();
    }

    [Theory]
    [InlineData("..")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a/b")]
    public void A_listed_name_that_is_no_name_is_refused(string name) => EntryPath.Root.TryAppend(name, out _).ShouldNotBeNull();

    private static string Repeated(string name, int times) => string.Join('/', Enumerable.Repeat(name, times));
}

namespace StartOperator.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("validate", "--help")]
    [InlineData("build", "--help")]
    [InlineData("render", "--help")]
    [InlineData("local", "--help")]
    [InlineData("inspect", "--help")]
    [InlineData("verify", "--help")]
    [InlineData("extract", "--help")]
    [InlineData("pack", "--help")]
    [InlineData("key", "--help")]
    [InlineData("key", "create", "--help")]
    public async Task Help_tells_the_usage(params string[] args)
    {
        var run = await CommandLine.RunAsync(args);

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("Usage:");
    }

    [Theory]
    [InlineData("biuld")]
    [InlineData("validate")]
    [InlineData("validate", "x", "-o", "xml")]
    [InlineData("build")]
    [InlineData("build", "a", "b")]
    [InlineData("inspect")]
    [InlineData("inspect", "x", "-o", "yaml")]
    [InlineData("verify")]
    [InlineData("extract", "x")]
    [InlineData("pack", "x")]
    [InlineData("key")]
    [InlineData("key", "create")]
    public async Task Wrong_usage_ends_with_2_and_points_to_help(params string[] args)
    {
        var run = await CommandLine.RunAsync(args);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("--help");
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_definitions_can_be_printed()
    {
        var run = await CommandLine.RunAsync("crds");

        run.ExitCode.ShouldBe(0);
        run.Object("CustomResourceDefinition").GetProperty("metadata").GetProperty("name").GetString().ShouldBe("startservices.startoperator.io");
    }
}

namespace StartOperator.Cli.Tests;

/// <summary>The rights that the operator asks for.</summary>
public sealed class RbacTests
{
    [Fact]
    public async Task The_committed_role_is_what_the_code_needs()
    {
        var printed = (await CommandLine.RunAsync("rbac")).Output;
        var committed = string.Join('\n', File.ReadLines(Path.Combine(AppContext.BaseDirectory, "fixtures", "deploy", "cluster-role.yaml")).Where(l => !l.StartsWith('#'))) + "\n";

        committed.ShouldBe(printed, "run `make rbac`");
    }

    [Fact]
    public async Task Secrets_can_neither_be_listed_nor_watched()
    {
        var role = (await CommandLine.RunAsync("rbac")).Output;
        var secrets = role[role.IndexOf("- secrets", StringComparison.Ordinal)..];
        var verbs = secrets[..secrets.IndexOf("- apiGroups", StringComparison.Ordinal)];

        verbs.ShouldContain("- get");
        verbs.ShouldNotContain("- list");
        verbs.ShouldNotContain("- watch");
    }
}

namespace StartOperator.Architecture.Tests;

public sealed class ArrowTests
{
    /// <summary>The house: each project, and the projects that it may know.</summary>
    public static TheoryData<string, string[]> House => new()
    {
        { "StartOperator.Package", [] },
        { "StartOperator.Resources", ["StartOperator.Package"] },
        { "StartOperator.Rendering", ["StartOperator.Package", "StartOperator.Resources"] },
        { "StartOperator.Runtime", [] },
        { "start-operator", ["StartOperator.Package", "StartOperator.Rendering", "StartOperator.Resources", "StartOperator.Runtime"] },
        { "StartOperator.Oci", ["StartOperator.Package"] },
        { "StartOperator.LocalCluster", [] },
        { "compat", [] },
        { "distribution", ["start-operator", "StartOperator.Resources"] },
    };

    [Theory]
    [MemberData(nameof(House))]
    public void A_project_knows_only_those_below_it(string project, string[] below) =>
        CompiledAssembly.Read(project).Assemblies.Where(IsOurs).Except(below).ShouldBeEmpty();

    [Fact]
    public void Nothing_knows_the_command_line() => House.Select(row => row.Data.Item1)
        .Where(project => CompiledAssembly.Read(project).Assemblies.Contains("startctl")).ShouldBeEmpty();

    [Fact]
    public void The_package_knows_no_kubernetes() =>
        CompiledAssembly.Read("StartOperator.Package").Assemblies.Where(a => a.StartsWith("KubernetesClient", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void The_program_that_runs_in_packages_pods_brings_nothing_along() =>
        CompiledAssembly.Read("compat").Assemblies.Where(a => !a.StartsWith("System.", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void The_operator_stands_on_all_of_them() => CompiledAssembly.Read("start-operator").Assemblies
        .Where(IsOurs)
            .ShouldBe(["StartOperator.Package", "StartOperator.Rendering", "StartOperator.Resources", "StartOperator.Runtime"], ignoreOrder: true);

    private static bool IsOurs(string assembly) =>
        assembly.StartsWith("StartOperator.", StringComparison.Ordinal) || assembly is "start-operator" or "startctl" or "compat";
}

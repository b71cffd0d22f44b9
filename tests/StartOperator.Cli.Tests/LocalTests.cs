namespace StartOperator.Cli.Tests;

public sealed class LocalTests
{
    [Fact]
    public async Task A_package_comes_up_and_nothing_is_left_behind()
    {
        using var package = new PackageFolder();
        var kubeconfig = Path.Combine(package.Path, "kubeconfig");

        var run = await CommandLine.RunAsync("local", package.Path, "--until-ready", "--kubeconfig", kubeconfig);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("pebble-main  bound, 10Gi");
        run.Output.ShouldContain("pebble  runs on");
        run.Output.ShouldContain("running, ready");
        run.Output.ShouldContain($"export KUBECONFIG={kubeconfig}");
        File.Exists(kubeconfig).ShouldBeFalse();
    }

    [Fact]
    public async Task A_faulty_package_is_told_before_anything_starts()
    {
        using var package = new PackageFolder("id: [");

        var run = await CommandLine.RunAsync("local", package.Path, "--until-ready");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("error");
        run.Output.ShouldBeEmpty();
    }
}

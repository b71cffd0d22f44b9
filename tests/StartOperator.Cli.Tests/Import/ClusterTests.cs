using Microsoft.Extensions.Logging;
using StartOperator.Cli.Cluster;
using StartOperator.Cli.Local;
using StartOperator.Cli.Output;
using StartOperator.Cli.Tests.S9pk;
using StartOperator.LocalCluster;
using StartOperator.Runtime.Client;

namespace StartOperator.Cli.Tests.Import;

/// <summary>A package comes into a cluster, and out of it again.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private readonly PackableFolder _package = new();
    private LocalBox _box = null!;

    public async ValueTask InitializeAsync()
    {
        var kubeconfig = Path.Combine(_package.Around, "kubeconfig");
        _box = await LocalBox.StartAsync(new LocalApiServerOptions { KubeconfigPath = kubeconfig }, LogLevel.None, TestContext.Current.CancellationToken);
        await _box.CreateNamespaceAsync("box", TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _box.DisposeAsync();
        _package.Dispose();
    }

    [Fact]
    public async Task A_package_is_applied_and_exported()
    {
        var created = await ImportAsync();
        var unchanged = await ImportAsync();
        var export = await CommandLine.RunAsync("export", "pebble", "-n", "box", "--kubeconfig", _box.KubeconfigPath);

        created.Output.Trim().ShouldBe("startservice.startoperator.io/pebble created");
        unchanged.Output.Trim().ShouldBe("startservice.startoperator.io/pebble unchanged");
        export.ExitCode.ShouldBe(0, export.Error);
        export.Objects.Select(item => item.GetProperty("kind").GetString()).ShouldBe(["ServiceAccount", "NetworkPolicy", "Service", "PersistentVolumeClaim", "Pod"]);
        export.Output.ShouldContain("# ");
        export.Output.ShouldContain("tar -c -C /volume/data . > pebble-main.tar");
        export.Object("Service").GetProperty("metadata").GetProperty("labels").TryGetProperty("startoperator.io/role", out _)
            .ShouldBeFalse("an operator that goes on running would take the names away with the last StartService");
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("/nowhere:{0}")]
    [InlineData(":/nowhere:{0}:/nowhere")]
    public async Task The_cluster_of_the_environment_is_used(string list)
    {
        var options = new ClusterOptions(null, null) { Variables = name => name == "KUBECONFIG" ? list.Replace("{0}", _box.KubeconfigPath, StringComparison.Ordinal) : null };

        var (client, _) = options.Connect(null);
        using (client) (await client.ListAsync(Kinds.Pod, "box", null, TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public void An_environment_that_names_no_cluster_is_told() =>
        Should.Throw<RefusalException>(() => new ClusterOptions(null, null) { Variables = _ => "/nowhere" }.Connect(null)).Message.ShouldContain("$KUBECONFIG names no file that is there");

    [Fact]
    public async Task A_service_that_is_not_there_is_told()
    {
        var export = await CommandLine.RunAsync("export", "nothing", "-n", "box", "--kubeconfig", _box.KubeconfigPath);

        export.ExitCode.ShouldBe(1);
        export.Error.ShouldContain("there is no StartService nothing in namespace box");
    }

    [Fact]
    public async Task A_cluster_that_is_not_there_is_told_before_anything_is_written()
    {
        var run = await CommandLine.RunAsync("import", await _package.PackAsync(), "--archive", Path.Combine(_package.Around, "archives"), "--apply", "--kubeconfig", "/nowhere");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("no way to a cluster");
        Directory.Exists(Path.Combine(_package.Around, "archives")).ShouldBeFalse();
    }

    private async Task<CommandLine> ImportAsync()
    {
        var run = await CommandLine.RunAsync("import", await _package.PackAsync(), "--archive", Path.Combine(_package.Around, "archives"), "--apply", "-n", "box", "--kubeconfig", _box.KubeconfigPath);
        run.ExitCode.ShouldBe(0, run.Error);
        return run;
    }
}

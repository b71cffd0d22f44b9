using StartOperator.Testing.Harnesses;

namespace StartOperator.Testing.Tests.Harnesses;

/// <summary>Scenarios ask for a cluster by name and get a shared one, or the reason why there is none.</summary>
public sealed class ClusterHarnessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_is_started_once_and_ended_with_its_harnesses()
    {
        var (started, ended) = (0, 0);
        var harnesses = new ClusterHarnesses(new ClusterHarnessKind("fake", () => null, _ =>
        {
            started++;
            return Task.FromResult<IClusterHarness>(new FakeHarness(() => ended++));
        }));

        var first = await harnesses.GetAsync("fake", Cancellation);
        (await harnesses.GetAsync("fake", Cancellation)).ShouldBeSameAs(first);
        await harnesses.DisposeAsync();

        (started, ended).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_cluster_that_is_not_to_be_had_says_so_by_name_and_reason()
    {
        await using var harnesses = new ClusterHarnesses(
            new ClusterHarnessKind("moon base", () => "no rocket in PATH", _ => throw new InvalidOperationException()));

        harnesses.WhyNot("moon base").ShouldBe("moon base: no rocket in PATH");
    }

    [Fact]
    public void An_existing_cluster_is_used_only_when_asked_for()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("USE_EXISTING_CLUSTER") is not null, "existing cluster: asked for by this very run");

        ExistingCluster.TryFind(out var reason).ShouldBeFalse();

        reason.ShouldBe("set USE_EXISTING_CLUSTER=true to run on the cluster of the current kubeconfig");
    }

    private sealed class FakeHarness(Action onEnd) : IClusterHarness
    {
        public string Name => "fake";

        public string KubeconfigPath => "/nowhere";

        public k8s.KubernetesClientConfiguration Configuration => new();

        public ClusterCapabilities Capabilities => ClusterCapabilities.None;

        public LocalCluster.Controllers.LocalControllers? Simulated => null;

        public Testing.ControlPlane.AuditLog? Audit => null;

        public void Behave(string ns, LocalCluster.Nodes.ContainerBehaviour behaviour) => throw new NotSupportedException();

        public Task RestartApiServerAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask DisposeAsync()
        {
            onEnd();
            return ValueTask.CompletedTask;
        }
    }
}

using k8s.Models;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A service is deleted under the policy Retain, which is the default.</summary>
public sealed class DeleteRetain(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithAssets("pages").WithCertificate("tls", "web").WithInterface("web", 8080);

    [Theory, OnEveryCluster]
    public async Task Its_claims_stay(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, ClusterCapabilities.RunsPods | ClusterCapabilities.CollectsGarbage);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        var before = await box.BoundAsync("notes-main");

        await box.UninstallAsync("notes");
        await box.QuietAsync();

        var after = await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main");
        (after.Metadata.Uid, after.Metadata.DeletionTimestamp, after.Status.Phase).ShouldBe((before.Metadata.Uid, null, "Bound"));
    }

    [Theory, OnEveryCluster]
    public async Task All_else_that_was_its_own_goes(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, ClusterCapabilities.RunsPods | ClusterCapabilities.CollectsGarbage);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");

        await box.UninstallAsync("notes");

        await box.GoneAsync<V1Service>("notes-web");
        await box.GoneAsync<V1ServiceAccount>("startos-notes");
        await box.GoneAsync<V1NetworkPolicy>("startos-notes");
        await box.GoneAsync<V1Secret>("notes-tls");
        await box.FindNoneAsync<V1ControllerRevision>(_ => true);
    }

    [Theory, OnEveryCluster]
    public async Task The_box_itself_goes_with_its_last_service_and_keeps_its_authority(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.ApplyAsync(TestPackage.Called("other"));
        await box.RunningAsync("notes");
        await box.RunningAsync("other");

        await box.UninstallAsync("other");
        await box.QuietAsync();
        (await box.GetAsync(Kinds.Service, "embassy")).Metadata.DeletionTimestamp.ShouldBeNull();
        await box.UninstallAsync("notes");

        await box.GoneAsync<V1Service>("embassy");
        (await box.GetAsync(Kinds.Secret, "embassy-ca")).Metadata.DeletionTimestamp.ShouldBeNull();
    }

    [Theory, OnEveryCluster]
    public async Task It_needs_no_finalizer_and_so_no_operator(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);

        var service = await box.ReadyAsync("notes");

        (service.Metadata.Finalizers ?? []).ShouldBeEmpty();
    }
}

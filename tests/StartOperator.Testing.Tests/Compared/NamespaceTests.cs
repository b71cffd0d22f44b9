using System.Text.Json.Nodes;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.Testing.Tests.Compared;

/// <summary>The beginning and the end of namespaces, the same by kube-controller-manager and by the local controllers.</summary>
public sealed class NamespaceTests(Clusters clusters)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_namespace_has_a_service_account_and_the_servers_certificates(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);

        await box.Observer.UntilAsync<V1ServiceAccount>(box.Key("default"), _ => true, Cancellation);
        await box.Observer.UntilAsync<V1ConfigMap>(box.Key("kube-root-ca.crt"), _ => true, Cancellation);

        (await box.Api.FindAsync<V1ConfigMap>(box.Key("kube-root-ca.crt"), Cancellation))!.Data["ca.crt"].ShouldContain("BEGIN CERTIFICATE");
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_deleted_service_account_comes_back(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        var before = await box.Observer.UntilAsync<V1ServiceAccount>(box.Key("default"), _ => true, Cancellation);

        await box.Api.DeleteAsync<V1ServiceAccount>(box.Key("default"), new(), Cancellation);

        await box.Observer.UntilAsync<V1ServiceAccount>(box.Key("default"), account => account.Metadata.Uid != before.Metadata.Uid, Cancellation);
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_pod_that_mounts_its_service_accounts_token_runs(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        var sources = new List<V1VolumeProjection>
        {
            new() { ServiceAccountToken = new() { Path = "token" } },
            new() { ConfigMap = new() { Name = "kube-root-ca.crt", Items = [new() { Key = "ca.crt", Path = "ca.crt" }] } },
        };

        var access = new V1Volume { Name = "access", Projected = new() { Sources = sources } };
        await box.CreateAsync(Samples.Pod("wallet", spec => spec.Volumes = [access]), Cancellation);

        await box.PodAsync("wallet", Observed.IsReady, Cancellation);
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_deleted_namespace_takes_everything_with_it(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await box.CreateAsync(Samples.Claim("data"), Cancellation);
        await box.CreateAsync(Samples.Pod("wallet", claim: "data"), Cancellation);
        await box.PodAsync("wallet", Observed.IsReady, Cancellation);
        var claim = await box.Observer.UntilAsync<V1PersistentVolumeClaim>(box.Key("data"), claim => claim.Status.Phase == "Bound", Cancellation);

        await box.Api.DeleteAsync<V1Namespace>(new(null, box.Name), new(), Cancellation);

        await box.Observer.UntilGoneAsync<V1Namespace>(new(null, box.Name), Cancellation);
        await box.Observer.UntilGoneAsync<V1PersistentVolume>(new(null, claim.Spec.VolumeName), Cancellation);
        (await box.Api.FindAsync<V1PersistentVolumeClaim>(box.Key("data"), Cancellation)).ShouldBeNull();
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_namespace_says_what_holds_it(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        var map = Samples.ConfigMap("held");
        map.Metadata.Finalizers = ["example.com/hold"];
        await box.CreateAsync(map, Cancellation);

        await box.Api.DeleteAsync<V1Namespace>(new(null, box.Name), new(), Cancellation);

        var ns = await box.Observer.UntilAsync<V1Namespace>(
            new ObjectKey(null, box.Name),
            ns => Message(ns, "NamespaceFinalizersRemaining") is not null && Message(ns, "NamespaceContentRemaining") == Remaining,
            Cancellation);
        Message(ns, "NamespaceFinalizersRemaining").ShouldBe(
            "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances");
        await box.Api.PatchAsync<V1ConfigMap>(box.Key("held"), new() { ["metadata"] = new JsonObject { ["finalizers"] = null } }, Cancellation);
        await box.Observer.UntilGoneAsync<V1Namespace>(new(null, box.Name), Cancellation);
    }

    private const string Remaining = "Some resources are remaining: configmaps. has 1 resource instances";

    private static string? Message(V1Namespace ns, string type) =>
        (ns.Status?.Conditions ?? []).FirstOrDefault(condition => condition.Type == type && condition.Status == "True")?.Message;
}

using k8s;
using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A name that a service needs is held by something of somebody else's.</summary>
public sealed class NameTaken(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithInterface("web", 8080).WithCertificate("tls", "web");

    [Theory, OnEveryCluster]
    public Task A_claim(string cluster) => IsRefusedAsync(cluster, Kinds.PersistentVolumeClaim, Objects.Claim("notes-main"));

    [Theory, OnEveryCluster]
    public Task A_claim_of_another_service(string cluster) =>
        IsRefusedAsync(cluster, Kinds.PersistentVolumeClaim, Objects.Claim("notes-main", labels: Objects.LabelsOf("others", "notes", "main")));

    [Theory, OnEveryCluster]
    public Task A_Service(string cluster) => IsRefusedAsync(cluster, Kinds.Service, Objects.Service("notes-web"));

    [Theory, OnEveryCluster]
    public Task The_Service_of_the_box(string cluster) => IsRefusedAsync(cluster, Kinds.Service, Objects.Service("embassy"));

    [Theory, OnEveryCluster]
    public Task A_ServiceAccount(string cluster) => IsRefusedAsync(cluster, Kinds.ServiceAccount, Objects.ServiceAccount("startos-notes"));

    [Theory, OnEveryCluster]
    public Task A_NetworkPolicy(string cluster) => IsRefusedAsync(cluster, Kinds.NetworkPolicy, Objects.NetworkPolicy("startos-notes"));

    [Theory, OnEveryCluster]
    public Task A_Secret(string cluster) => IsRefusedAsync(cluster, Kinds.Secret, Objects.Secret("notes-tls"));

    [Theory, OnEveryCluster]
    public Task The_Secret_of_the_authority(string cluster) => IsRefusedAsync(cluster, Kinds.Secret, Objects.Secret("embassy-ca"));

    [Theory, OnEveryCluster]
    public async Task A_pod(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Kinds.Pod, Objects.Pod("notes"));
        var theirs = await box.FindAsync<V1Pod>("notes", pod => pod.Status?.Phase == "Running");

        await box.ApplyAsync(Notes);
        await box.StalledAsync("notes", Reasons.NameTaken);
        await box.QuietAsync();

        var now = await box.GetAsync(Kinds.Pod, "notes");
        (now.Metadata.Uid, now.Metadata.DeletionTimestamp).ShouldBe((theirs.Metadata.Uid, null));
    }

    [Theory, OnEveryCluster]
    public async Task When_the_name_becomes_free_the_service_starts(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Kinds.Service, Objects.Service("notes-web"));
        await box.ApplyAsync(Notes);
        await box.StalledAsync("notes", Reasons.NameTaken);

        await box.DeleteAsync(Kinds.Service, "notes-web");

        await box.RunningAsync("notes");
        (await box.GetAsync(Kinds.Service, "notes-web")).Spec.Ports.Single().Port.ShouldBe(8080);
    }

    [Theory, OnEveryCluster]
    public async Task A_service_that_runs_is_not_stopped_when_an_interface_cannot_have_its_name(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(TestPackage.Called("notes").WithData("main"));
        var before = await box.RunningAsync("notes");
        await box.ApplyAsync(Kinds.Service, Objects.Service("notes-web"));

        await box.ApplyAsync(Notes.At("1.1.0"));
        var service = await box.StalledAsync("notes", Reasons.NameTaken);
        await box.QuietAsync();

        (await box.GetAsync(Kinds.Pod, "notes")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
        service.Status!.Main.ShouldBe(StartOperator.Resources.MainStatus.Running);
    }

    [Theory, OnEveryCluster]
    public async Task Two_services_whose_volumes_would_share_a_claim_do_not(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(TestPackage.Called("a").WithData("b-c"));
        (await box.RunningAsync("a")).ClaimAt("/data/b-c").ShouldBe("a-b-c/data");
        var before = await box.GetAsync(Kinds.PersistentVolumeClaim, "a-b-c");

        await box.ApplyAsync(TestPackage.Called("a-b").WithData("c"));
        await box.StalledAsync("a-b", Reasons.NameTaken);
        await box.QuietAsync();

        (await box.GetAsync(Kinds.PersistentVolumeClaim, "a-b-c")).Metadata.Labels.ShouldBe(before.Metadata.Labels, ignoreOrder: true);
        (await box.ListAsync(Kinds.Pod)).Count.ShouldBe(1);
    }

    private async Task IsRefusedAsync<T>(string cluster, ResourceKind<T> kind, T theirs)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        await using var box = await clusters.BoxAsync(cluster);
        var before = await box.ApplyAsync(kind, theirs);

        await box.ApplyAsync(Notes);
        var service = await box.StalledAsync("notes", Reasons.NameTaken);
        await box.QuietAsync();

        service.Condition(ConditionTypes.Stalled)!.Message.ShouldContain(theirs.Metadata.Name);
        (await box.GetAsync(kind, theirs.Metadata.Name)).Metadata.ResourceVersion.ShouldBe(before.Metadata.ResourceVersion);
        (await box.ListAsync(Kinds.Pod)).ShouldBeEmpty();
        await box.EventAsync("notes", Reasons.NameTaken);
    }
}

using k8s.Models;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>Somebody changes a service's children by hand.</summary>
public sealed class Drift(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithInterface("web", 8080);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryCluster]
    public async Task A_port_that_is_edited_is_put_back(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");

        await box.Api.JsonPatchAsync(
            Kinds.Service, box.Key("notes-web"), [Objects.Json("""{"op":"replace","path":"/spec/ports/0/targetPort","value":1}""")], null, Cancellation);

        await box.FindAsync<V1Service>("notes-web", s => s.Spec.Ports.Single().TargetPort.Value == "8080");
        await box.QuietAsync();
    }

    [Theory, OnEveryCluster]
    public async Task A_ServiceAccount_that_is_deleted_comes_back(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        var pod = await box.RunningAsync("notes");
        var before = await box.GetAsync(Kinds.ServiceAccount, "startos-notes");

        await box.DeleteAsync(Kinds.ServiceAccount, "startos-notes");

        await box.FindAsync<V1ServiceAccount>("startos-notes", a => a.Metadata.Uid != before.Metadata.Uid);
        (await box.RunningAsync("notes")).Metadata.Uid.ShouldBe(pod.Metadata.Uid);
    }

    [Theory, OnEveryCluster]
    public async Task The_Service_of_the_box_comes_back(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        var before = await box.GetAsync(Kinds.Service, "embassy");

        await box.DeleteAsync(Kinds.Service, "embassy");

        await box.FindAsync<V1Service>("embassy", s => s.Metadata.Uid != before.Metadata.Uid);
    }

    [Theory, OnEveryCluster]
    public async Task A_pod_that_is_deleted_comes_back(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        var before = await box.RunningAsync("notes");

        await box.DeleteAsync(Kinds.Pod, "notes");

        await box.FindAsync<V1Pod>("notes", p => p.Metadata.Uid != before.Metadata.Uid && p.Status?.Phase == "Running");
    }

    [Theory, OnEveryCluster]
    public async Task A_record_of_what_is_installed_comes_back(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        var record = (await box.ListAsync(Kinds.ControllerRevision)).Single();

        await box.DeleteAsync(Kinds.ControllerRevision, record.Metadata.Name);

        await box.FindAsync<V1ControllerRevision>(record.Metadata.Name, r => r.Metadata.Uid != record.Metadata.Uid);
    }

    [Theory, OnEveryCluster]
    public async Task What_others_add_to_a_child_stays_when_the_operator_changes_it(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.Api.MergePatchAsync(
            Kinds.Service,
            box.Key("notes-web"),
            Objects.Json("""{"metadata":{"labels":{"team":"blue"},"annotations":{"example.org/balancer":"internal"}},"spec":{"sessionAffinity":"ClientIP"}}"""),
            null,
            Cancellation);

        await box.ApplyAsync(TestPackage.Called("notes").WithData("main").WithInterface("web", 9090).At("1.1.0"));
        var service = await box.FindAsync<V1Service>("notes-web", s => s.Spec.Ports is [{ Port: 9090 }]);

        service.Metadata.Labels["team"].ShouldBe("blue");
        service.Metadata.Annotations["example.org/balancer"].ShouldBe("internal");
        service.Spec.SessionAffinity.ShouldBe("ClientIP");
    }

    [Theory, OnEveryCluster]
    public async Task A_label_of_ours_that_is_changed_is_put_back(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");

        await box.Api.MergePatchAsync(
            Kinds.PersistentVolumeClaim, box.Key("notes-main"), Objects.Json("""{"metadata":{"labels":{"app.kubernetes.io/name":"mine"}}}"""), null, Cancellation);

        await box.FindAsync<V1PersistentVolumeClaim>("notes-main", c => c.Metadata.Labels["app.kubernetes.io/name"] == "notes");
        await box.QuietAsync();
    }
}

using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A spec passes the schema, and leads to something that the API server or Kubernetes can't take.</summary>
public sealed class InvalidSpec(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main");

    /// <summary>A toleration for which Kubernetes wants the effect NoExecute.</summary>
    private const string Toleration = """{"placement":{"tolerations":[{"key":"a","operator":"Exists","effect":"NoSchedule","tolerationSeconds":5}]}}""";

    [Theory]
    [OnEveryCluster("tolerations", Toleration)]
    [OnEveryCluster("requests above limits", """{"resources":{"requests":{"memory":"2Gi"},"limits":{"memory":"1Gi"}}}""")]
    [OnEveryCluster("a priority class that is not there", """{"placement":{"priorityClassName":"nobody-made-it"}}""")]
    public async Task A_new_service_is_refused_in_the_servers_own_words(string cluster, string what, string spec)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.With(s => s with { State = ServiceState.Stopped }));
        await box.ReadyAsync("notes");

        await box.PatchAsync("notes", spec);
        await box.PatchAsync("notes", """{"state":"Running"}""");
        var service = await box.StalledAsync("notes", Reasons.InvalidSpec);
        await box.QuietAsync();

        service.Condition(ConditionTypes.Stalled)!.Message.Length.ShouldBeGreaterThan(20, what);
        (await box.ListAsync(Kinds.Pod)).ShouldBeEmpty();
        await box.EventAsync("notes", Reasons.InvalidSpec);
    }

    [Theory]
    [OnEveryCluster("requests above limits", """{"resources":{"requests":{"memory":"2Gi"},"limits":{"memory":"1Gi"}}}""")]
    [OnEveryCluster("a wrong toleration and a restart", """{"restartedAt":"now","placement":{"tolerations":[{"key":"a","operator":"Exists","effect":"NoSchedule","tolerationSeconds":5}]}}""")]
    public async Task A_running_service_is_not_stopped_for_a_spec_that_could_not_start(string cluster, string what, string spec)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        var before = await box.RunningAsync("notes");

        await box.PatchAsync("notes", spec);
        var service = await box.StalledAsync("notes", Reasons.InvalidSpec);
        await box.QuietAsync();

        var pod = await box.GetAsync(Kinds.Pod, "notes");
        (pod.Metadata.Uid, pod.Metadata.DeletionTimestamp).ShouldBe((before.Metadata.Uid, null), what);
        service.Status!.Main.ShouldBe(MainStatus.Running);
    }

    [Theory, OnEveryCluster]
    public async Task A_spec_that_is_put_right_is_carried_out(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.PatchAsync("notes", """{"resources":{"requests":{"memory":"2Gi"},"limits":{"memory":"1Gi"}}}""");
        await box.StalledAsync("notes", Reasons.InvalidSpec);

        await box.PatchAsync("notes", """{"resources":{"requests":{"memory":"1Gi"}}}""");
        await box.ReadyAsync("notes");

        (await box.FindAsync<V1Pod>("notes", p => p.Metadata.DeletionTimestamp is null)).Spec.Containers[0].Resources.Limits["memory"].ToString().ShouldBe("1Gi");
    }

    [Theory, OnEveryCluster]
    public async Task What_cannot_be_run_is_not_tried_in_a_hot_loop(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.With(s => s with { Resources = new() { Limits = new Dictionary<string, string> { ["memory"] = "1Gi" }, Requests = new Dictionary<string, string> { ["memory"] = "2Gi" } } }));
        await box.StalledAsync("notes", Reasons.InvalidSpec);
        await box.QuietAsync();

        (await box.RequestsWithinAsync(TimeSpan.FromSeconds(8))).Count.ShouldBeLessThanOrEqualTo(4);
    }
}

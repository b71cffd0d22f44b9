using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A service is suspended: the operator keeps its hands off, and says so.</summary>
public sealed class Suspend(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithInterface("web", 8080);

    [Theory, OnEveryCluster]
    public async Task A_suspended_service_is_left_alone_whatever_happens_to_it(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.PatchAsync("notes", """{"suspend":true}""");
        await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.Suspended);
        await box.QuietAsync();
        var sent = box.Operator.Requests.In(box.Name).Count;

        await box.DeleteAsync(Kinds.Service, "notes-web");
        await box.DeleteAsync(Kinds.Pod, "notes");
        await box.PatchAsync("notes", """{"restartedAt":"now","storage":{"size":"5Gi"}}""");
        await box.GoneAsync<V1Pod>("notes");
        await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.Suspended);
        await box.QuietAsync();

        box.Operator.Requests.In(box.Name).Skip(sent).Where(r => r.IsWrite && !r.IsNewEvent).Select(r => r.Resource).Distinct().ShouldBe(["startservices/status"]);
        (await box.ListAsync(Kinds.Pod)).ShouldBeEmpty();
        (await box.ListAsync(Kinds.Service)).Select(s => s.Metadata.Name).ShouldNotContain("notes-web");
    }

    [Theory, OnEveryCluster]
    public async Task A_service_that_is_resumed_becomes_what_its_resource_asks(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.With(spec => spec with { Suspend = true }));
        await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.Suspended);
        (await box.ListAsync(Kinds.PersistentVolumeClaim)).ShouldBeEmpty();

        await box.PatchAsync("notes", """{"suspend":false}""");

        await box.RunningAsync("notes");
    }

    [Theory, OnEveryCluster]
    public async Task A_suspended_service_is_neither_under_way_nor_stalled(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.With(spec => spec with { Suspend = true }));

        var service = await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.False, Reasons.Suspended);

        service.Condition(ConditionTypes.Reconciling)!.Status.ShouldBe(ConditionStatus.False);
        service.Condition(ConditionTypes.Stalled)!.Status.ShouldBe(ConditionStatus.False);
        service.Condition(ConditionTypes.Ready)!.Message.ShouldContain("spec.suspend");
    }
}

using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>Nothing happens: then the operator sends nothing.</summary>
public sealed class IdleWrites(Clusters clusters)
{
    [Theory, OnEveryCluster]
    public async Task A_box_in_which_all_is_as_it_should_be_costs_no_request_at_all(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(TestPackage.Called("notes").WithData("main").WithAssets("pages").WithCertificate("tls", "web").WithInterface("web", 8080));
        await box.ApplyAsync(TestPackage.Called("reader").WithPointer("notes", "notes").WithPointer("absent", "nobody"));
        await box.ApplyAsync(TestPackage.Called("stopped").WithData("main").With(spec => spec with { State = ServiceState.Stopped }));
        await box.ApplyAsync(TestPackage.Called("paused").WithData("main").With(spec => spec with { Suspend = true }));
        await box.ApplyAsync(TestPackage.Called("unconfigured").WithData("main").WithConfig());
        await box.RunningAsync("notes");
        await box.RunningAsync("reader");
        await box.ReadyAsync("stopped");
        await box.ConditionAsync("paused", ConditionTypes.Ready, ConditionStatus.False, Reasons.Suspended);
        await box.ConditionAsync("unconfigured", ConditionTypes.Ready, ConditionStatus.False, Reasons.NeedsConfig);
        await box.SilentAsync();

        var sent = await box.RequestsWithinAsync(TimeSpan.FromSeconds(15));

        sent.Select(r => r.ToString()).ShouldBeEmpty();
    }

    [Theory, OnEveryCluster]
    public async Task A_reconcile_that_finds_all_as_it_should_be_costs_no_request_but_its_status(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(TestPackage.Called("notes").WithData("main").WithAssets("pages").WithCertificate("tls", "web").WithInterface("web", 8080));
        await box.RunningAsync("notes");
        await box.QuietAsync();
        var before = box.Operator.Requests.In(box.Name).Count;

        await box.PatchAsync("notes", """{"allowDowngrade":true}""");
        await box.ReadyAsync("notes");
        await box.QuietAsync();

        // The generation is in the status.
        box.Operator.Requests.In(box.Name).Skip(before).Where(r => !r.IsNewEvent).Select(r => $"{r.Method} {r.Resource}").ShouldBe(["PATCH startservices/status"]);
    }
}

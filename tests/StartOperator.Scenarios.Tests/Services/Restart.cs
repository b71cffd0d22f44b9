using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A service is restarted: because its user says so, or because what main is made of has changed; and for nothing else.</summary>
public sealed class Restart(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithInterface("web", 8080);

    [Theory, OnEveryCluster]
    public async Task A_new_restartedAt_replaces_the_pod_once(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.FindAsync<k8s.Models.V1Pod>("notes", _ => true);
        using var pods = box.Record<k8s.Models.V1Pod>();

        await box.PatchAsync("notes", """{"restartedAt":"2026-01-02T03:04:05Z"}""");
        var pod = await box.RunningAsync("notes");
        await box.FindAsync<k8s.Models.V1Pod>("notes", seen => seen.Metadata.Uid == pod.Metadata.Uid);
        await box.QuietAsync();

        pods.ComingsAndGoings.ShouldBe(["-notes", "+notes"]);
        (await box.EventAsync("notes", "Restarting")).Note.ShouldBe("restarting main: restartedAt changed");
    }

    [Theory, OnEveryCluster]
    public async Task While_it_restarts_a_service_says_so(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        using var services = box.Record<StartService>();

        await box.PatchAsync("notes", """{"restartedAt":"now"}""");
        await box.RunningAsync("notes");

        services.Changes.Select(c => c.After).OfType<StartService>()
            .ShouldContain(s => s.Status!.Main == MainStatus.Restarting && s.Condition(ConditionTypes.Ready)!.Status == ConditionStatus.False);
    }

    [Theory]
    [OnEveryCluster("environment", """{"environment":[{"name":"TZ","value":"UTC"}]}""")]
    [OnEveryCluster("resources", """{"resources":{"limits":{"memory":"512Mi"}}}""")]
    [OnEveryCluster("image", """{"images":{"main":{"image":"registry.example/notes:other"}}}""")]
    [OnEveryCluster("args", """{"manifest":{"main":{"args":["serve","--verbose"]}}}""")]
    [OnEveryCluster("mounts", """{"manifest":{"main":{"mounts":{"main":"/var/lib/notes"}}}}""")]
    public async Task A_change_of_what_main_is_made_of_restarts_it(string cluster, string reason, string change)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        var before = await box.RunningAsync("notes");

        await box.PatchAsync("notes", change);
        var after = await box.RunningAsync("notes");

        after.Metadata.Uid.ShouldNotBe(before.Metadata.Uid);
        (await box.EventAsync("notes", "Restarting")).Note.ShouldBe($"restarting main: {reason} changed");
    }

    [Theory]
    [OnEveryCluster("placement", """{"placement":{"nodeSelector":{"kubernetes.io/os":"linux"}}}""")]
    [OnEveryCluster("storage", """{"storage":{"size":"2Gi"}}""")]
    [OnEveryCluster("deletionPolicy", """{"deletionPolicy":"Delete"}""")]
    [OnEveryCluster("allowDowngrade", """{"allowDowngrade":true}""")]
    [OnEveryCluster("interfaces", """{"manifest":{"interfaces":{"web":{"lan-config":{"443":{"ssl":true,"internal":9090}}}}}}""")]
    public async Task A_change_of_anything_else_waits_for_the_next_start(string cluster, string what, string change)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        var before = await box.RunningAsync("notes");

        await box.PatchAsync("notes", change);
        var service = await box.ReadyAsync("notes");
        await box.QuietAsync();

        (await box.RunningAsync("notes")).Metadata.Uid.ShouldBe(before.Metadata.Uid, what);
        service.Status!.Main.ShouldBe(MainStatus.Running);
    }
}

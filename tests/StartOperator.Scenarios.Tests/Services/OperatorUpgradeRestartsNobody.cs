using k8s.Models;
using StartOperator.Rendering;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>Another operator takes over: a newer one, or one with other settings. It restarts nobody.</summary>
[Collection(OwnOperators.Name)]
public sealed class OperatorUpgradeRestartsNobody(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithAssets("pages").WithCertificate("tls", "web").WithInterface("web", 8080);

    private static readonly OperatorSetup Today = new();

    [Theory, OnEveryCluster]
    public async Task The_same_operator_again_changes_nothing(string cluster)
    {
        await using var box = await clusters.UnattendedBoxAsync(cluster);
        await InstallAsync(box);

        var successor = await box.StartOperatorAsync(Today);
        await box.QuietAsync();

        successor.Requests.In(box.Name).Where(r => r.IsWrite).Select(r => r.ToString()).ShouldBeEmpty();
    }

    [Theory, OnEveryCluster]
    public async Task Other_defaults_for_resources_and_volumes_wait_for_the_next_start_or_the_next_claim(string cluster)
    {
        await using var box = await clusters.UnattendedBoxAsync(cluster);
        var before = await InstallAsync(box);

        await box.StartOperatorAsync(Today with
        {
            Rendering = Today.Rendering with { DefaultVolumeSize = "50Gi", DefaultRequests = new Dictionary<string, string> { ["cpu"] = "1", ["memory"] = "1Gi" } },
        });
        await box.QuietAsync();

        (await box.RunningAsync("notes")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
        (await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-main")).Spec.Resources.Requests["storage"].ToString().ShouldBe("1Gi");
        (await box.ReadyAsync("notes")).Condition(ConditionTypes.StorageAsAsked)!.Status.ShouldBe(ConditionStatus.True);
    }

    [Theory, OnEveryCluster]
    public async Task A_reason_to_restart_that_an_older_operator_did_not_know_is_none(string cluster)
    {
        await using var box = await clusters.UnattendedBoxAsync(cluster);
        var before = await InstallAsync(box);
        var known = before.Metadata.Annotations[ServiceLabels.RestartReasons].Split(';').Where(r => !r.StartsWith("environment=", StringComparison.Ordinal));
        await box.Api.MergePatchAsync(
            Kinds.Pod,
            box.Key("notes"),
            new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["annotations"] = new System.Text.Json.Nodes.JsonObject { [ServiceLabels.RestartReasons] = string.Join(';', known) } } },
            null,
            TestContext.Current.CancellationToken);

        await box.StartOperatorAsync(Today);
        await box.QuietAsync();

        (await box.RunningAsync("notes")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
    }

    [Theory, OnEveryCluster]
    public async Task What_was_asked_while_no_operator_was_there_is_done(string cluster)
    {
        await using var box = await clusters.UnattendedBoxAsync(cluster);
        var before = await InstallAsync(box);
        await box.ApplyAsync(Notes.At("1.1.0"));
        await box.DeleteAsync(Kinds.Service, "notes-web");

        await box.StartOperatorAsync(Today);

        await box.ServiceAsync("notes", s => s.Status!.Installed!.Version == "1.1.0" && s.Condition(ConditionTypes.Ready)!.Reason == Reasons.Running);
        (await box.GetAsync(Kinds.Pod, "notes")).Metadata.Uid.ShouldNotBe(before.Metadata.Uid);
        await box.FindAsync<V1Service>("notes-web", _ => true);
    }

    private static async Task<V1Pod> InstallAsync(ServiceBox box)
    {
        await box.StartOperatorAsync(Today);
        await box.ApplyAsync(Notes);
        var pod = await box.RunningAsync("notes");
        await box.BoundAsync("notes-main");
        await box.QuietAsync();
        await box.StopOperatorAsync();
        return pod;
    }
}

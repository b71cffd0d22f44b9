using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A new version of a package no longer has something that the old one had.</summary>
public sealed class DroppedChildren(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithInterface("web", 8080);

    [Theory, OnEveryCluster]
    public async Task The_Service_of_a_dropped_interface_goes(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.WithInterface("admin", 9090));
        await box.RunningAsync("notes");

        await box.ApplyAsync(Notes.At("1.1.0"));
        await box.GoneAsync<V1Service>("notes-admin");

        await box.RunningAsync("notes");
        (await box.GetAsync(Kinds.Service, "notes-web")).Metadata.DeletionTimestamp.ShouldBeNull();
        await box.EventAsync("notes", "InterfaceDropped");
    }

    [Theory, OnEveryCluster]
    public async Task The_claim_of_a_dropped_data_volume_stays_and_is_told_as_dropped(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.WithData("archive"));
        await box.RunningAsync("notes");

        await box.ApplyAsync(Notes.At("1.1.0"));
        var service = await box.ServiceAsync("notes", s => s.Status!.Volumes.Any(v => v is { Name: "archive", Dropped: true }));

        service.Status!.Volumes.Single(v => v.Name == "main").Dropped.ShouldBeNull();
        (await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-archive")).Metadata.DeletionTimestamp.ShouldBeNull();
        (await box.RunningAsync("notes")).ClaimAt("/data/archive").ShouldBeNull();
    }

    [Theory, OnEveryCluster]
    public async Task A_data_volume_that_comes_back_has_its_data(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.WithData("archive"));
        await box.RunningAsync("notes");
        var claim = await box.BoundAsync("notes-archive");
        await box.ApplyAsync(Notes.At("1.1.0"));
        await box.ServiceAsync("notes", s => s.Status!.Volumes.Any(v => v is { Name: "archive", Dropped: true }) && s.Condition(ConditionTypes.Ready)!.Reason == Reasons.Running);

        await box.ApplyAsync(Notes.At("1.2.0").WithData("archive"));
        await box.ServiceAsync("notes", s => s.Status!.Installed!.Version == "1.2.0" && s.Condition(ConditionTypes.Ready)!.Reason == Reasons.Running);

        (await box.GetAsync(Kinds.PersistentVolumeClaim, "notes-archive")).Metadata.Uid.ShouldBe(claim.Metadata.Uid);
        (await box.GetAsync(Kinds.Pod, "notes")).ClaimAt("/data/archive").ShouldBe("notes-archive/data");
    }

    [Theory, OnEveryCluster]
    public async Task The_Secret_of_a_dropped_certificate_volume_goes(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.WithCertificate("tls", "web"));
        await box.RunningAsync("notes");

        await box.ApplyAsync(Notes.At("1.1.0"));
        await box.ServiceAsync("notes", s => s.Status!.Installed!.Version == "1.1.0" && s.Condition(ConditionTypes.Ready)!.Reason == Reasons.Running);

        await box.GoneAsync<V1Secret>("notes-tls");
    }

    [Theory, OnEveryCluster]
    public async Task A_port_that_an_interface_no_longer_has_goes_from_its_Service(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");

        await box.ApplyAsync(TestPackage.Called("notes").WithData("main").WithInterface("web", 8081).At("1.1.0"));
        await box.FindAsync<V1Service>("notes-web", s => s.Spec.Ports.Select(p => p.Port).SequenceEqual([8081]));
    }
}

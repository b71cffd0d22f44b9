using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A service is created.</summary>
public sealed class Create(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes")
        .WithData("main").WithData("archive").WithAssets("pages").WithCertificate("tls", "web").WithInterface("web", 8080).WithMain("sigterm-timeout: 20s");

    [Theory, OnEveryCluster]
    public async Task A_package_runs_with_its_claims_its_account_and_a_service_for_each_interface(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await box.ApplyAsync(Notes);
        var service = await box.ReadyAsync("notes");

        service.Condition(ConditionTypes.Ready)!.Reason.ShouldBe(Reasons.Running);
        service.Status!.Installed!.Version.ShouldBe("1.0.0");
        service.Status.Main.ShouldBe(MainStatus.Running);
        service.Status.Volumes.Select(v => v.Claim).ShouldBe(["notes-archive", "notes-main"]);
        (await box.ListAsync(Kinds.PersistentVolumeClaim)).Select(c => c.Metadata.Name).ShouldBe(["notes-archive", "notes-main"], ignoreOrder: true);
        (await box.ListAsync(Kinds.Service)).Select(s => s.Metadata.Name).ShouldBe(["embassy", "notes-web"], ignoreOrder: true);
        (await box.ListAsync(Kinds.ServiceAccount)).Select(a => a.Metadata.Name).ShouldBe(["default", "startos-notes"], ignoreOrder: true);
        (await box.ListAsync(Kinds.Secret)).Select(s => s.Metadata.Name).ShouldBe(["embassy-ca", "notes-tls"], ignoreOrder: true);
    }
}

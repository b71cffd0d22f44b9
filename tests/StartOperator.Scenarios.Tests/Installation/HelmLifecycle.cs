using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Faults;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Installation;

/// <summary>
/// What Helm does to the operator does nothing to the services. The definitions are the whole cluster's, and go and come with the chart: this has a
/// control plane of its own. Its API server takes half a minute to hear of a kind that has just been defined, before an object may be owned by one.
/// </summary>
public sealed class HelmLifecycle
{
    private const string Web = "notes-web";

    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithAssets("pages").WithCertificate("tls", "web").WithInterface("web", 8080);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_outlives_an_upgrade_a_rollback_an_uninstall_and_a_new_install()
    {
        await using var plane = await StartAsync();
        using var release = new HelmRelease(plane);
        await release.PrepareAsync();
        await release.InstallAsync();
        await using var cluster = await ScenarioCluster.OpenInstalledAsync(plane, Cancellation);
        await using var box = await cluster.UnattendedBoxAsync(Cancellation);
        await box.FindNoneAsync<V1Pod>(_ => true);
        using var pods = box.Record<V1Pod>();
        var definition = (await release.DefinitionAsync())!.Metadata.Uid;

        await release.RunOperatorAsync(box);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.BoundAsync("notes-main");
        await box.QuietAsync();
        var installed = await StandingAsync(box);

        await release.UpgradeAsync("image.tag=next", "packages.defaultVolumeSize=20Gi", "packages.defaultRequests=cpu=2");
        await release.RunOperatorAsync(box);
        await IsAtWorkAsync(box);
        (await ArgumentsAsync(release)).ShouldContain("cpu=2");
        await IsAsBeforeAsync(box, installed, "after the upgrade");

        await release.RollBackAsync();
        await release.RunOperatorAsync(box);
        await IsAtWorkAsync(box);
        (await ArgumentsAsync(release)).ShouldContain("10Gi");
        await IsAsBeforeAsync(box, installed, "after the rollback");

        // The operator is still at work while its rights go.
        await release.UninstallAsync();
        await box.StopOperatorAsync();
        (await release.DeploymentAsync()).ShouldBeNull();
        (await release.RoleAsync()).ShouldBeNull();
        (await release.DefinitionAsync())!.Metadata.Uid.ShouldBe(definition);
        await IsAsBeforeAsync(box, installed, "after the uninstall");

        await box.DeleteAsync(Kinds.Service, Web);
        await release.InstallAsync();
        await release.RunOperatorAsync(box);
        await box.FindAsync<V1Service>(Web, _ => true);
        await box.QuietAsync();
        (await release.DefinitionAsync())!.Metadata.Uid.ShouldBe(definition);
        await IsAsBeforeAsync(box, installed, "after the new install");
        pods.ComingsAndGoings.ShouldBe(["+notes"]);
    }

    private static async Task<SimulatedCluster> StartAsync()
    {
        Assert.SkipUnless(HelmRunner.TryFind(out var noHelm), $"helm: {noHelm}");
        var reason = ClusterHarnessKind.RealControlPlane.WhyNot();
        Assert.SkipWhen(reason is not null, $"{ClusterHarnessKind.RealControlPlane.Name}: {reason}");
        return await SimulatedCluster.StartAsync(Cancellation, Nodes.First);
    }

    private static async Task<IEnumerable<string>> ArgumentsAsync(HelmRelease release) => (await release.DeploymentAsync())!.Spec.Template.Spec.Containers[0].Args;

    /// <summary>An operator that makes again what is deleted has looked at the service, and may write.</summary>
    private static async Task IsAtWorkAsync(ServiceBox box)
    {
        var before = await box.GetAsync(Kinds.Service, Web);
        await box.DeleteAsync(Kinds.Service, Web);
        await box.FindAsync<V1Service>(Web, found => found.Metadata.Uid != before.Metadata.Uid);
        await box.QuietAsync();
    }

    private static async Task IsAsBeforeAsync(ServiceBox box, IReadOnlyDictionary<string, string> before, string when) =>
        EndState.Differences(before, await StandingAsync(box)).ShouldBeEmpty(when);

    /// <summary>The service with all that it reports, its claim, and its pod, as text; without the operator's note of what it last wrote.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> StandingAsync(ServiceBox box) =>
        ((IEnumerable<KeyValuePair<string, string>>)
        [
            .. (await box.ListAsync(StartServiceKind.Kind)).Select(service => Told(StartServiceKind.Kind, service)),
            .. (await box.ListAsync(Kinds.PersistentVolumeClaim)).Select(claim => Told(Kinds.PersistentVolumeClaim, claim)),
            .. (await box.ListAsync(Kinds.Pod)).Select(pod => Told(Kinds.Pod, pod)),
        ]).ToDictionary();

    private static KeyValuePair<string, string> Told<T>(ResourceKind<T> kind, T subject)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var json = JsonNode.Parse(kind.Write(subject))!.AsObject();
        var metadata = json["metadata"]!.AsObject();
        metadata.Remove("resourceVersion");
        (metadata["annotations"] as JsonObject)?.Remove("startoperator.io/applied-hash");
        return new($"{kind} {subject.Metadata.Name}", json.ToJsonString());
    }
}

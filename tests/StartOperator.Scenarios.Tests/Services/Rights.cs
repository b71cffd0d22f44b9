using System.Diagnostics.CodeAnalysis;
using k8s;
using k8s.Models;
using StartOperator.Rendering;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.ControlPlane;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>
/// What the operator's role lets it do is what it does: no right is missing, and none is there for nothing. That it suffices, every scenario on a real
/// control plane shows, since the operators there have no others.
/// </summary>
[Collection(OwnOperators.Name)]
public sealed class Rights(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithAssets("pages").WithInterface("web", 8080).WithCertificate("tls", "web");

    private static readonly TestPackage Updated = TestPackage.Called("notes").At("1.1.0").WithData("main").WithInterface("admin", 9090);

    private static readonly TestPackage Doomed = Updated.At("1.2.0").With(spec => spec with { DeletionPolicy = DeletionPolicy.Delete });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryCluster]
    public async Task Each_right_is_taken(string cluster)
    {
        var plane = await clusters.ClusterAsync(cluster, ClusterCapabilities.Audits | ClusterCapabilities.RunsPods | ClusterCapabilities.IsOwn);
        Assert.SkipWhen(plane.Harness is not SimulatedCluster, $"{cluster}: gives everybody every right");
        await Task.WhenAll(
            InBoxAsync(cluster, LivesAsync),
            InBoxAsync(cluster, DriftsAsync),
            InBoxAsync(cluster, box => FindsItsNameTakenAsync(box, Kinds.PersistentVolumeClaim, Objects.Claim("notes-main"))),
            InBoxAsync(cluster, box => FindsItsNameTakenAsync(box, Kinds.Service, Objects.Service("notes-web"))),
            InBoxAsync(cluster, box => FindsItsNameTakenAsync(box, Kinds.ServiceAccount, Objects.ServiceAccount("startos-notes"))),
            InBoxAsync(cluster, box => FindsItsNameTakenAsync(box, Kinds.Pod, Objects.Pod("notes"))),
            InBoxAsync(cluster, box => FindsItsNameTakenAsync(box, Kinds.NetworkPolicy, Objects.NetworkPolicy("startos-notes"))),
            InBoxAsync(cluster, FindsItsRecordTakenAsync));
        await using (var box = await clusters.UnattendedBoxAsync(cluster))
        {
            await TellsTheSameAgainAsync(box);
            await ForgetsIsolationAsync(box);
        }

        var taken = (await plane.Harness.Audit!.SinceAsync(0, Cancellation)).Where(r => r.User == OperatorAccounts.ClusterUser || r.User == OperatorAccounts.NamespaceUser).Select(Taken);

        Given().Except(taken).Except(Unseen).ShouldBeEmpty();
    }

    /// <summary>Rights that no request shows: the API server asks for them itself when an owner reference blocks its owner's deletion.</summary>
    private static IEnumerable<string> Unseen => [Right("update", StartService.GroupName, $"{StartService.PluralName}/finalizers")];

    private async Task InBoxAsync(string cluster, Func<ServiceBox, Task> happensAsync)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await happensAsync(box);
        box.Operator.Requests.In(box.Name).Where(r => r.Status == System.Net.HttpStatusCode.Forbidden).Select(r => r.ToString()).ShouldBeEmpty();
    }

    private static async Task LivesAsync(ServiceBox box)
    {
        await InstallAsync(box, Notes);
        await box.PatchAsync("notes", """{"alias":"jotter"}""");
        await box.RunningAsync("notes");
        await box.PatchAsync("notes", """{"alias":null}""");
        await InstallAsync(box, Notes.WithInterface("api", 8081));
        await InstallAsync(box, Notes);
        await InstallAsync(box, Updated);
        await InstallAsync(box, Doomed);
        await box.PatchAsync("notes", """{"state":"Stopped"}""");
        await box.GoneAsync<V1Pod>("notes");
        await box.DeleteAsync(StartServiceKind.Kind, "notes");
        await box.GoneAsync<StartService>("notes");
        await box.GoneAsync<V1PersistentVolumeClaim>("notes-main");
    }

    private static async Task DriftsAsync(ServiceBox box)
    {
        var theirs = Objects.Json("""{"metadata":{"labels":{"app.kubernetes.io/name":"theirs"}}}""");
        await InstallAsync(box, Notes);
        await box.Api.MergePatchAsync(Kinds.Service, box.Key("notes-web"), theirs, null, Cancellation);
        await box.Api.MergePatchAsync(Kinds.ServiceAccount, box.Key("startos-notes"), theirs, null, Cancellation);
        await box.FindAsync<V1Service>("notes-web", service => service.Metadata.Labels["app.kubernetes.io/name"] == "notes");
        await box.FindAsync<V1ServiceAccount>("startos-notes", account => account.Metadata.Labels["app.kubernetes.io/name"] == "notes");
    }

    private static async Task FindsItsNameTakenAsync<T>(ServiceBox box, ResourceKind<T> kind, T theirs)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        await box.ApplyAsync(kind, theirs);
        await box.ApplyAsync(Notes);
        await box.StalledAsync("notes", Reasons.NameTaken);
    }

    private static async Task FindsItsRecordTakenAsync(ServiceBox box)
    {
        await InstallAsync(box, Notes);
        var record = (await box.ListAsync(Kinds.ControllerRevision)).Single();
        await box.UninstallAsync("notes");
        await box.GoneAsync<V1ControllerRevision>(record.Metadata.Name);
        await FindsItsNameTakenAsync(
            box,
            Kinds.ControllerRevision,
            new V1ControllerRevision { ApiVersion = "apps/v1", Kind = "ControllerRevision", Metadata = new() { Name = record.Metadata.Name }, Data = record.Data, Revision = 1 });
    }

    private static async Task TellsTheSameAgainAsync(ServiceBox box)
    {
        await box.StartOperatorAsync(new() { Clock = new FastClock(speed: 20) });
        await box.ApplyAsync(Updated);
        await box.RunningAsync("notes");
        await box.PatchAsync("notes", """{"restartedAt":"now"}""");
        await box.FindAnyAsync<Eventsv1Event>(told => told.Reason == "Starting" && told.Series is { Count: > 1 });
    }

    private static async Task ForgetsIsolationAsync(ServiceBox box)
    {
        await box.StopOperatorAsync();
        var setup = new OperatorSetup();
        await box.StartOperatorAsync(setup with { Rendering = setup.Rendering with { BoxPolicy = BoxPolicy.Off } });
        await box.GoneAsync<V1NetworkPolicy>("startos-notes");
    }

    private static async Task InstallAsync(ServiceBox box, TestPackage package)
    {
        await box.ApplyAsync(package);
        await box.RunningAsync("notes");
        await box.QuietAsync();
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Tests are not trimmed.")]
    private static IEnumerable<string> Given() =>
        from rule in OperatorRights.InTheCluster() from theGroup in rule.ApiGroups from resource in rule.Resources from verb in rule.Verbs select Right(verb, theGroup, resource);

    private static string Taken(AuditedRequest request) =>
        Right(request.Verb, request.Group, request.Subresource.Length > 0 ? $"{request.Resource}/{request.Subresource}" : request.Resource);

    private static string Right(string verb, string theGroup, string resource) => $"{verb} {resource}{(theGroup.Length > 0 ? "." : "")}{theGroup}";
}

using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Models;
using StartOperator.Rendering;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Faults;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>
/// Two operators that know nothing of each other are at work in one box, as happens for a while when one has yet to end and the next has begun. It ends
/// as with one, and main never runs twice.
/// </summary>
[Collection(OwnOperators.Name)]
public sealed class OperatorsOverlap(Clusters clusters)
{
    private const ClusterCapabilities Needs = ClusterCapabilities.RunsPods | ClusterCapabilities.CollectsGarbage;

    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithAssets("pages").WithCertificate("tls", "web").WithInterface("web", 8080);

    private static readonly TestPackage Updated = Notes.At("1.1.0");

    private static readonly (string Name, Func<ServiceBox, Task> HappensAsync)[] Stages =
    [
        ("installed", InstallAsync),
        ("updated", UpdateAsync),
        ("stopped", StopAsync),
        ("started", StartAsync),
        ("deleted", DeleteAsync),
    ];

    /// <summary>What an operator is held up with, and what happens meanwhile: where it begins, and how it comes about and ends.</summary>
    private static readonly (string Name, HttpMethod Method, string Path, Func<ServiceBox, Task> BeginAsync, Func<ServiceBox, Task> HappensAsync)[] Delays =
    [
        ("the claim", HttpMethod.Post, "/persistentvolumeclaims", _ => Task.CompletedTask, InstallAsync),
        ("the authority", HttpMethod.Post, "/secrets", _ => Task.CompletedTask, InstallAsync),
        ("the record", HttpMethod.Post, "/controllerrevisions", _ => Task.CompletedTask, InstallAsync),
        ("the first mark", HttpMethod.Patch, "/persistentvolumeclaims/notes-main", _ => Task.CompletedTask, InstallAsync),
        ("the pod", HttpMethod.Post, "/pods", _ => Task.CompletedTask, InstallAsync),
        ("the status", HttpMethod.Patch, "/startservices/notes/status", _ => Task.CompletedTask, InstallAsync),
        ("the old pod", HttpMethod.Delete, "/pods/notes", InstallAsync, UpdateAsync),
        ("the stop", HttpMethod.Delete, "/pods/notes", InstallAsync, StopAndStartAsync),
        ("the next mark", HttpMethod.Patch, "/persistentvolumeclaims/notes-main", InstallAsync, UpdateAsync),
        ("the box", HttpMethod.Delete, "/services/embassy", InstallAsync, DeleteAndInstallAsync),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryCluster]
    public async Task All_that_happens_to_a_service_ends_as_with_one(string cluster)
    {
        await using var alone = await clusters.UnattendedBoxAsync(cluster, Needs);
        await using var shared = await clusters.UnattendedBoxAsync(cluster, Needs);
        var one = await alone.StartOperatorAsync();
        await using var first = await shared.StartOperatorAsync();
        var second = await shared.StartOperatorAsync(new() { Requests = first.Requests });
        using var lives = await Lives.WatchAsync(shared);

        foreach (var (name, happensAsync) in Stages)
        {
            await Task.WhenAll(happensAsync(alone), happensAsync(shared));
            await Task.WhenAll(SettledAsync(alone, one), SettledAsync(shared, first, second));

            EndState.Differences(await EndState.OfAsync(alone), await EndState.OfAsync(shared)).ShouldBeEmpty(name);
        }

        lives.Check();
        (await shared.GetAsync(Kinds.PersistentVolumeClaim, "notes-main")).Metadata.Annotations[ServiceLabels.DataVersion].ShouldBe("1.1.0");
    }

    [Theory, OnEveryCluster]
    public async Task What_one_does_long_after_the_other_has_done_it_changes_nothing(string cluster)
    {
        var failures = await Task.WhenAll(Delays.Select(async delay =>
        {
            try
            {
                await using var box = await clusters.UnattendedBoxAsync(cluster, Needs);
                await HoldUpAsync(box, new Pause(delay.Method, delay.Path), delay.BeginAsync, delay.HappensAsync);
                return null;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                return $"held up with {delay.Name}: {failure.Message}";
            }
        }));

        failures.Where(failure => failure is not null).ShouldBeEmpty();
    }

    private static async Task HoldUpAsync(ServiceBox box, Pause pause, Func<ServiceBox, Task> beginAsync, Func<ServiceBox, Task> happensAsync)
    {
        await using var late = await box.StartOperatorAsync(new() { Faults = [pause], RequestTimeout = Wait.Patience });
        await beginAsync(box);
        await box.QuietAsync();
        using var lives = await Lives.WatchAsync(box);

        pause.Arm();
        var happens = happensAsync(box);
        await pause.Reached.WaitAsync(Wait.Patience, Cancellation);
        var successor = await box.StartOperatorAsync(new() { Requests = late.Requests });
        await happens;
        await SettledAsync(box, late, successor);
        var before = await EndState.OfAsync(box);
        var pod = await box.GetAsync(Kinds.Pod, "notes");

        pause.Release();
        await pause.Passed.WaitAsync(Wait.Patience, Cancellation);
        await SettledAsync(box, late, successor);

        EndState.Differences(before, await EndState.OfAsync(box)).ShouldBeEmpty();
        (await box.GetAsync(Kinds.Pod, "notes")).Metadata.Uid.ShouldBe(pod.Metadata.Uid);
        lives.Check();
    }

    /// <summary>Waits until all operators know the service as it is, and have nothing left to do.</summary>
    private static async Task SettledAsync(ServiceBox box, params IEnumerable<RunningOperator> operators)
    {
        var service = (await box.ListAsync(StartServiceKind.Kind)).SingleOrDefault();
        foreach (var one in operators)
        {
            await box.HeardAsync(StartServiceKind.Kind, "notes", known => known?.Metadata.Uid == service?.Metadata.Uid && known?.Metadata.Generation == service?.Metadata.Generation, one);
        }

        await box.QuietAsync();
        foreach (var settled in await box.ListAsync(StartServiceKind.Kind))
        {
            settled.Condition(ConditionTypes.Ready)!.Status.ShouldBe(ConditionStatus.True);
            settled.Condition(ConditionTypes.Stalled)!.Status.ShouldBe(ConditionStatus.False);
            await IsOfTheBoxAsync(box);
        }
    }

    /// <summary>The certificate that main has is its key's, and of the authority that the box has: not of one that came too late.</summary>
    private static async Task IsOfTheBoxAsync(ServiceBox box)
    {
        var (authority, secret) = (await box.GetAsync(Kinds.Secret, "embassy-ca"), await box.GetAsync(Kinds.Secret, "notes-tls"));
        var (root, chain) = (Certificates(authority, "ca.crt"), Certificates(secret, "web.cert.pem"));
        chain[^1].RawData.ShouldBe(root[0].RawData);
        using var pair = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(secret.Data["web.cert.pem"]), Encoding.ASCII.GetString(secret.Data["web.key.pem"]));
    }

    private static X509Certificate2Collection Certificates(V1Secret secret, string key)
    {
        var pem = new X509Certificate2Collection();
        pem.ImportFromPem(Encoding.ASCII.GetString(secret.Data[key]));
        return pem;
    }

    private static async Task InstallAsync(ServiceBox box)
    {
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.BoundAsync("notes-main");
    }

    private static async Task UpdateAsync(ServiceBox box)
    {
        await box.ApplyAsync(Updated);
        await box.ServiceAsync("notes", found => found.Status!.Installed!.Version == "1.1.0" && found.Condition(ConditionTypes.Ready)!.Reason == Reasons.Running);
    }

    private static async Task StopAsync(ServiceBox box)
    {
        await box.PatchAsync("notes", """{"state":"Stopped"}""");
        await box.ConditionAsync("notes", ConditionTypes.Ready, ConditionStatus.True, Reasons.Stopped);
    }

    private static async Task StartAsync(ServiceBox box)
    {
        await box.PatchAsync("notes", """{"state":"Running"}""");
        await box.RunningAsync("notes");
    }

    private static async Task StopAndStartAsync(ServiceBox box)
    {
        await StopAsync(box);
        await StartAsync(box);
    }

    private static async Task DeleteAsync(ServiceBox box)
    {
        await box.UninstallAsync("notes");
        await box.FindNoneAsync<V1Service>(_ => true);
        await box.FindNoneAsync<V1ServiceAccount>(account => account.Metadata.Name != "default");
        await box.FindNoneAsync<V1NetworkPolicy>(_ => true);
        await box.FindNoneAsync<V1ControllerRevision>(_ => true);
        await box.FindNoneAsync<V1Secret>(secret => secret.Metadata.Name != "embassy-ca");
    }

    private static async Task DeleteAndInstallAsync(ServiceBox box)
    {
        await DeleteAsync(box);
        await InstallAsync(box);
    }

    /// <summary>What lives in a box, from beginning to end: each pod, the claim, and what is said of the service.</summary>
    private sealed class Lives : IDisposable
    {
        private readonly Recording<V1Pod> _pods;
        private readonly Recording<V1PersistentVolumeClaim> _claims;
        private readonly Recording<StartService> _services;

        private Lives(ServiceBox box)
        {
            (_pods, _claims, _services) = (box.Record<V1Pod>(), box.Record<V1PersistentVolumeClaim>(), box.Record<StartService>());
        }

        public static async Task<Lives> WatchAsync(ServiceBox box)
        {
            await box.FindNoneAsync<V1Pod>(pod => pod.Metadata.DeletionTimestamp is not null);
            await box.FindNoneAsync<V1PersistentVolumeClaim>(claim => claim.Metadata.DeletionTimestamp is not null);
            await box.FindNoneAsync<StartService>(service => service.Metadata.DeletionTimestamp is not null);
            return new(box);
        }

        /// <summary>
        /// There was one pod at a time, none of an older version after one of a newer; one claim, whose mark never went back; and no name was ever said to be
        /// taken.
        /// </summary>
        public void Check()
        {
            var alive = _pods.Changes.Take(1).Where(first => first.Before is not null).Select(first => first.Before!.Metadata.Uid).ToHashSet(StringComparer.Ordinal);
            foreach (var change in _pods.Changes)
            {
                if (change.Before is { } before && before.Metadata.Uid != change.After?.Metadata.Uid)
                {
                    alive.Remove(before.Metadata.Uid);
                }

                if (change.After is { } after)
                {
                    alive.Add(after.Metadata.Uid);
                }

                alive.Count.ShouldBeLessThanOrEqualTo(1, string.Join(", ", _pods.ComingsAndGoings));
            }

            _pods.Changes.Where(change => change.Before is null).Select(change => change.After!.Spec.Containers[0].Image).ShouldBeInOrder();
            _claims.Changes.Select(change => change.Latest.Metadata.Uid).Distinct().Count().ShouldBeLessThanOrEqualTo(1);
            _claims.Changes.ShouldAllBe(change => change.After != null);
            _claims.Changes.Select(change => change.Latest.Metadata.Annotations?.TryGetValue(ServiceLabels.DataVersion, out var mark) == true ? mark : "").ShouldBeInOrder();
            _services.Changes.SelectMany(change => change.After?.Status?.Conditions ?? []).ShouldAllBe(condition => condition.Reason != Reasons.NameTaken);
        }

        public void Dispose()
        {
            _pods.Dispose();
            _claims.Dispose();
            _services.Dispose();
        }
    }
}

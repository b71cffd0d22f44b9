using System.Net;
using k8s;
using k8s.Models;
using StartOperator.Admission;
using StartOperator.Rendering;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>Something that the operator has to bring to a good end, and the rights without which it can't.</summary>
/// <param name="Name">What happens.</param>
/// <param name="HappensAsync">Has it happen, and waits for its end.</param>
/// <param name="Rights">The rights that it shows to be needed.</param>
public sealed record Occasion(string Name, Func<ServiceBox, Task> HappensAsync, params IReadOnlyList<Right> Rights)
{
    private const string Core = "";
    private const string Apps = "apps";
    private const string Networking = "networking.k8s.io";
    private const string Admission = "admissionregistration.k8s.io";
    private const string Coordination = "coordination.k8s.io";
    private const string Events = "events.k8s.io";

    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithAssets("pages").WithInterface("web", 8080).WithCertificate("tls", "web");

    private static readonly TestPackage Updated = TestPackage.Called("notes").At("1.1.0").WithData("main").WithInterface("admin", 9090);

    private static readonly TestPackage Doomed = Notes.With(spec => spec with { DeletionPolicy = DeletionPolicy.Delete });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What was before, with an operator that has every right; null when nothing was.</summary>
    public Func<ServiceBox, Task>? BeginAsync { get; init; }

    /// <summary>How the operator is set up, given the namespace.</summary>
    public Func<ServiceBox, OperatorSetup, OperatorSetup> Setup { get; init; } = (box, setup) => setup with { Namespaces = [box.Name] };

    /// <summary>Whether it concerns the whole cluster, so that nothing else may happen at the same time.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Whether an operator that fails at it ends, as one that has lost the lead does; its pod is then started again.</summary>
    public bool EndsOperator { get; init; }

    /// <summary>All occasions.</summary>
    public static IReadOnlyList<Occasion> All { get; } =
    [
        new(
            "a service is installed",
            async box =>
            {
                await box.ApplyAsync(Notes);
                await box.RunningAsync("notes");
                await box.EventAsync("notes", "Installed");
            },
            [
                .. Of(StartService.GroupName, StartService.PluralName, "list", "watch"),
                .. Of(StartService.GroupName, $"{StartService.PluralName}/status", "patch"),
                .. Of(StartService.GroupName, $"{StartService.PluralName}/finalizers", "update"),
                .. Of(Core, "configmaps", "list"),
                .. Of(Core, "persistentvolumeclaims", "list", "create"),
                .. Of(Core, "pods", "list", "watch", "create"),
                .. Of(Core, "secrets", "get", "create"),
                .. Of(Core, "serviceaccounts", "list", "create"),
                .. Of(Core, "services", "list", "create"),
                .. Of(Apps, "controllerrevisions", "list", "create"),
                .. Of(Events, "events", "create"),
                .. Of(Networking, "networkpolicies", "list", "create"),
            ]),
        new("a service is installed whose data goes with it", InstallsDoomedAsync, [.. Of(StartService.GroupName, StartService.PluralName, "patch")]),
        new("the assets of a service come after it", ComeLaterAsync, [.. Of(Core, "configmaps", "get", "watch")]),
        Drift("a claim", Kinds.PersistentVolumeClaim, "notes-main", Core),
        Drift("a Service", Kinds.Service, "notes-web", Core),
        Drift("a ServiceAccount", Kinds.ServiceAccount, "startos-notes", Core),
        Drift("a NetworkPolicy", Kinds.NetworkPolicy, "startos-notes", Networking),
        new("the record of what is installed is deleted by another hand", LosesItsRecordAsync, [.. Of(Apps, "controllerrevisions", "watch")]) { BeginAsync = box => InstallAsync(box, Notes) },
        new("what was installed before is installed again", box => InstallAsync(box, Notes), [.. Of(Apps, "controllerrevisions", "patch")])
        {
            BeginAsync = async box =>
            {
                await InstallAsync(box, Notes);
                await InstallAsync(box, Notes.WithInterface("api", 8081));
            },
        },
        new("a service gets another name in its box", IsRenamedAsync, [.. Of(Core, "secrets", "patch")]) { BeginAsync = box => InstallAsync(box, Notes) },
        new("an update drops an interface and a certificate", DropsAsync, [.. Of(Core, "services", "delete"), .. Of(Core, "secrets", "delete"), .. Of(Core, "pods", "delete")])
        {
            BeginAsync = box => InstallAsync(box, Notes),
        },
        new("a second update leaves nothing of the first version", ForgetsTheFirstAsync, [.. Of(Core, "configmaps", "delete"), .. Of(Apps, "controllerrevisions", "delete")])
        {
            BeginAsync = async box =>
            {
                await InstallAsync(box, Notes);
                await InstallAsync(box, Updated);
            },
        },
        new("a service is deleted with its data", IsDeletedAsync, [.. Of(Core, "persistentvolumeclaims", "delete")]) { BeginAsync = box => InstallAsync(box, Doomed) },
        NameTaken("a claim", Kinds.PersistentVolumeClaim, Objects.Claim("notes-main"), Core),
        NameTaken("a Service", Kinds.Service, Objects.Service("notes-web"), Core),
        NameTaken("a ServiceAccount", Kinds.ServiceAccount, Objects.ServiceAccount("startos-notes"), Core),
        NameTaken("a pod", Kinds.Pod, Objects.Pod("notes"), Core),
        NameTaken("a NetworkPolicy", Kinds.NetworkPolicy, Objects.NetworkPolicy("startos-notes"), Networking),
        new("the name of a record is taken", FindsItsRecordTakenAsync, [.. Of(Apps, "controllerrevisions", "get")]) { BeginAsync = LeavesARecordToSomebodyAsync },
        new("isolation is given up", box => box.GoneAsync<V1NetworkPolicy>("startos-notes"), [.. Of(Networking, "networkpolicies", "delete")])
        {
            BeginAsync = box => InstallAsync(box, Notes),
            Setup = (box, setup) => setup with { Namespaces = [box.Name], Rendering = setup.Rendering with { BoxPolicy = BoxPolicy.Off } },
        },
        new("the same is told again", TellsTheSameAgainAsync, [.. Of(Events, "events", "patch")]) { Setup = (box, setup) => Quickly(setup, speed: 20) with { Namespaces = [box.Name] } },
        new("a replica takes the lead and keeps it", LeadsAsync, [.. Of(Coordination, "leases", "get", "create", "patch")])
        {
            Setup = (box, setup) => Quickly(setup, speed: 4) with { Namespaces = [box.Name], LeaseNamespace = box.Name },
            EndsOperator = true,
        },
        new("volumes turn out to be on different nodes", FindsVolumesApartAsync, [.. Of(Core, "persistentvolumes", "list", "watch")])
        {
            Setup = (_, setup) => setup,
            IsAlone = true,
        },
        new("the webhook says whom to trust", IsTrustedAsync, [.. Of(Admission, "validatingwebhookconfigurations", "get", "patch")])
        {
            Setup = (box, setup) => setup with
            {
                Namespaces = [box.Name],
                Webhook = new() { Listen = new IPEndPoint(IPAddress.Loopback, 0), Service = box.Key("hook") },
            },
            IsAlone = true,
        },
    ];

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Time flies; answers may take as long as ever, but for those that renew a Lease, whose deadline flies too.</summary>
    private static OperatorSetup Quickly(OperatorSetup setup, double speed) =>
        setup with { Clock = new FastClock(speed), RequestTimeout = setup.RequestTimeout * speed };

    private static IEnumerable<Right> Of(string theGroup, string resource, params IEnumerable<string> verbs) => verbs.Select(verb => new Right(verb, resource, theGroup));

    private static Occasion Drift<T>(string what, ResourceKind<T> kind, string name, string theGroup)
        where T : class, IKubernetesObject<V1ObjectMeta> => new(
            $"{what} is changed by another hand",
            async box =>
            {
                var before = (await box.GetAsync(kind, name)).Metadata.ResourceVersion;
                await box.Api.MergePatchAsync(kind, box.Key(name), Objects.Json("""{"metadata":{"labels":{"app.kubernetes.io/name":"theirs"}}}"""), null, Cancellation);
                await box.FindAsync<T>(name, found => found.Metadata.ResourceVersion != before && found.Metadata.Labels["app.kubernetes.io/name"] == "notes");
            },
            [.. Of(theGroup, kind.Plural, "watch", "patch")])
        {
            BeginAsync = box => InstallAsync(box, Notes),
        };

    private static Occasion NameTaken<T>(string what, ResourceKind<T> kind, T theirs, string theGroup)
        where T : class, IKubernetesObject<V1ObjectMeta> => new(
            $"the name of {what} is taken",
            async box =>
            {
                await box.ApplyAsync(kind, KubernetesJson.Deserialize<T>(KubernetesJson.Serialize(theirs)));
                await box.ApplyAsync(Notes);
                await box.StalledAsync("notes", Reasons.NameTaken);
            },
            [.. Of(theGroup, kind.Plural, "get")]);

    private static async Task InstallAsync(ServiceBox box, TestPackage package)
    {
        await box.ApplyAsync(package);
        await box.RunningAsync("notes");
        await box.QuietAsync();
    }

    private static async Task InstallsDoomedAsync(ServiceBox box)
    {
        await box.ApplyAsync(Doomed);
        await box.FindAsync<StartService>("notes", service => service.Metadata.Finalizers is { Count: > 0 });
    }

    private static async Task ComeLaterAsync(ServiceBox box)
    {
        var (service, assets) = Notes.Build();
        await box.ApplyAsync(service);
        await box.StalledAsync("notes", Reasons.AssetsMissing);
        foreach (var map in assets)
        {
            await box.ApplyAsync(Kinds.ConfigMap, map);
        }

        await box.RunningAsync("notes");
    }

    private static async Task LosesItsRecordAsync(ServiceBox box)
    {
        var record = (await box.ListAsync(Kinds.ControllerRevision)).Single();
        await box.DeleteAsync(Kinds.ControllerRevision, record.Metadata.Name);
        await box.FindAsync<V1ControllerRevision>(record.Metadata.Name, found => found.Metadata.Uid != record.Metadata.Uid);
    }

    private static async Task IsRenamedAsync(ServiceBox box)
    {
        var before = (await box.GetAsync(Kinds.Secret, "notes-tls")).Metadata.ResourceVersion;
        await box.PatchAsync("notes", """{"alias":"jotter"}""");
        await box.FindAsync<V1Secret>("notes-tls", found => found.Metadata.ResourceVersion != before);
        await box.RunningAsync("notes");
    }

    private static async Task DropsAsync(ServiceBox box)
    {
        await box.ApplyAsync(Updated);
        await box.GoneAsync<V1Service>("notes-web");
        await box.GoneAsync<V1Secret>("notes-tls");
        await box.ServiceAsync("notes", found => found.Status!.Installed!.Version == "1.1.0" && found.Condition(ConditionTypes.Ready)!.Reason == Reasons.Running);
    }

    private static async Task ForgetsTheFirstAsync(ServiceBox box)
    {
        await box.ApplyAsync(Updated.At("1.2.0"));
        await box.FindNoneAsync<V1ControllerRevision>(found => found.Revision == 1);
        await box.FindNoneAsync<V1ConfigMap>(found => found.Metadata.Name.StartsWith("notes-assets-", StringComparison.Ordinal));
    }

    private static async Task IsDeletedAsync(ServiceBox box)
    {
        await box.DeleteAsync(StartServiceKind.Kind, "notes");
        await box.GoneAsync<StartService>("notes");
        await box.GoneAsync<V1PersistentVolumeClaim>("notes-main");
    }

    private static async Task LeavesARecordToSomebodyAsync(ServiceBox box)
    {
        await InstallAsync(box, Notes);
        var record = (await box.ListAsync(Kinds.ControllerRevision)).Single();
        await box.UninstallAsync("notes");
        await box.GoneAsync<V1ControllerRevision>(record.Metadata.Name);
        await box.ApplyAsync(
            Kinds.ControllerRevision,
            new() { ApiVersion = "apps/v1", Kind = "ControllerRevision", Metadata = new() { Name = record.Metadata.Name }, Data = record.Data, Revision = 1 });
    }

    private static async Task FindsItsRecordTakenAsync(ServiceBox box)
    {
        await box.ApplyAsync(Notes);
        await box.StalledAsync("notes", Reasons.NameTaken);
    }

    private static async Task TellsTheSameAgainAsync(ServiceBox box)
    {
        await box.ApplyAsync(Updated);
        await box.RunningAsync("notes");
        await box.PatchAsync("notes", """{"restartedAt":"now"}""");
        await box.FindAnyAsync<Eventsv1Event>(told => told.Reason == "Starting" && told.Series is { Count: > 1 });
    }

    private static async Task LeadsAsync(ServiceBox box)
    {
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.FindAnyAsync<V1Lease>(lease => lease.Spec.RenewTime - lease.Spec.AcquireTime > TimeSpan.FromSeconds(5));
    }

    private static async Task FindsVolumesApartAsync(ServiceBox box)
    {
        var (one, two) = (await box.AddNodeAsync("one"), await box.AddNodeAsync("two"));
        await box.ApplyAsync(TestPackage.Called("left").WithData("main").With(box.On(one)));
        await box.ApplyAsync(TestPackage.Called("right").WithData("main").With(box.On(two)));
        await box.RunningAsync("left");
        await box.RunningAsync("right");
        await box.ApplyAsync(TestPackage.Called("reader").WithPointer("left", "left").WithPointer("right", "right").With(box.OnItsNodes));
        await box.StalledAsync("reader", Reasons.VolumesOnDifferentNodes);
    }

    private static async Task IsTrustedAsync(ServiceBox box)
    {
        var name = WebhookCertificates.ConfigurationName;
        await box.Api.CreateAsync(
            Kinds.ValidatingWebhookConfiguration,
            new()
            {
                Metadata = new() { Name = name },
                Webhooks =
                [
                    new()
                    {
                        Name = "startservices.startoperator.io",
                        ClientConfig = new() { Url = $"https://127.0.0.1:1{AdmissionServer.Path}" },
                        NamespaceSelector = new() { MatchLabels = new Dictionary<string, string> { ["kubernetes.io/metadata.name"] = box.Name } },
                        FailurePolicy = "Ignore",
                        SideEffects = "None",
                        AdmissionReviewVersions = ["v1"],
                    },
                ],
            },
            Cancellation);
        try
        {
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while ((await box.Api.GetAsync(Kinds.ValidatingWebhookConfiguration, new("", name), Cancellation))?.Webhooks[0].ClientConfig.CaBundle is not { Length: > 0 })
            {
                await pace.WaitForNextTickAsync(Cancellation);
            }
        }
        finally
        {
            await box.Api.DeleteAsync(Kinds.ValidatingWebhookConfiguration, new("", name), null, CancellationToken.None);
        }
    }
}

using System.Text.Json;
using k8s;
using k8s.Models;
using StartOperator.Runtime.Applying;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Tests.RealServer;

/// <summary>
/// What a real server makes of rich objects, with all its defaults and spellings, must count as converged: even for an operator that has just
/// started and remembers nothing.
/// </summary>
[Collection(SharedServer.Name)]
public sealed class ConvergedObjectsTests(RealControlPlane plane) : IAsyncLifetime
{
    private readonly RequestLog _log = new();
    private TestNamespace _space = null!;
    private ApiClient _client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _space = await TestNamespace.CreateAsync(plane);
        _client = new ApiClient(plane.Configuration, new ApiClientOptions { FieldManager = "tester", Handlers = [_log] });
    }

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _space?.Dispose();
        return default;
    }

    [Fact]
    public async Task A_pod()
    {
        await _client.CreateAsync(Kinds.ServiceAccount, new V1ServiceAccount { Metadata = _space.Meta("default") }, Cancel);
        await StaysAsync(Kinds.Pod, Pod, pod => pod.Metadata.Labels["more"] = "label");
    }

    [Fact]
    public Task A_service() => StaysAsync(
        Kinds.Service,
        () => new V1Service
        {
            Metadata = _space.Meta("service"),
            Spec = new V1ServiceSpec
            {
                Selector = new Dictionary<string, string> { ["app"] = "shop" },
                PublishNotReadyAddresses = true,
                Ports =
                [
                    new V1ServicePort { Name = "p80", Port = 80, TargetPort = 8080 },
                    new V1ServicePort { Name = "p53", Port = 53, Protocol = "UDP", TargetPort = "dns" },
                    new V1ServicePort { Name = "p53t", Port = 53, Protocol = "TCP" },
                ],
            },
        },
        service => service.Spec.Ports.RemoveAt(0));

    [Fact]
    public Task A_headless_service_without_ports() => StaysAsync(
        Kinds.Service,
        () => new V1Service
        {
            Metadata = _space.Meta("headless"),
            Spec = new V1ServiceSpec
            {
                ClusterIP = "None",
                Selector = new Dictionary<string, string> { ["app"] = "shop" },
                PublishNotReadyAddresses = true,
            },
        },
        service => service.Spec.Selector["app"] = "store");

    [Fact]
    public Task A_claim() => StaysAsync(
        Kinds.PersistentVolumeClaim,
        () => new V1PersistentVolumeClaim
        {
            Metadata = _space.Meta("claim"),
            Spec = new V1PersistentVolumeClaimSpec
            {
                AccessModes = ["ReadWriteOnce"],
                Resources = new V1VolumeResourceRequirements
                {
                    Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new("1024Mi") },
                },
            },
        },
        claim => claim.Metadata.Labels = new Dictionary<string, string> { ["adopted"] = "true" });

    [Fact]
    public Task A_secret_given_as_strings() => StaysAsync(
        Kinds.Secret,
        () => new V1Secret
        {
            Metadata = _space.Meta("secret"),
            StringData = new Dictionary<string, string> { ["password"] = "hunter2", ["user"] = "me" },
            Data = new Dictionary<string, byte[]> { ["key"] = [1, 2, 3] },
        },
        secret => secret.StringData.Remove("user"));

    [Fact]
    public Task A_revision_with_free_form_content() => StaysAsync(
        Kinds.ControllerRevision,
        () => new V1ControllerRevision
        {
            Metadata = _space.Meta("revision"),
            Revision = 3,
            Data = JsonElement.Parse("""{"b":[1,2.5,{"x":null,"y":[]}],"a":{"z":"1","e":{}}}"""),
        },
        revision => revision.Metadata.Labels = new Dictionary<string, string> { ["l"] = "m" });

    [Fact]
    public Task A_config_map_with_a_file() => StaysAsync(
        Kinds.ConfigMap,
        () => new V1ConfigMap
        {
            Metadata = _space.Meta("map"),
            Data = new Dictionary<string, string> { ["z"] = "ä\n\"quoted\" <tag> & \u2028", ["a"] = "" },
            BinaryData = new Dictionary<string, byte[]> { ["file.tar"] = new byte[100_000] },
        },
        map => map.BinaryData = null);

    [Fact]
    public async Task A_widget()
    {
        await OperatorTests.DefineWidgetsAsync(_space.Client);
        await OperatorTests.RetryUntilServedAsync(() => _client.ListAsync(TestKinds.Widget, _space.Name, null, Cancel));
        await StaysAsync(
            TestKinds.Widget,
            () => new Widget { Metadata = _space.Meta("widget"), Spec = new WidgetSpec { Parts = 2, Finalize = true } },
            widget => widget.Spec.Parts = 3);
    }

    private static Applier NewApplier(ApiClient client) => new(client, new ObjectCaches(), "test.example.com");

    private V1Pod Pod() => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = "pod",
            NamespaceProperty = _space.Name,
            Labels = new Dictionary<string, string> { ["app"] = "shop" },
            Annotations = new Dictionary<string, string> { ["note"] = "some <text>" },
        },
        Spec = new V1PodSpec
        {
            Hostname = "shop",
            Subdomain = "embassy",
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            TerminationGracePeriodSeconds = 300,
            SecurityContext = new V1PodSecurityContext { FsGroup = 1000, SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" } },
            InitContainers =
            [
                new V1Container
                {
                    Name = "assets", Image = "compat", Command = ["/compat", "assets"], VolumeMounts = [new V1VolumeMount { Name = "assets", MountPath = "/assets" }],
                },
            ],
            Containers =
            [
                new V1Container
                {
                    Name = "main",
                    Image = "registry.example.com/shop:1",
                    Command = ["docker_entrypoint.sh"],
                    Args = [],
                    Env =
                    [
                        new V1EnvVar { Name = "B", Value = "2" },
                        new V1EnvVar { Name = "A", Value = "" },
                        new V1EnvVar { Name = "NODE", ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = "spec.nodeName" } } },
                        new V1EnvVar
                        {
                            Name = "MEMORY",
                            ValueFrom = new V1EnvVarSource { ResourceFieldRef = new V1ResourceFieldSelector { Resource = "limits.memory", Divisor = new("1Mi") } },
                        },
                    ],
                    Ports = [new V1ContainerPort { ContainerPort = 80 }, new V1ContainerPort { ContainerPort = 53, Protocol = "UDP", Name = "dns" }],
                    Resources = new V1ResourceRequirements
                    {
                        Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("0.25"), ["memory"] = new("131072Ki") },
                        Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("1.5Gi") },
                    },
                    SecurityContext = new V1SecurityContext
                    {
                        AllowPrivilegeEscalation = false, Capabilities = new V1Capabilities { Drop = ["NET_RAW"], Add = ["NET_BIND_SERVICE"] },
                    },
                    StartupProbe = new V1Probe { TcpSocket = new V1TCPSocketAction { Port = "dns" }, PeriodSeconds = 5 },
                    VolumeMounts =
                    [
                        new V1VolumeMount { Name = "main", MountPath = "/root", SubPath = "data" },
                        new V1VolumeMount { Name = "assets", MountPath = "/mnt/assets", ReadOnlyProperty = true },
                        new V1VolumeMount { Name = "shm", MountPath = "/dev/shm" },
                    ],
                },
            ],
            Volumes =
            [
                new V1Volume { Name = "main", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = "shop-main" } },
                new V1Volume { Name = "assets", EmptyDir = new V1EmptyDirVolumeSource() },
                new V1Volume { Name = "shm", EmptyDir = new V1EmptyDirVolumeSource { Medium = "Memory", SizeLimit = new("67108864") } },
                new V1Volume { Name = "cert", Secret = new V1SecretVolumeSource { SecretName = "cert", Optional = true, DefaultMode = 256 } },
                new V1Volume
                {
                    Name = "all",
                    Projected = new V1ProjectedVolumeSource
                    {
                        Sources =
                        [
                            new V1VolumeProjection { ConfigMap = new V1ConfigMapProjection { Name = "a", Items = [new V1KeyToPath { Key = "k", Path = "p" }] } },
                            new V1VolumeProjection
                            {
                                DownwardAPI = new V1DownwardAPIProjection
                                {
                                    Items = [new V1DownwardAPIVolumeFile { Path = "name", FieldRef = new V1ObjectFieldSelector { FieldPath = "metadata.name" } }],
                                },
                            },
                        ],
                    },
                },
            ],
            Affinity = new V1Affinity
            {
                NodeAffinity = new V1NodeAffinity
                {
                    RequiredDuringSchedulingIgnoredDuringExecution = new V1NodeSelector
                    {
                        NodeSelectorTerms =
                        [
                            new V1NodeSelectorTerm { MatchExpressions = [new V1NodeSelectorRequirement { Key = "kubernetes.io/arch", OperatorProperty = "In", Values = ["arm64"] }] },
                            new V1NodeSelectorTerm { MatchExpressions = [new V1NodeSelectorRequirement { Key = "emulates", OperatorProperty = "Exists" }] },
                        ],
                    },
                },
            },
            Tolerations = [new V1Toleration { Key = "arch", OperatorProperty = "Equal", Value = "arm64", Effect = "NoSchedule" }],
        },
    };

    /// <summary>Created, it is converged; changed and applied, it is again; each time for an applier that knows nothing of before.</summary>
    private async Task StaysAsync<T>(ResourceKind<T> kind, Func<T> desired, Action<T> change)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        (await EnsureAsync(kind, desired())).ShouldBe("Created: ");
        (await EnsureAsync(kind, desired())).ShouldBe("Unchanged: ");
        (await EnsureAsync(kind, Changed())).ShouldStartWith("Applied: ");
        (await EnsureAsync(kind, Changed())).ShouldBe("Unchanged: ");
        (await EnsureAsync(kind, desired())).ShouldStartWith("Applied: ");
        (await EnsureAsync(kind, desired())).ShouldBe("Unchanged: ");

        T Changed()
        {
            var changed = desired();
            change(changed);
            return changed;
        }
    }

    private async Task<string> EnsureAsync<T>(ResourceKind<T> kind, T desired)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var observed = await _client.GetAsync(kind, NamespacedName.Of(desired), Cancel);
        _log.Clear();
        var result = await NewApplier(_client).EnsureAsync(kind, desired, observed, null, Cancel);
        if (result.Outcome == ApplyOutcome.Unchanged)
        {
            _log.Requests.ShouldBeEmpty();
        }

        result.Refusal.ShouldBeNull(result.Refusal?.Message);
        return $"{result.Outcome}: {string.Join("; ", result.Differences)}";
    }
}

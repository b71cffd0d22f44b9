using System.Globalization;
using k8s.Models;
using StartOperator.Runtime.Controllers;

namespace StartOperator.Bench.Operator;

/// <summary>The six children of a <see cref="Workload"/>: a claim, two Services, a ServiceAccount, a ConfigMap and a StatefulSet.</summary>
public static class Children
{
    private const string Label = Workload.Group + "/workload";

    /// <summary>Whether an object is a child; caches hold nothing else.</summary>
    public const string Selector = Label;

    /// <summary>The claim.</summary>
    public static V1PersistentVolumeClaim Claim(Workload owner) => new()
    {
        ApiVersion = "v1",
        Kind = "PersistentVolumeClaim",
        Metadata = Metadata(owner, "data"),
        Spec = new()
        {
            AccessModes = ["ReadWriteOnce"],
            Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new("10Gi") } },
        },
    };

    /// <summary>The Service with an address.</summary>
    public static V1Service Service(Workload owner) => Service(owner, "web", null);

    /// <summary>The Service without one.</summary>
    public static V1Service Headless(Workload owner) => Service(owner, "peers", "None");

    /// <summary>The ServiceAccount.</summary>
    public static V1ServiceAccount Account(Workload owner) => new()
    {
        ApiVersion = "v1",
        Kind = "ServiceAccount",
        Metadata = Metadata(owner, "account"),
        AutomountServiceAccountToken = false,
    };

    /// <summary>The ConfigMap, which has the revision in it.</summary>
    public static V1ConfigMap Config(Workload owner) => new()
    {
        ApiVersion = "v1",
        Kind = "ConfigMap",
        Metadata = Metadata(owner, "config"),
        Data = new Dictionary<string, string>
        {
            ["revision"] = owner.Spec.Revision.ToString(CultureInfo.InvariantCulture),
            ["settings.yaml"] = "listen: 0.0.0.0:8080\nlog: info\ndata: /data\npeers:\n- peers-0\n- peers-1\n- peers-2\n",
        },
    };

    /// <summary>The StatefulSet.</summary>
    public static V1StatefulSet Set(Workload owner) => new()
    {
        ApiVersion = "apps/v1",
        Kind = "StatefulSet",
        Metadata = Metadata(owner, "set"),
        Spec = new()
        {
            Replicas = 1,
            ServiceName = $"{owner.Metadata.Name}-peers",
            Selector = new() { MatchLabels = Labels(owner) },
            Template = new()
            {
                Metadata = new() { Labels = Labels(owner) },
                Spec = new()
                {
                    ServiceAccountName = $"{owner.Metadata.Name}-account",
                    Containers =
                    [
                        new()
                        {
                            Name = "main",
                            Image = "registry.example/main:1",
                            Args = ["serve"],
                            Ports = [new() { Name = "web", ContainerPort = 8080 }],
                            Env = [new() { Name = "TZ", Value = "UTC" }],
                            Resources = new()
                            {
                                Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("50m"), ["memory"] = new("64Mi") },
                                Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("256Mi") },
                            },
                            VolumeMounts = [new() { Name = "data", MountPath = "/data" }, new() { Name = "config", MountPath = "/config", ReadOnlyProperty = true }],
                        },
                    ],
                    Volumes =
                    [
                        new() { Name = "data", PersistentVolumeClaim = new() { ClaimName = $"{owner.Metadata.Name}-data" } },
                        new() { Name = "config", ConfigMap = new() { Name = $"{owner.Metadata.Name}-config" } },
                    ],
                },
            },
        },
    };

    private static V1Service Service(Workload owner, string suffix, string? address) => new()
    {
        ApiVersion = "v1",
        Kind = "Service",
        Metadata = Metadata(owner, suffix),
        Spec = new() { ClusterIP = address, Selector = Labels(owner), Ports = [new() { Name = "web", Port = 80, TargetPort = 8080, Protocol = "TCP" }] },
    };

    private static V1ObjectMeta Metadata(Workload owner, string suffix) => new()
    {
        Name = $"{owner.Metadata.Name}-{suffix}",
        NamespaceProperty = owner.Metadata.NamespaceProperty,
        Labels = Labels(owner),
        OwnerReferences = owner.Metadata.Uid is null ? null : [Owners.ReferenceTo(BenchKinds.Workload, owner)],
    };

    private static Dictionary<string, string> Labels(Workload owner) => new() { [Label] = owner.Metadata.Name };
}

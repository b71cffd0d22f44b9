using System.Text.Json.Serialization;
using k8s.Models;

namespace StartOperator.Runtime.Client;

/// <summary>
/// The kinds of Kubernetes itself that operators commonly read and write. Each has a JSON contract of its own, so that a program that is compiled ahead
/// of time has only those that it uses; the contracts of every type there is would be half of it.
/// </summary>
public static class Kinds
{
    /// <summary>Pods.</summary>
    public static ResourceKind<V1Pod> Pod => PodKind.Instance;

    /// <summary>Claims of storage.</summary>
    public static ResourceKind<V1PersistentVolumeClaim> PersistentVolumeClaim => PersistentVolumeClaimKind.Instance;

    /// <summary>Volumes of storage.</summary>
    public static ResourceKind<V1PersistentVolume> PersistentVolume => PersistentVolumeKind.Instance;

    /// <summary>Services.</summary>
    public static ResourceKind<V1Service> Service => ServiceKind.Instance;

    /// <summary>Service accounts.</summary>
    public static ResourceKind<V1ServiceAccount> ServiceAccount => ServiceAccountKind.Instance;

    /// <summary>Config maps.</summary>
    public static ResourceKind<V1ConfigMap> ConfigMap => ConfigMapKind.Instance;

    /// <summary>Secrets.</summary>
    public static ResourceKind<V1Secret> Secret => SecretKind.Instance;

    /// <summary>Who may reach pods, and what they may reach.</summary>
    public static ResourceKind<V1NetworkPolicy> NetworkPolicy => NetworkPolicyKind.Instance;

    /// <summary>Immutable snapshots of state.</summary>
    public static ResourceKind<V1ControllerRevision> ControllerRevision => ControllerRevisionKind.Instance;

    /// <summary>Events, as <c>kubectl events</c> shows them.</summary>
    public static ResourceKind<Eventsv1Event> Event => EventKind.Instance;

    /// <summary>Nodes.</summary>
    public static ResourceKind<V1Node> Node => NodeKind.Instance;

    /// <summary>Namespaces.</summary>
    public static ResourceKind<V1Namespace> Namespace => NamespaceKind.Instance;

    /// <summary>Leases.</summary>
    public static ResourceKind<V1Lease> Lease => LeaseKind.Instance;

    /// <summary>Whom the API server asks before it takes an object.</summary>
    public static ResourceKind<V1ValidatingWebhookConfiguration> ValidatingWebhookConfiguration => ValidatingWebhookConfigurationKind.Instance;

    private static class PodKind
    {
        public static readonly ResourceKind<V1Pod> Instance = new("", "v1", "pods", "Pod", ResourceScope.Namespaced, PodJson.Default.V1Pod);
    }

    private static class PersistentVolumeClaimKind
    {
        public static readonly ResourceKind<V1PersistentVolumeClaim> Instance = new("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", ResourceScope.Namespaced, PersistentVolumeClaimJson.Default.V1PersistentVolumeClaim);
    }

    private static class PersistentVolumeKind
    {
        public static readonly ResourceKind<V1PersistentVolume> Instance = new("", "v1", "persistentvolumes", "PersistentVolume", ResourceScope.Cluster, PersistentVolumeJson.Default.V1PersistentVolume);
    }

    private static class ServiceKind
    {
        public static readonly ResourceKind<V1Service> Instance = new("", "v1", "services", "Service", ResourceScope.Namespaced, ServiceJson.Default.V1Service);
    }

    private static class ServiceAccountKind
    {
        public static readonly ResourceKind<V1ServiceAccount> Instance = new("", "v1", "serviceaccounts", "ServiceAccount", ResourceScope.Namespaced, ServiceAccountJson.Default.V1ServiceAccount);
    }

    private static class ConfigMapKind
    {
        public static readonly ResourceKind<V1ConfigMap> Instance = new("", "v1", "configmaps", "ConfigMap", ResourceScope.Namespaced, ConfigMapJson.Default.V1ConfigMap);
    }

    private static class SecretKind
    {
        public static readonly ResourceKind<V1Secret> Instance = new("", "v1", "secrets", "Secret", ResourceScope.Namespaced, SecretJson.Default.V1Secret);
    }

    private static class NetworkPolicyKind
    {
        public static readonly ResourceKind<V1NetworkPolicy> Instance = new("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", ResourceScope.Namespaced, NetworkPolicyJson.Default.V1NetworkPolicy);
    }

    private static class ControllerRevisionKind
    {
        public static readonly ResourceKind<V1ControllerRevision> Instance = new("apps", "v1", "controllerrevisions", "ControllerRevision", ResourceScope.Namespaced, ControllerRevisionJson.Default.V1ControllerRevision);
    }

    private static class EventKind
    {
        public static readonly ResourceKind<Eventsv1Event> Instance = new("events.k8s.io", "v1", "events", "Event", ResourceScope.Namespaced, EventJson.Default.Eventsv1Event);
    }

    private static class NodeKind
    {
        public static readonly ResourceKind<V1Node> Instance = new("", "v1", "nodes", "Node", ResourceScope.Cluster, NodeJson.Default.V1Node);
    }

    private static class NamespaceKind
    {
        public static readonly ResourceKind<V1Namespace> Instance = new("", "v1", "namespaces", "Namespace", ResourceScope.Cluster, NamespaceJson.Default.V1Namespace);
    }

    private static class LeaseKind
    {
        public static readonly ResourceKind<V1Lease> Instance = new("coordination.k8s.io", "v1", "leases", "Lease", ResourceScope.Namespaced, LeaseJson.Default.V1Lease);
    }

    private static class ValidatingWebhookConfigurationKind
    {
        public static readonly ResourceKind<V1ValidatingWebhookConfiguration> Instance = new("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", ResourceScope.Cluster, ValidatingWebhookConfigurationJson.Default.V1ValidatingWebhookConfiguration);
    }
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(V1ValidatingWebhookConfiguration))]
internal sealed partial class ValidatingWebhookConfigurationJson : JsonSerializerContext;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(V1Pod))]
internal sealed partial class PodJson : JsonSerializerContext;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(V1PersistentVolumeClaim))]
internal sealed partial class PersistentVolumeClaimJson : JsonSerializerContext;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(V1PersistentVolume))]
internal sealed partial class PersistentVolumeJson : JsonSerializerContext;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(V1Service))]
internal sealed partial class ServiceJson : JsonSerializerContext;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(V1ServiceAccount))]
internal sealed partial class ServiceAccountJson : JsonSerializerContext;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(V1ConfigMap))]
internal sealed partial class ConfigMapJson : JsonSerializerContext;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(V1Secret))]
internal sealed partial class SecretJson : JsonSerializerContext;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(V1NetworkPolicy))]
internal sealed partial class NetworkPolicyJson : JsonSerializerContext;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(V1ControllerRevision))]
internal sealed partial class ControllerRevisionJson : JsonSerializerContext;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Eventsv1Event))]
internal sealed partial class EventJson : JsonSerializerContext;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(V1Node))]
internal sealed partial class NodeJson : JsonSerializerContext;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(V1Namespace))]
internal sealed partial class NamespaceJson : JsonSerializerContext;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(V1Lease))]
internal sealed partial class LeaseJson : JsonSerializerContext;

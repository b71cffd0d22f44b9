using k8s.Models;

namespace StartOperator.Runtime.Client;

/// <summary>The kinds of Kubernetes itself that operators commonly read and write.</summary>
public static class Kinds
{
    /// <summary>Pods.</summary>
    public static ResourceKind<V1Pod> Pod { get; } =
        new("", "v1", "pods", "Pod", ResourceScope.Namespaced, KubernetesContracts.Of<V1Pod>());

    /// <summary>Claims of storage.</summary>
    public static ResourceKind<V1PersistentVolumeClaim> PersistentVolumeClaim { get; } =
        new("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", ResourceScope.Namespaced, KubernetesContracts.Of<V1PersistentVolumeClaim>());

    /// <summary>Volumes of storage.</summary>
    public static ResourceKind<V1PersistentVolume> PersistentVolume { get; } =
        new("", "v1", "persistentvolumes", "PersistentVolume", ResourceScope.Cluster, KubernetesContracts.Of<V1PersistentVolume>());

    /// <summary>Services.</summary>
    public static ResourceKind<V1Service> Service { get; } =
        new("", "v1", "services", "Service", ResourceScope.Namespaced, KubernetesContracts.Of<V1Service>());

    /// <summary>Service accounts.</summary>
    public static ResourceKind<V1ServiceAccount> ServiceAccount { get; } =
        new("", "v1", "serviceaccounts", "ServiceAccount", ResourceScope.Namespaced, KubernetesContracts.Of<V1ServiceAccount>());

    /// <summary>Config maps.</summary>
    public static ResourceKind<V1ConfigMap> ConfigMap { get; } =
        new("", "v1", "configmaps", "ConfigMap", ResourceScope.Namespaced, KubernetesContracts.Of<V1ConfigMap>());

    /// <summary>Secrets.</summary>
    public static ResourceKind<V1Secret> Secret { get; } =
        new("", "v1", "secrets", "Secret", ResourceScope.Namespaced, KubernetesContracts.Of<V1Secret>());

    /// <summary>Immutable snapshots of state.</summary>
    public static ResourceKind<V1ControllerRevision> ControllerRevision { get; } =
        new("apps", "v1", "controllerrevisions", "ControllerRevision", ResourceScope.Namespaced, KubernetesContracts.Of<V1ControllerRevision>());

    /// <summary>Events, as <c>kubectl events</c> shows them.</summary>
    public static ResourceKind<Eventsv1Event> Event { get; } =
        new("events.k8s.io", "v1", "events", "Event", ResourceScope.Namespaced, KubernetesContracts.Of<Eventsv1Event>());

    /// <summary>Nodes.</summary>
    public static ResourceKind<V1Node> Node { get; } =
        new("", "v1", "nodes", "Node", ResourceScope.Cluster, KubernetesContracts.Of<V1Node>());

    /// <summary>Namespaces.</summary>
    public static ResourceKind<V1Namespace> Namespace { get; } =
        new("", "v1", "namespaces", "Namespace", ResourceScope.Cluster, KubernetesContracts.Of<V1Namespace>());

    /// <summary>Leases.</summary>
    public static ResourceKind<V1Lease> Lease { get; } =
        new("coordination.k8s.io", "v1", "leases", "Lease", ResourceScope.Namespaced, KubernetesContracts.Of<V1Lease>());
}

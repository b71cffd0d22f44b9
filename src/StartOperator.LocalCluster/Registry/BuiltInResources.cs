using k8s.Models;
using StartOperator.LocalCluster.Tables;
using static StartOperator.LocalCluster.Registry.Traits;

namespace StartOperator.LocalCluster.Registry;

/// <summary>The table of built-in kinds: one line each.</summary>
internal static class BuiltInResources
{
    public static IReadOnlyList<ApiResource> All { get; } =
    [
        Kind<V1Namespace>("namespaces", AcrossNamespaces, NoDeleteCollection, Short("ns"), Status, Sub("finalize", "update"), Does(Behaviours.Namespace), Selects(SelectableFields.Namespace), Shows(CoreTables.Namespace)),
        Kind<V1Node>("nodes", AcrossNamespaces, Short("no"), Status, Does(Behaviours.Node), Selects(SelectableFields.Node), Shows(NodeTable.Columns)),
        Kind<V1Pod>("pods", Short("po"), In("all"), Status, PodSubresources, Does(Behaviours.Pod), Selects(SelectableFields.Pod), Shows(PodTable.Columns)),
        Kind<V1Service>("services", Short("svc"), In("all"), Status, Does(Behaviours.Service), Selects(SelectableFields.Service), Shows(CoreTables.Service)),
        Kind<V1ServiceAccount>("serviceaccounts", Short("sa"), Sub("token", "authentication.k8s.io", "v1", "TokenRequest", "create"), Does(Behaviours.ServiceAccount), Shows(CoreTables.ServiceAccount)),
        Kind<V1ConfigMap>("configmaps", Short("cm"), Does(Behaviours.ConfigMap), Shows(CoreTables.ConfigMap)),
        Kind<V1Secret>("secrets", Does(Behaviours.Secret), Selects(SelectableFields.Secret), Shows(CoreTables.Secret)),
        Kind<V1PersistentVolumeClaim>("persistentvolumeclaims", Short("pvc"), Status, Does(Behaviours.Claim), Shows(StorageTables.Claim)),
        Kind<V1PersistentVolume>("persistentvolumes", AcrossNamespaces, Short("pv"), Status, Does(Behaviours.Volume), Shows(StorageTables.Volume)),
        Kind<Corev1Event>("events", Short("ev"), Does(Behaviours.Event), Selects(SelectableFields.Event), Shows(EventTables.Core)),
        Kind<V1Endpoints>("endpoints", Short("ep"), ListKind("EndpointsList"), Deprecated("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"), Does(Behaviours.Endpoints), Shows(CoreTables.Endpoints)),
        Kind<V1ControllerRevision>("controllerrevisions", Does(Behaviours.ControllerRevision), Shows(WorkloadTables.ControllerRevision)),
        Kind<V1Deployment>("deployments", Short("deploy"), In("all"), Status, Does(Behaviours.Deployment), Shows(WorkloadTables.Deployment)),
        Kind<V1StatefulSet>("statefulsets", Short("sts"), In("all"), Status, Does(Behaviours.StatefulSet), Shows(WorkloadTables.StatefulSet)),
        Kind<V1ReplicaSet>("replicasets", Short("rs"), In("all"), Status, Does(Behaviours.ReplicaSet), Shows(WorkloadTables.ReplicaSet)),
        Kind<V1Job>("jobs", In("all"), Status, Does(Behaviours.Job), Reads(JobBehaviour.ShowLabels), Selects(SelectableFields.Job), Shows(WorkloadTables.Job)),
        Kind<V1Lease>("leases", Does(Behaviours.Lease), Shows(CoreTables.Lease)),
        Kind<V1EndpointSlice>("endpointslices", Does(Behaviours.EndpointSlice), Shows(CoreTables.EndpointSlice)),
        Kind<Eventsv1Event>("events", Short("ev"), Does(Behaviours.RegardingEvent), Selects(SelectableFields.RegardingEvent), Shows(EventTables.Events), StoredAsCoreEvent),
        Kind<V1Role>("roles", Does(Behaviours.Rbac), Shows(CoreTables.CreatedAt)),
        Kind<V1RoleBinding>("rolebindings", Does(Behaviours.RbacBinding), Shows(CoreTables.Binding)),
        Kind<V1ClusterRole>("clusterroles", AcrossNamespaces, Does(Behaviours.Rbac), Shows(CoreTables.CreatedAt)),
        Kind<V1ClusterRoleBinding>("clusterrolebindings", AcrossNamespaces, Does(Behaviours.RbacBinding), Shows(CoreTables.Binding)),
        Kind<V1StorageClass>("storageclasses", AcrossNamespaces, Short("sc"), Does(Behaviours.StorageClass), Shows(StorageTables.Class)),
        Kind<V1PodDisruptionBudget>("poddisruptionbudgets", Short("pdb"), Status, Does(Behaviours.DisruptionBudget), Shows(WorkloadTables.DisruptionBudget)),
        Kind<V1NetworkPolicy>("networkpolicies", Short("netpol"), Does(Behaviours.NetworkPolicy), Shows(CoreTables.NetworkPolicy)),
        Kind<V1PriorityClass>("priorityclasses", AcrossNamespaces, Short("pc"), Does(Behaviours.PriorityClass), Shows(CoreTables.PriorityClass)),
        Kind<V1CustomResourceDefinition>("customresourcedefinitions", AcrossNamespaces, Short("crd", "crds"), In("api-extensions"), Status, Does(Behaviours.Definition), Shows(CoreTables.CreatedAt)),
        Kind<V1ValidatingWebhookConfiguration>("validatingwebhookconfigurations", AcrossNamespaces, In("api-extensions"), Does(Behaviours.Webhooks), Shows(CoreTables.Webhooks)),
        Kind<V1MutatingWebhookConfiguration>("mutatingwebhookconfigurations", AcrossNamespaces, In("api-extensions"), Does(Behaviours.Webhooks), Shows(CoreTables.Webhooks)),
        Kind<V1SelfSubjectAccessReview>("selfsubjectaccessreviews", AcrossNamespaces, CreateOnly),
        Kind<V1SubjectAccessReview>("subjectaccessreviews", AcrossNamespaces, CreateOnly),
        Kind<V1LocalSubjectAccessReview>("localsubjectaccessreviews", CreateOnly),
        Kind<V1SelfSubjectRulesReview>("selfsubjectrulesreviews", AcrossNamespaces, CreateOnly),
        Kind<V1SelfSubjectReview>("selfsubjectreviews", AcrossNamespaces, CreateOnly),
        Kind<V1TokenReview>("tokenreviews", AcrossNamespaces, CreateOnly),
    ];
}

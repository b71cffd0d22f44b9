using StartOperator.LocalCluster.Defaulting;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Registry;

/// <summary>The behaviours of built-in kinds that have no file of their own.</summary>
internal static class Behaviours
{
    public static Behaviour Plain { get; } = new();

    public static Behaviour ServiceAccount { get; } = new() { ReturnsDeleted = true };

    public static Behaviour Endpoints { get; } = new()
    {
        CreateOnUpdate = true,
        Default = NetworkDefaults.Endpoints,
    };

    public static Behaviour EndpointSlice { get; } = new()
    {
        MetadataChecks = MetadataChecks.Core & ~MetadataChecks.OnUpdate,
        Generation = true,
        Default = NetworkDefaults.EndpointSlice,
        Validate = ClusterRules.EndpointSlice,
        ValidateUpdate = ClusterRules.EndpointSliceUpdate,
    };

    public static Behaviour DisruptionBudget { get; } = new()
    {
        MetadataChecks = MetadataChecks.None,
        Generation = true,
        HasStatus = true,
        UnconditionalUpdate = false,
        Validate = ClusterRules.DisruptionBudget,
        ValidateStatus = ClusterRules.DisruptionBudgetStatus,
    };

    public static Behaviour Event { get; } = new() { MetadataChecks = MetadataChecks.None, CreateOnUpdate = true, Validate = EventRules.Core };

    public static Behaviour RegardingEvent { get; } = new()
    {
        MetadataChecks = MetadataChecks.CoreOnce,
        CreateOnUpdate = true,
        Validate = EventRules.Regarding,
        ValidateCreate = EventRules.RegardingCreate,
        ValidateUpdate = EventRules.RegardingUpdate,
    };

    public static Behaviour Lease { get; } = new()
    {
        MetadataChecks = MetadataChecks.OnUpdate | MetadataChecks.OnCreate,
        CreateOnUpdate = true,
        UnconditionalUpdate = false,
        Validate = ClusterRules.Lease,
    };

    public static Behaviour Rbac { get; } = new() { Names = NameRule.PathSegment, CreateOnUpdate = true, Validate = RbacRules.Role };

    public static Behaviour RbacBinding { get; } = Rbac with { Default = ClusterDefaults.Binding, Validate = RbacRules.Binding, ValidateUpdate = RbacRules.BindingUpdate };

    public static Behaviour StorageClass { get; } = new() { Default = StorageDefaults.Class, ReturnsDeleted = true, Validate = StorageRules.Class, ValidateUpdate = StorageRules.ClassUpdate };

    public static Behaviour NetworkPolicy { get; } = new() { MetadataChecks = MetadataChecks.CoreOnce, Generation = true, Default = NetworkDefaults.Policy, Validate = NetworkPolicyRules.Validate };

    public static Behaviour PriorityClass { get; } = new()
    {
        MetadataChecks = MetadataChecks.CoreOnce,
        Generation = true,
        Default = ClusterDefaults.PriorityClass,
        Admit = PriorityClassAdmission.Admit,
        Validate = ClusterRules.PriorityClass,
        ValidateUpdate = ClusterRules.PriorityClassUpdate,
    };

    public static Behaviour ControllerRevision { get; } = new() { Validate = SmallRules.ControllerRevision, ValidateUpdate = SmallRules.ControllerRevisionUpdate };

    public static Behaviour ConfigMap { get; } = new() { Validate = SmallRules.ConfigMap, ValidateUpdate = SmallRules.ConfigMapUpdate };

    public static Behaviour Secret { get; } = SecretBehaviour.Rules;

    public static Behaviour Webhooks { get; } = new()
    {
        MetadataChecks = MetadataChecks.OnCreate | MetadataChecks.AsNew,
        Generation = true,
        Default = ClusterDefaults.Webhooks,
        Warn = (_, _) => ["webhooks are stored but never called by this server"],
    };

    public static Behaviour Namespace => NamespaceBehaviour.Rules;

    public static Behaviour Node => NodeBehaviour.Rules;

    public static Behaviour Pod => PodBehaviour.Rules;

    public static Behaviour Service => ServiceBehaviour.Rules;

    public static Behaviour Claim => ClaimBehaviour.Rules;

    public static Behaviour Volume => VolumeBehaviour.Rules;

    public static Behaviour Definition => CustomResources.DefinitionBehaviour.Rules;

    public static Behaviour Deployment { get; } = Workload(WorkloadDefaults.Deployment);

    public static Behaviour StatefulSet { get; } = Workload(WorkloadDefaults.StatefulSet) with { Names = NameRule.Label };

    public static Behaviour ReplicaSet { get; } = Workload(WorkloadDefaults.ReplicaSet);

    public static Behaviour Job { get; } = Workload(WorkloadDefaults.Job) with { OrphansByDefault = true, PrepareCreate = JobBehaviour.Prepare, MetadataChecks = MetadataChecks.Core };

    private static Behaviour Workload(Action<System.Text.Json.Nodes.JsonObject> defaults) =>
        new() { MetadataChecks = MetadataChecks.CoreOnce, HasStatus = true, Generation = true, Default = defaults, Validate = WorkloadRules.Validate, ValidateUpdate = WorkloadRules.ValidateUpdate, Warn = PodAdvice.OfWorkload };
}

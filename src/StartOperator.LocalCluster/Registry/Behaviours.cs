using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Registry;

/// <summary>The behaviours of built-in kinds.</summary>
internal static class Behaviours
{
    public static Behaviour Plain { get; } = new();

    public static Behaviour Counted { get; } = new() { Generation = true };

    public static Behaviour CountedWithStatus { get; } = new() { Generation = true, HasStatus = true };

    public static Behaviour Namespace { get; } = new() { HasStatus = true, Names = NameRule.Label };

    public static Behaviour Node { get; } = new() { HasStatus = true };

    public static Behaviour Pod { get; } = new() { HasStatus = true, Generation = true, ReturnsDeleted = true };

    public static Behaviour Service { get; } = new() { HasStatus = true, Names = NameRule.Label1035 };

    public static Behaviour ConfigMap { get; } = new();

    public static Behaviour Secret { get; } = new();

    public static Behaviour Claim { get; } = new() { HasStatus = true };

    public static Behaviour Volume { get; } = new() { HasStatus = true };

    public static Behaviour Event { get; } = new();

    public static Behaviour RegardingEvent { get; } = new();

    public static Behaviour ControllerRevision { get; } = new();

    public static Behaviour Workload { get; } = new() { HasStatus = true, Generation = true };

    public static Behaviour Job { get; } = new() { HasStatus = true, Generation = true };

    public static Behaviour Lease { get; } = new() { CreateOnUpdate = true };

    public static Behaviour Rbac { get; } = new() { Names = NameRule.PathSegment };

    public static Behaviour StorageClass { get; } = new();

    public static Behaviour NetworkPolicy { get; } = new() { Generation = true };

    public static Behaviour PriorityClass { get; } = new() { Generation = true };

    public static Behaviour Definition => CustomResources.DefinitionBehaviour.Rules;

    public static Behaviour Webhooks { get; } = new() { Generation = true };
}

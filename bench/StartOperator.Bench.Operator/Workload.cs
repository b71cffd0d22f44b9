using System.Text.Json.Serialization;
using k8s;
using k8s.Models;
using StartOperator.Runtime.Client;

namespace StartOperator.Bench.Operator;

/// <summary>The resource of the benchmark: it asks for six children, and tells in its status that they are there.</summary>
public sealed record Workload : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The API group.</summary>
    public const string Group = "bench.startoperator.io";

    /// <inheritdoc />
    public string ApiVersion { get; set; } = Group + "/v1";

    /// <inheritdoc />
    public string Kind { get; set; } = nameof(Workload);

    /// <inheritdoc />
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is asked for.</summary>
    public WorkloadSpec Spec { get; init; } = new();

    /// <summary>What there is.</summary>
    public WorkloadStatus? Status { get; init; }
}

/// <summary>What a <see cref="Workload"/> asks for.</summary>
public sealed record WorkloadSpec
{
    /// <summary>A number that stands in a child: changing it changes the child.</summary>
    public int Revision { get; init; }
}

/// <summary>What there is of a <see cref="Workload"/>.</summary>
public sealed record WorkloadStatus
{
    /// <summary>The generation whose children are there.</summary>
    public long ObservedGeneration { get; init; }
}

/// <summary>The JSON of the benchmark's resource.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Workload))]
[JsonSerializable(typeof(V1StatefulSet))]
public sealed partial class WorkloadJson : JsonSerializerContext;

/// <summary>The kinds that <see cref="Kinds"/> lacks.</summary>
public static class BenchKinds
{
    /// <summary>The benchmark's resource.</summary>
    public static ResourceKind<Workload> Workload { get; } =
        new(Operator.Workload.Group, "v1", "workloads", nameof(Workload), ResourceScope.Namespaced, WorkloadJson.Default.Workload);

    /// <summary>The workload object among the children.</summary>
    public static ResourceKind<V1StatefulSet> StatefulSet { get; } =
        new("apps", "v1", "statefulsets", "StatefulSet", ResourceScope.Namespaced, WorkloadJson.Default.V1StatefulSet);
}

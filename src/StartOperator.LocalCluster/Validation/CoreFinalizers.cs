using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>Finalizers of core kinds must be standard ones or have a domain.</summary>
internal static class CoreFinalizers
{
    private static readonly HashSet<string> Standard = ["kubernetes", "orphan", "foregroundDeletion"];

    public static bool IsStandard(string finalizer) => Standard.Contains(finalizer);

    public static IEnumerable<FieldError> Faults(JsonObject obj)
    {
        var index = 0;
        foreach (var finalizer in obj.Texts("metadata", "finalizers"))
        {
            var path = $"metadata.finalizers[{index++}]";
            if (!finalizer.Contains('/', StringComparison.Ordinal) && !Standard.Contains(finalizer) && !Names.QualifiedFaults(finalizer).Any())
                yield return FieldError.Invalid(path, finalizer, "name is neither a standard finalizer name nor is it fully qualified");
        }
    }
}

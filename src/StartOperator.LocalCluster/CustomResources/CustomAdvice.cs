using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Discovery;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>What writers of custom objects are warned of.</summary>
internal static class CustomAdvice
{
    private const string Prefer = "to avoid accidental conflicts with other finalizer writers";

    /// <summary>Finalizers of custom objects may have any name; odd new ones are told.</summary>
    public static IEnumerable<string> Of(JsonObject obj, JsonObject? live)
    {
        foreach (var finalizer in obj.Texts("metadata", "finalizers").Except(live.Texts("metadata", "finalizers")).Order(StringComparer.Ordinal))
        {
            var shown = $"metadata.finalizers: {FieldError.Quoted(finalizer)}";
            foreach (var fault in Names.QualifiedFaults(finalizer)) yield return $"{shown}: {fault}";
            if (finalizer.Contains('/', StringComparison.Ordinal) || CoreFinalizers.IsStandard(finalizer)) continue;
            var how = finalizer.Contains('.', StringComparison.Ordinal) ? "including a path (/) " : "";
            yield return $"{shown}: prefer a domain-qualified finalizer name {how}{Prefer}";
        }
    }

    /// <summary>What every request to a deprecated version is told; null when it is not.</summary>
    public static string? OfVersion(JsonObject definition, JsonObject version)
    {
        if (version.Flag("deprecated") != true) return null;
        if (version.Text("deprecationWarning") is { } own) return own;
        var (group, kind, name) = (definition.Text("spec", "group"), definition.Text("spec", "names", "kind"), version.Text("name") ?? "");
        var better = definition.Objects("spec", "versions")
            .Where(other => other.Flag("served") == true && other.Flag("deprecated") != true)
            .Select(other => other.Text("name") ?? "")
            .Where(other => VersionOrder.Instance.Compare(other, name) < 0)
            .Order(VersionOrder.Instance)
            .FirstOrDefault();
        return $"{group}/{name} {kind} is deprecated" + (better is null ? "" : $"; use {group}/{better} {kind}");
    }
}

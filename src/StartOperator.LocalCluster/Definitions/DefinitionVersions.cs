using System.Text;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Definitions;

/// <summary>The versions of a definition: each with a name and a schema of its own, one of them the stored one.</summary>
internal static class DefinitionVersions
{
    public static IEnumerable<FieldError> Faults(JsonObject spec, JsonObject definition)
    {
        var versions = spec.Objects("versions").ToList();
        List<FieldError> faults = [];
        for (var i = 0; i < versions.Count; i++) OfVersion(versions[i], $"spec.versions[{i}]", faults);
        var all = spec["versions"];
        if (versions.Select(version => version.Text("name")).Distinct().Count() != versions.Count)
            faults.Add(FieldError.Invalid("spec.versions", all, "must contain unique version names"));
        if (versions.Count(version => version.Flag("storage") == true) != 1)
            faults.Add(FieldError.Invalid("spec.versions", all, "must have exactly one version marked as storage version"));
        if (versions is [var first, ..] && Names.Label1035Faults(first.Text("name") ?? "").ToList() is { Count: > 0 } wrong && first.Text("name") is { Length: > 0 } name)
            faults.Add(FieldError.Invalid("spec.version", name, string.Join(",", wrong)));
        faults.AddRange(OfStored(definition, versions));
        return faults;
    }

    private static void OfVersion(JsonObject version, string path, List<FieldError> faults)
    {
        var name = version.Text("name") ?? "";
        if (Names.Label1035Faults(name).ToList() is { Count: > 0 } wrong) faults.Add(FieldError.Invalid($"{path}.name", name, string.Join(",", wrong)));
        if (version.Obj("schema", "openAPIV3Schema") is null) faults.Add(FieldError.Required($"{path}.schema.openAPIV3Schema"));
        if (version["deprecationWarning"] is not { } warning) return;
        foreach (var fault in OfWarning(version.Flag("deprecated") == true, warning.Text() ?? "")) faults.Add(FieldError.Invalid($"{path}.deprecationWarning", warning, fault));
    }

    private static IEnumerable<string> OfWarning(bool deprecated, string text)
    {
        if (!deprecated)
        {
            yield return "can only be set for deprecated versions";
            yield break;
        }

        if (Encoding.UTF8.GetByteCount(text) > 256) yield return "must be <= 256 characters long";
        if (text.Length == 0) yield return "must not be an empty string";
        var hidden = text.AsSpan().IndexOfAnyInRange('\0', '\u001f');
        if (hidden >= 0)
            yield return $"must only contain printable UTF-8 characters; non-printable character found at index {Encoding.UTF8.GetByteCount(text.AsSpan(0, hidden))}";
    }

    /// <summary>Every version that objects may be stored in stays.</summary>
    private static IEnumerable<FieldError> OfStored(JsonObject definition, List<JsonObject> versions)
    {
        const string path = "status.storedVersions";
        var stored = definition.Texts("status", "storedVersions").ToList();
        if (stored.Count == 0)
        {
            yield return FieldError.Invalid(path, definition.At("status", "storedVersions"), "must have at least one stored version");
            yield break;
        }

        var left = stored.ToHashSet(StringComparer.Ordinal);
        foreach (var version in versions)
        {
            if (!left.Remove(version.Text("name") ?? "") && version.Flag("storage") == true)
                yield return FieldError.Invalid(path, definition.At("status", "storedVersions"), $"must have the storage version {version.Text("name")}");
        }

        for (var i = 0; i < stored.Count; i++)
        {
            if (versions.Exists(version => version.Text("name") == stored[i])) continue;
            yield return FieldError.Invalid(
                $"{path}[{i}]",
                stored[i],
                $"missing from spec.versions; {stored[i]} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data" +
                $" remains persisted in {stored[i]} and removes {stored[i]} from status.storedVersions");
        }
    }
}

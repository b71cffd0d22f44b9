using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Definitions;

/// <summary>A schema of a CustomResourceDefinition, and where faults in it are reported.</summary>
/// <param name="Root">The schema of whole objects.</param>
/// <param name="Path">The place of the element that has it as openAPIV3Schema.</param>
/// <param name="HasStatus">Status is a subresource.</param>
internal sealed record DefinitionSchema(JsonObject Root, string Path, bool HasStatus);

/// <summary>
/// Reads what the versions of a definition have each. What is the same in all of them is checked once, and reported as if it stood
/// in the spec itself.
/// </summary>
internal static class DefinitionSchemas
{
    /// <summary>The schemas of all versions; a shared one once.</summary>
    public static IEnumerable<DefinitionSchema> Of(JsonObject spec)
    {
        var versions = spec.Objects("versions").ToList();
        var shared = IsShared(versions, "schema");
        var anyStatus = versions.Exists(HasStatus);
        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i].Obj("schema", "openAPIV3Schema") is not { } root) continue;
            if (shared)
            {
                yield return new DefinitionSchema(root, "spec.validation", anyStatus);
                yield break;
            }

            var status = IsShared(versions, "subresources") ? anyStatus : HasStatus(versions[i]);
            yield return new DefinitionSchema(root, $"spec.versions[{i}].schema", status);
        }
    }

    /// <summary>A field's values in all versions, with their places; a shared one once.</summary>
    public static IEnumerable<(JsonObject Version, JsonNode Value, string Path)> Each(JsonObject spec, string field)
    {
        var versions = spec.Objects("versions").ToList();
        var shared = IsShared(versions, field);
        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i][field] is not { } value) continue;
            yield return (versions[i], value, shared ? $"spec.{field}" : $"spec.versions[{i}].{field}");
            if (shared) yield break;
        }
    }

    private static bool IsShared(List<JsonObject> versions, string field) => versions.TrueForAll(version => version[field].Same(versions[0][field]));

    private static bool HasStatus(JsonObject version) => version.Obj("subresources", "status") is not null;
}

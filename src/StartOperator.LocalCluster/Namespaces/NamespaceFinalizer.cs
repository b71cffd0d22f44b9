using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Storage;

namespace StartOperator.LocalCluster.Namespaces;

/// <summary>Changes spec.finalizers of a namespace; when the last goes from a terminating one, the namespace goes.</summary>
internal sealed class NamespaceFinalizer(ObjectStore store)
{
    private static readonly Collection Namespaces = new("", "namespaces");

    /// <summary>Sets the finalizers; gives the namespace as it is now or last was.</summary>
    public JsonObject Finalize(string name, JsonNode? finalizers, string? revision)
    {
        while (true)
        {
            var stored = store.Find(Namespaces, "", name) ?? throw StatusException.NotFound(Namespaces, name);
            if (!string.IsNullOrEmpty(revision) && revision != stored.Json.Text("metadata", "resourceVersion"))
            {
                throw StatusException.Conflict(
                    Namespaces, name, "the object has been modified; please apply your changes to the latest version and try again");
            }

            var changed = stored.Json.Copy();
            var left = finalizers is JsonArray { Count: > 0 } some ? some.DeepClone() : null;
            changed.Ensure("spec").Put("finalizers", left);
            var held = left is not null || changed.Arr("metadata", "finalizers") is { Count: > 0 };
            if (!held && changed.Text("metadata", "deletionTimestamp") is not null)
            {
                if (store.Remove(Namespaces, stored) is not null) return changed;
            }
            else if (changed.Same(stored.Json)) return changed;
            else if (store.Replace(Namespaces, stored, changed) is { } kept) return kept.Json.Copy();
        }
    }
}

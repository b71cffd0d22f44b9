using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>What CustomResourceDefinitions do beyond being stored.</summary>
internal static class DefinitionBehaviour
{
    public static Behaviour Rules { get; } = new()
    {
        MetadataChecks = MetadataChecks.OnUpdate | MetadataChecks.OnCreate,
        HasStatus = true,
        Generation = true,
        UnconditionalUpdate = false,
        Default = Default,
        PrepareCreate = (obj, _) => obj["status"] = StoredVersions(obj, []),
        OnDeletionStart = MarkTerminating,
    };

    private static void Default(JsonObject definition)
    {
        var spec = definition.Ensure("spec");
        var names = spec.Ensure("names");
        if (names.Text("kind") is { Length: > 0 } kind)
        {
            names.DefaultText("singular", kind.ToLowerInvariant());
            names.DefaultText("listKind", kind + "List");
        }

        if (spec["conversion"] is null) spec["conversion"] = new JsonObject { ["strategy"] = "None" };
    }

    private static JsonObject StoredVersions(JsonObject definition, IEnumerable<string> before)
    {
        var stored = before.Union(definition.Objects("spec", "versions").Where(version => version.Flag("storage") == true).Select(version => version.Text("name") ?? ""));
        return new JsonObject
        {
            ["conditions"] = null,
            ["acceptedNames"] = new JsonObject { ["plural"] = "", ["kind"] = "" },
            ["storedVersions"] = new JsonArray([.. stored.Select(name => JsonValue.Create(name))]),
        };
    }

    private static void MarkTerminating(JsonObject definition, DateTimeOffset now)
    {
        var meta = definition.Ensure("metadata");
        if (!meta.Texts("finalizers").Contains(DefinitionController.CleanupFinalizer))
        {
            if (meta["finalizers"] is not JsonArray finalizers) meta["finalizers"] = finalizers = [];
            finalizers.Add(DefinitionController.CleanupFinalizer);
        }

        Conditions.Set(
            definition.Ensure("status"),
            "Terminating",
            "True",
            "InstanceDeletionPending",
            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
            now);
    }
}

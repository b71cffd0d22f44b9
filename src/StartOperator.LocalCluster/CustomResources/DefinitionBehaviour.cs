using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Definitions;
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
        PrepareCreate = (obj, _) =>
        {
            obj["status"] = NoStatus();
            RememberStored(obj);
        },
        PrepareUpdate = (obj, _) => RememberStored(obj),
        ValidateCreate = DefinitionRules.Create,
        ValidateUpdate = DefinitionRules.Update,
        ValidateStatus = (obj, _) => DefinitionRules.Status(obj),
        Warn = DefinitionAdvice.Of,
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
        spec.Obj("conversion", "webhook", "clientConfig", "service")?.Default("port", 443);
    }

    private static JsonObject NoStatus() => new()
    {
        ["conditions"] = null,
        ["acceptedNames"] = new JsonObject { ["plural"] = "", ["kind"] = "" },
        ["storedVersions"] = null,
    };

    private static void RememberStored(JsonObject definition)
    {
        var stored = definition.Objects("spec", "versions").FirstOrDefault(version => version.Flag("storage") == true).Text("name");
        if (stored is null || definition.Texts("status", "storedVersions").Contains(stored)) return;
        var status = definition.Ensure("status");
        if (status["storedVersions"] is not JsonArray versions) status["storedVersions"] = versions = [];
        versions.Add(stored);
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

using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Storage;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>Makes the resources a CustomResourceDefinition describes: one for every served version.</summary>
internal static class CustomResourceFactory
{
    private static readonly string[] Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

    public static IReadOnlyList<ApiResource> Resources(JsonObject definition)
    {
        var storage = definition.Objects("spec", "versions").FirstOrDefault(version => version.Flag("storage") == true).Text("name") ?? "";
        return
        [
            .. definition.Objects("spec", "versions").Where(version => version.Flag("served") == true).Select(version => Resource(definition, version, storage)),
        ];
    }

    private static ApiResource Resource(JsonObject definition, JsonObject version, string storage)
    {
        var names = definition.Obj("status", "acceptedNames");
        var (group, name) = (definition.Text("spec", "group") ?? "", version.Text("name") ?? "");
        var plural = names.Text("plural") ?? "";
        var kind = names.Text("kind") ?? "";
        var openApi = version.Obj("schema", "openAPIV3Schema");
        var hasStatus = version.Obj("subresources", "status") is not null;
        var schema = CustomSchemas.Root(openApi);
        var served = $"{group}/{name}";
        var stored = $"{group}/{storage}";
        return new ApiResource
        {
            Group = group,
            Version = name,
            Plural = plural,
            Singular = names.Text("singular") ?? "",
            Kind = kind,
            ListKindOverride = names.Text("listKind"),
            Namespaced = definition.Text("spec", "scope") != "Cluster",
            Verbs = Verbs,
            ShortNames = [.. names.Texts("shortNames")],
            Categories = [.. names.Texts("categories")],
            Subresources = hasStatus ? [new Subresource("status", group, name, kind, "get", "patch", "update")] : [],
            Schema = schema,
            Collection = new Collection(group, plural),
            Columns = CustomTable.Columns(version),
            SelectableFields = CustomSelectors.Of(version),
            FromStored = obj => Convert(obj, schema, served),
            ToStored = name == storage ? null : obj => obj["apiVersion"] = stored,
            Custom = new CustomVersion(definition.Text("metadata", "name") ?? "", name, openApi),
            Behaviour = CustomBehaviour.Of(definition.Text("metadata", "name") ?? "", openApi, hasStatus),
            Deprecation = CustomAdvice.OfVersion(definition, version),
        };
    }

    /// <summary>Objects stored in another version, or under an older schema, are shown as this version has them.</summary>
    private static void Convert(JsonObject obj, Schemas.Schema schema, string served)
    {
        if (obj.Text("apiVersion") != served) obj["apiVersion"] = served;
        Pruning.Prune(schema, obj, "", []);
    }
}

using System.Text.Json.Nodes;

namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>CustomResourceDefinitions for scenarios, and waiting until they are served.</summary>
internal static class WidgetDefinitions
{
    /// <summary>The body of a definition of Widgets, with one version.</summary>
    /// <param name="group">The API group.</param>
    /// <param name="schema">The version's schema, as JSON.</param>
    /// <param name="version">More of the version, as a JSON object: subresources, columns.</param>
    public static JsonObject Widgets(string group, string schema, string version = "{}")
    {
        var served = JsonNode.Parse(version)!.AsObject();
        (served["name"], served["served"], served["storage"]) = ("v1", true, true);
        served["schema"] = new JsonObject { ["openAPIV3Schema"] = JsonNode.Parse(schema) };
        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = $"widgets.{group}" },
            ["spec"] = new JsonObject
            {
                ["group"] = group,
                ["scope"] = "Namespaced",
                ["names"] = new JsonObject { ["plural"] = "widgets", ["singular"] = "widget", ["kind"] = "Widget", ["listKind"] = "WidgetList" },
                ["versions"] = new JsonArray(served),
            },
        };
    }

    /// <summary>A schema whose spec has these properties.</summary>
    /// <param name="properties">The properties, as a JSON object.</param>
    /// <param name="more">More of the spec's schema, such as <c>required</c>, as a JSON object.</param>
    public static string Schema(string properties, string more = "{}")
    {
        var spec = JsonNode.Parse(more)!.AsObject();
        (spec["type"], spec["properties"]) = ("object", JsonNode.Parse(properties));
        return new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["spec"] = spec } }.ToJsonString();
    }

    /// <summary>Makes Widgets of the run's own group, and waits until they are served.</summary>
    /// <param name="api">The server.</param>
    /// <param name="schema">The schema, as JSON.</param>
    /// <param name="version">More of the version.</param>
    public static async Task MakeAsync(ApiClient api, string schema, string version = "{}") => await MakeAsync(api, Widgets(api.Group, schema, version));

    /// <summary>Makes a definition and waits until it is served.</summary>
    /// <param name="api">The server.</param>
    /// <param name="definition">The definition.</param>
    public static async Task MakeAsync(ApiClient api, JsonObject definition)
    {
        (await api.SendAsync(new(HttpMethod.Post, "customresourcedefinitions") { Body = definition.ToJsonString(), Recorded = false })).ShouldSucceed(201);
        await ServedAsync(api, definition);
    }

    /// <summary>Uses Widgets that all runs on a server share: it is made by the first that asks for it, and the run's group is theirs from now on.</summary>
    /// <param name="api">The server.</param>
    /// <param name="name">What runs share it by.</param>
    /// <param name="schema">The schema, as JSON.</param>
    /// <param name="version">More of the version.</param>
    public static async Task ShareAsync(ApiClient api, string name, string schema, string version = "{}")
    {
        api.Group = $"{name}.example.com";
        await api.OnceAsync(name, lasting => MakeAsync(lasting, Widgets(lasting.Group, schema, version)));
    }

    /// <summary>Changes the schema of the run's own Widgets, and waits until it is followed.</summary>
    /// <param name="api">The server.</param>
    /// <param name="schema">The new schema, as JSON.</param>
    /// <param name="probe">A Widget that it refuses, and the old one does not.</param>
    public static async Task TightenAsync(ApiClient api, string schema, string probe)
    {
        var patch = new JsonArray(new JsonObject { ["op"] = "replace", ["path"] = "/spec/versions/0/schema/openAPIV3Schema", ["value"] = JsonNode.Parse(schema) });
        var change = new Asked(HttpMethod.Patch, $"customresourcedefinitions/widgets.{api.Group}") { Body = patch.ToJsonString(), ContentType = PatchTypes.Json, Recorded = false };
        (await api.SendAsync(change)).ShouldSucceed();
        await api.UntilAsync(new Asked(HttpMethod.Post, "widgets?dryRun=All") { Body = probe }, answer => (int)answer.Code == 422);
    }

    /// <summary>Waits until a definition is established and all its versions are served.</summary>
    /// <param name="api">The server.</param>
    /// <param name="definition">The definition.</param>
    public static async Task ServedAsync(ApiClient api, JsonObject definition)
    {
        var (group, plural) = ((string)definition["spec"]!["group"]!, (string)definition["spec"]!["names"]!["plural"]!);
        foreach (var version in definition["spec"]!["versions"]!.AsArray().Where(version => (bool)version!["served"]!))
        {
            var path = $"/apis/{group}/{(string)version!["name"]!}";
            await api.UntilAsync($"{path}/{plural}", answer => (int)answer.Code == 200);
            await api.UntilAsync(path, answer => (int)answer.Code == 200 && IsDiscovered(answer, plural));
        }
    }

    /// <summary>A Widget of the run's group.</summary>
    /// <param name="api">The server.</param>
    /// <param name="name">Its name.</param>
    /// <param name="spec">Its spec, as JSON.</param>
    public static string Widget(ApiClient api, string name, string spec) => Objects.Of($"{api.Group}/v1", "Widget", name, $"{{\"spec\":{spec}}}");

    /// <summary>Merges a JSON merge patch into an object.</summary>
    /// <param name="target">The object.</param>
    /// <param name="patch">The patch.</param>
    public static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is JsonObject below && target[name] is JsonObject old) Merge(old, below);
            else if (value is null) target.Remove(name);
            else target[name] = value.DeepClone();
        }
    }

    /// <summary>Objects can be listed as soon as a definition's names are accepted; discovery names it when it is established.</summary>
    private static bool IsDiscovered(Answer discovery, string plural) =>
        discovery.Json["resources"]!.AsArray().Any(resource => (string?)resource!["name"] == plural);
}

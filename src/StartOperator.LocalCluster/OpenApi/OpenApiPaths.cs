using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Registry;

namespace StartOperator.LocalCluster.OpenApi;

/// <summary>
/// The paths of a document. Clients read from them which verbs, patch types and parameters (dryRun, fieldValidation) a kind has.
/// </summary>
internal static class OpenApiPaths
{
    private static readonly string[] WriteParameters = ["dryRun", "fieldManager", "fieldValidation"];

    private static readonly string[] ListParameters =
    [
        "allowWatchBookmarks", "continue", "fieldSelector", "labelSelector", "limit", "resourceVersion", "resourceVersionMatch",
        "sendInitialEvents", "timeoutSeconds", "watch",
    ];

    public static JsonObject Kind(ApiResource resource, string kind) =>
        new() { ["group"] = resource.Group, ["kind"] = kind, ["version"] = resource.Version };

    public static IEnumerable<(string Path, JsonObject Operations)> Of(ApiResource resource, string refPrefix)
    {
        var root = (resource.Group.Length == 0 ? "/api/" : "/apis/") + resource.GroupVersion;
        var collection = resource.Namespaced ? $"{root}/namespaces/{{namespace}}/{resource.Plural}" : $"{root}/{resource.Plural}";
        var schema = refPrefix + OpenApiSchemas.NameOf(resource);
        if (resource.Namespaced && resource.Verbs.Contains("list"))
            yield return ($"{root}/{resource.Plural}", Operations(resource, "", schema, ("get", "list")));
        yield return (collection, Operations(resource, collection, schema, ("get", "list"), ("post", "create"), ("delete", "deletecollection")));
        if (!resource.Verbs.Contains("get")) yield break;
        var item = collection + "/{name}";
        yield return (item, Operations(resource, item, schema, ("get", "get"), ("put", "update"), ("patch", "patch"), ("delete", "delete")));
        foreach (var subresource in resource.Subresources)
        {
            var path = $"{item}/{subresource.Name}";
            var verbs = resource with { Verbs = subresource.Verbs, Kind = subresource.Kind, Group = subresource.Group, Version = subresource.Version };
            yield return (path, Operations(verbs, path, schema, ("get", "get"), ("post", "create"), ("put", "update"), ("patch", "patch")));
        }
    }

    private static JsonObject Operations(ApiResource resource, string path, string schema, params ReadOnlySpan<(string Method, string Verb)> verbs)
    {
        var operations = new JsonObject();
        foreach (var (method, verb) in verbs)
        {
            if (resource.Verbs.Contains(verb)) operations[method] = Operation(resource, verb, schema);
        }

        var parameters = new JsonArray();
        foreach (var name in (string[])["namespace", "name"])
        {
            if (path.Contains($"{{{name}}}", StringComparison.Ordinal)) parameters.Add(Parameter(name, "path"));
        }

        if (parameters.Count > 0) operations["parameters"] = parameters;
        return operations;
    }

    private static JsonObject Operation(ApiResource resource, string verb, string schema)
    {
        var action = verb switch
        {
            "create" => "post",
            "update" => "put",
            _ => verb,
        };
        var content = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = schema } } };
        var operation = new JsonObject
        {
            ["operationId"] = $"{verb}{resource.Group.Replace(".", "", StringComparison.Ordinal)}{resource.Version}{resource.Plural}",
            ["parameters"] = new JsonArray([.. Parameters(verb).Select(name => Parameter(name, "query"))]),
            ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK", ["content"] = content } },
            ["x-kubernetes-action"] = action,
            ["x-kubernetes-group-version-kind"] = Kind(resource, resource.Kind),
        };
        if (verb == "patch") operation["requestBody"] = new JsonObject { ["content"] = PatchContent(resource), ["required"] = true };
        else if (verb is "create" or "update") operation["requestBody"] = new JsonObject { ["content"] = content.DeepClone(), ["required"] = true };
        return operation;
    }

    private static string[] Parameters(string verb) => verb switch
    {
        "create" or "update" => WriteParameters,
        "patch" => [.. WriteParameters, "force"],
        "list" => ListParameters,
        "delete" => ["dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy"],
        "deletecollection" => [.. ListParameters, "dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy"],
        _ => [],
    };

    private static JsonObject PatchContent(ApiResource resource)
    {
        string[] types =
        [
            "application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json",
            .. (string[])(resource.Custom is null ? ["application/strategic-merge-patch+json"] : []),
        ];
        var content = new JsonObject();
        foreach (var type in types) content[type] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "object" } };
        return content;
    }

    private static JsonObject Parameter(string name, string place)
    {
        var type = name switch
        {
            "force" or "watch" or "allowWatchBookmarks" or "sendInitialEvents" or "orphanDependents" => "boolean",
            "limit" or "timeoutSeconds" or "gracePeriodSeconds" => "integer",
            _ => "string",
        };
        var parameter = new JsonObject { ["name"] = name, ["in"] = place };
        if (place == "path") parameter["required"] = true;
        parameter["schema"] = new JsonObject { ["type"] = type, ["uniqueItems"] = true };
        return parameter;
    }
}

using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.OpenApi;
using StartOperator.LocalCluster.Registry;

namespace StartOperator.LocalCluster.Discovery;

/// <summary>Tells clients what is served: one document per group and version, or everything at once (aggregated).</summary>
internal sealed class DiscoveryDocuments(ResourceCatalog catalog, OpenApiDocuments openApi)
{
    /// <summary>Answers when the path is a discovery or schema document; false when it is something else.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext context, string path)
    {
        if (path.StartsWith("/openapi/", StringComparison.Ordinal)) return await openApi.TryAnswerAsync(context, path);
        if (context.Request.Method != "GET") return false;
        var trimmed = path.TrimEnd('/');
        if (trimmed is "/api" or "/apis" && Aggregated(context.Request) is { } version)
        {
            var type = $"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList";
            await Responses.WriteAsync(context, 200, AggregatedDiscovery.Document(catalog.All.Where(r => r.Group.Length == 0 == (trimmed == "/api")), version), type);
            return true;
        }

        if (Document(trimmed) is not { } document) return false;
        await Responses.WriteAsync(context, 200, document);
        return true;
    }

    /// <summary>Whether the path is a document, whatever the method.</summary>
    public bool Has(string path) => Document(path.TrimEnd('/')) is not null;

    private static string? Aggregated(HttpRequest request)
    {
        foreach (var range in MediaRange.ParseList(request.Headers.Accept.ToString()))
        {
            if (range.Parameters.GetValueOrDefault("as") == "APIGroupDiscoveryList" && range.Parameters.GetValueOrDefault("v") is "v2" or "v2beta1")
                return range.Parameters["v"];
            if (range.Type is "application/json" or "*/*" && !range.Parameters.ContainsKey("as")) return null;
        }

        return null;
    }

    private JsonObject? Document(string path)
    {
        if (path.Length == 0) return Paths();
        var parts = path[1..].Split('/');
        return parts switch
        {
            ["api"] => new JsonObject
            {
                ["kind"] = "APIVersions",
                ["versions"] = new JsonArray("v1"),
                ["serverAddressByClientCIDRs"] = new JsonArray(),
            },
            ["apis"] => new JsonObject
            {
                ["kind"] = "APIGroupList",
                ["apiVersion"] = "v1",
                ["groups"] = new JsonArray([.. Groups().Select(group => Group(group))]),
            },
            ["apis", var group] when group.Length > 0 && catalog.HasGroup(group) => WithKind(Group(group)),
            ["api", "v1"] => Resources("", "v1"),
            ["apis", var group, var version] when catalog.HasVersion(group, version) => Resources(group, version),
            _ => null,
        };
    }

    private JsonObject Paths()
    {
        var paths = new SortedSet<string>(StringComparer.Ordinal)
        {
            "/api", "/api/v1", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version",
        };
        foreach (var resource in catalog.All.Where(resource => resource.Group.Length > 0))
        {
            paths.Add("/apis/" + resource.Group);
            paths.Add($"/apis/{resource.Group}/{resource.Version}");
        }

        return new JsonObject { ["paths"] = new JsonArray([.. paths.Select(path => JsonValue.Create(path))]) };
    }

    private IEnumerable<string> Groups() => catalog.All.Select(resource => resource.Group).Where(group => group.Length > 0).Distinct();

    private JsonObject Group(string group)
    {
        var versions = catalog.All.Where(resource => resource.Group == group).Select(resource => resource.Version).Distinct()
            .Order(VersionOrder.Instance)
            .Select(version => new JsonObject { ["groupVersion"] = $"{group}/{version}", ["version"] = version }).ToList();
        return new JsonObject
        {
            ["name"] = group,
            ["versions"] = new JsonArray([.. versions]),
            ["preferredVersion"] = versions[0].DeepClone(),
        };
    }

    private static JsonObject WithKind(JsonObject group)
    {
        var document = new JsonObject { ["kind"] = "APIGroup", ["apiVersion"] = "v1" };
        foreach (var (name, value) in group) document[name] = value?.DeepClone();
        return document;
    }

    private JsonObject Resources(string group, string version)
    {
        var list = new JsonArray();
        foreach (var resource in catalog.All.Where(r => r.Group == group && r.Version == version).OrderBy(r => r.Plural, StringComparer.Ordinal))
        {
            list.Add(Entry(resource));
            foreach (var subresource in resource.Subresources.OrderBy(s => s.Name, StringComparer.Ordinal)) list.Add(Entry(resource, subresource));
        }

        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
            ["resources"] = list,
        };
    }

    private static JsonObject Entry(ApiResource resource)
    {
        var entry = new JsonObject
        {
            ["name"] = resource.Plural,
            ["singularName"] = resource.Singular,
            ["namespaced"] = resource.Namespaced,
            ["kind"] = resource.Kind,
            ["verbs"] = Texts(resource.Verbs),
        };
        if (resource.ShortNames.Count > 0) entry["shortNames"] = Texts(resource.ShortNames);
        if (resource.Categories.Count > 0) entry["categories"] = Texts(resource.Categories);
        return entry;
    }

    private static JsonObject Entry(ApiResource resource, Subresource subresource)
    {
        var entry = new JsonObject { ["name"] = $"{resource.Plural}/{subresource.Name}", ["singularName"] = "", ["namespaced"] = resource.Namespaced };
        if (subresource.Group != resource.Group || subresource.Version != resource.Version)
        {
            entry["group"] = subresource.Group;
            entry["version"] = subresource.Version;
        }

        entry["kind"] = subresource.Kind;
        entry["verbs"] = Texts(subresource.Verbs);
        return entry;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}

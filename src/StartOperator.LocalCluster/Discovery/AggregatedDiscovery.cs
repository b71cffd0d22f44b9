using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Registry;

namespace StartOperator.LocalCluster.Discovery;

/// <summary>Everything that is served, in one document.</summary>
internal static class AggregatedDiscovery
{
    public static JsonObject Document(IEnumerable<ApiResource> resources, string version)
    {
        var items = new JsonArray();
        foreach (var group in resources.GroupBy(resource => resource.Group))
        {
            var versions = new JsonArray();
            foreach (var served in group.GroupBy(resource => resource.Version).OrderBy(v => v.Key, VersionOrder.Instance))
            {
                versions.Add(new JsonObject
                {
                    ["version"] = served.Key,
                    ["resources"] = new JsonArray([.. served.OrderBy(resource => resource.Plural, StringComparer.Ordinal).Select(Entry)]),
                    ["freshness"] = "Current",
                });
            }

            var meta = group.Key.Length == 0 ? new JsonObject() : new JsonObject { ["name"] = group.Key };
            items.Add(new JsonObject { ["metadata"] = meta, ["versions"] = versions });
        }

        return new JsonObject
        {
            ["kind"] = "APIGroupDiscoveryList",
            ["apiVersion"] = "apidiscovery.k8s.io/" + version,
            ["metadata"] = new JsonObject(),
            ["items"] = items,
        };
    }

    private static JsonObject Entry(ApiResource resource)
    {
        var entry = new JsonObject
        {
            ["resource"] = resource.Plural,
            ["responseKind"] = Kind(resource, resource.Group, resource.Version, resource.Kind),
            ["scope"] = resource.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = resource.Singular,
            ["verbs"] = Texts(resource.Verbs),
        };
        if (resource.ShortNames.Count > 0) entry["shortNames"] = Texts(resource.ShortNames);
        if (resource.Categories.Count > 0) entry["categories"] = Texts(resource.Categories);
        if (resource.Subresources.Count > 0)
        {
            entry["subresources"] = new JsonArray(
            [
                .. resource.Subresources.OrderBy(subresource => subresource.Name, StringComparer.Ordinal).Select(subresource => new JsonObject
                {
                    ["subresource"] = subresource.Name,
                    ["responseKind"] = Kind(resource, subresource.Group, subresource.Version, subresource.Kind),
                    ["verbs"] = Texts(subresource.Verbs),
                }),
            ]);
        }

        return entry;
    }

    /// <summary>A built-in resource's own group and version are not repeated.</summary>
    private static JsonObject Kind(ApiResource resource, string group, string version, string kind)
    {
        if (resource.Custom is null && group == resource.Group && version == resource.Version) (group, version) = ("", "");
        return new JsonObject { ["group"] = group, ["version"] = version, ["kind"] = kind };
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StartOperator.Distribution.Sbom;

/// <summary>Writes a list of what is in an image as CycloneDX 1.6 in JSON. The same contents give the same text: neither time nor chance is in it.</summary>
public static class CycloneDx
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it.</summary>
    /// <param name="name">The program.</param>
    /// <param name="version">Its version.</param>
    /// <param name="components">What is in it, or beside it in its image.</param>
    public static string Write(string name, string version, IReadOnlyList<Component> components)
    {
        var self = $"pkg:generic/{name}@{version}";
        var inner = components.SelectMany(c => c.DependsOn).ToHashSet(StringComparer.Ordinal);
        var dependencies = new JsonArray(Dependency(self, components.Select(c => c.PackageUrl).Where(url => !inner.Contains(url))));
        foreach (var component in components)
        {
            dependencies.Add(Dependency(component.PackageUrl, component.DependsOn));
        }

        return new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["component"] = new JsonObject { ["type"] = "application", ["bom-ref"] = self, ["name"] = name, ["version"] = version, ["purl"] = self },
            },
            ["components"] = new JsonArray([.. components.Select(Node)]),
            ["dependencies"] = dependencies,
        }.ToJsonString(Format) + "\n";
    }

    private static JsonObject Node(Component component)
    {
        var node = new JsonObject
        {
            ["type"] = "library",
            ["bom-ref"] = component.PackageUrl,
            ["name"] = component.Name,
            ["version"] = component.Version,
            ["purl"] = component.PackageUrl,
        };
        if (component.Sha512 is { } hash)
        {
            node["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = hash });
        }

        if (component.License is { } license)
        {
            node["licenses"] = new JsonArray(new JsonObject { ["expression"] = license });
        }

        return node;
    }

    private static JsonNode Dependency(string reference, IEnumerable<string> dependsOn) =>
        new JsonObject { ["ref"] = reference, ["dependsOn"] = new JsonArray([.. dependsOn.Select(url => (JsonNode)url)]) };
}

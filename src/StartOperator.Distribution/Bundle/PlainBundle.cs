using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using StartOperator.Resources;

namespace StartOperator.Distribution.Bundle;

/// <summary>The objects of the chart's install without what only Helm reads, and with the namespace that Helm would create.</summary>
public static class PlainBundle
{
    /// <summary>The release's namespace.</summary>
    public const string Namespace = "start-operator";

    private const string Head = "# Generated from charts/start-operator; `make bundle` writes it. kubectl apply --server-side -f start-operator.yaml\n";

    private static readonly string[] LabelsOfHelm = ["helm.sh/chart", "app.kubernetes.io/managed-by"];

    /// <summary>Makes the bundle.</summary>
    /// <param name="rendered">What <c>helm template</c> printed.</param>
    public static string Of(string rendered)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        ResourceYaml.Write(text, [NamespaceObject(), .. Objects(rendered)]);
        return Head + text;
    }

    /// <summary>The objects without what Helm owns in them, in the order in which they must be created.</summary>
    public static IReadOnlyList<JsonElement> Objects(string rendered) =>
        [.. ResourceYaml.Read(rendered).Where(o => o.ValueKind == JsonValueKind.Object).Select(Stripped).OrderBy(Order)];

    private static JsonElement NamespaceObject() => Parsed(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject
        {
            ["name"] = Namespace,
            ["labels"] = new JsonObject
            {
                ["pod-security.kubernetes.io/enforce"] = "restricted",
                ["pod-security.kubernetes.io/warn"] = "restricted",
            },
        },
    });

    private static JsonElement Stripped(JsonElement item)
    {
        var node = JsonNode.Parse(item.GetRawText())!.AsObject();
        Strip(node);
        return Parsed(node);
    }

    private static void Strip(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray items:
                foreach (var item in items) Strip(item);
                break;
            case JsonObject fields:
                foreach (var (name, value) in fields.ToList())
                {
                    if (name == "labels" && value is JsonObject labels)
                    {
                        foreach (var label in LabelsOfHelm) labels.Remove(label);
                    }
                    else if (name == "annotations" && value is JsonObject annotations)
                    {
                        foreach (var annotation in annotations.Select(a => a.Key).Where(k => k.StartsWith("helm.sh/", StringComparison.Ordinal)).ToList()) annotations.Remove(annotation);
                        if (annotations.Count == 0) fields.Remove(name);
                    }
                    else
                    {
                        Strip(value);
                    }
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Definitions and accounts first, then rights, then what uses them.</summary>
    private static int Order(JsonElement item) => item.GetProperty("kind").GetString() switch
    {
        "CustomResourceDefinition" => 0,
        "ServiceAccount" => 1,
        "ClusterRole" or "Role" => 2,
        "ClusterRoleBinding" or "RoleBinding" => 3,
        "Deployment" => 9,
        _ => 4,
    };

    private static JsonElement Parsed(JsonObject node)
    {
        using var document = JsonDocument.Parse(node.ToJsonString());
        return document.RootElement.Clone();
    }
}

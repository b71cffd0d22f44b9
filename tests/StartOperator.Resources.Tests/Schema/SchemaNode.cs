using System.Text.Json;
using StartOperator.Resources.Schema;

namespace StartOperator.Resources.Tests.Schema;

/// <summary>A place in a definition's schema.</summary>
/// <param name="Path">How to get there: fields after dots, items as <c>[]</c>, values of a map as <c>{}</c>.</param>
/// <param name="Schema">What may stand there (Kubernetes API: JSONSchemaProps).</param>
internal sealed record SchemaNode(string Path, JsonElement Schema)
{
    /// <summary>The file of StartService's definition.</summary>
    public const string StartServiceFile = "startservices.startoperator.io.yaml";

    /// <summary>The type; null where anything may stand.</summary>
    public string? Type => Text("type");

    /// <summary>What it is for.</summary>
    public string? Description => Text("description");

    /// <summary>Whether this is a field of an object, and not an item or a map's value.</summary>
    public bool IsField => Path.Contains('.', StringComparison.Ordinal) && Path[^1] is not (']' or '}');

    /// <summary>Whether anything may stand here, for Package's reader to judge.</summary>
    public bool IsOpaque => Has("x-kubernetes-preserve-unknown-fields");

    /// <summary>Whether it is a map with free keys.</summary>
    public bool IsMap => Has("additionalProperties");

    /// <summary>A definition as JSON.</summary>
    public static JsonElement Definition(string file) => ResourceYaml.Read(CustomResourceDefinitions.Generate()[file]).ShouldHaveSingleItem();

    /// <summary>The schemas of all definitions.</summary>
    public static IEnumerable<SchemaNode> Roots() =>
        from file in CustomResourceDefinitions.Generate().Keys
        let spec = Definition(file).GetProperty("spec")
        from version in spec.GetProperty("versions").EnumerateArray()
        select new SchemaNode(spec.GetProperty("names").GetProperty("kind").GetString()!, version.GetProperty("schema").GetProperty("openAPIV3Schema"));

    /// <summary>Whether the schema has a keyword.</summary>
    public bool Has(string keyword) => Schema.TryGetProperty(keyword, out _);

    /// <summary>This place and all below it.</summary>
    public IEnumerable<SchemaNode> Below() => Children().SelectMany(c => c.Below()).Prepend(this);

    private IEnumerable<SchemaNode> Children()
    {
        if (Schema.TryGetProperty("properties", out var fields))
        {
            foreach (var field in fields.EnumerateObject())
            {
                yield return new SchemaNode($"{Path}.{field.Name}", field.Value);
            }
        }

        if (Schema.TryGetProperty("items", out var items))
        {
            yield return new SchemaNode($"{Path}[]", items);
        }

        if (Schema.TryGetProperty("additionalProperties", out var values))
        {
            yield return new SchemaNode($"{Path}{{}}", values);
        }
    }

    private string? Text(string keyword) => Schema.TryGetProperty(keyword, out var value) ? value.GetString() : null;
}

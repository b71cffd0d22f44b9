using System.Text.Json.Nodes;
using CsCheck;

namespace StartOperator.Resources.Tests.Schema;

/// <summary>Makes values that have every field a schema knows. Manifests are left out: Package has a form of its own for them.</summary>
internal static class SchemaSamples
{
    /// <summary>Fields whose first word is what the field says by being absent.</summary>
    private static readonly string[] Defaulted = ["state", "deletionPolicy", "mode", "colocate"];

    /// <summary>A value of a place: all fields of objects, one to three entries of maps and lists, any word of enumerations, true for switches.</summary>
    public static Gen<JsonNode?> Of(SchemaNode node) => node.Type switch
    {
        "object" when node.IsMap => Entries(new SchemaNode(node.Path + "{}", node.Schema.GetProperty("additionalProperties"))),
        "object" => Fields(node),
        "array" => Of(new SchemaNode(node.Path + "[]", node.Schema.GetProperty("items"))).Array[1, 3]
            .Select(items => (JsonNode?)new JsonArray([.. items.Select(i => i?.DeepClone())])),
        "boolean" => Gen.Const(0).Select(_ => (JsonNode?)JsonValue.Create(true)),
        "integer" => Gen.Long[1, 1_000_000].Select(number => (JsonNode?)JsonValue.Create(number)),
        _ when node.Has("enum") => Words(node),
        _ => Yaml.TrickyTexts.Any.Where(text => text.Length > 0).Select(text => (JsonNode?)JsonValue.Create(text)),
    };

    private static Gen<JsonNode?> Words(SchemaNode node)
    {
        var words = node.Schema.GetProperty("enum").EnumerateArray()
            .Select(w => w.GetString()!).Skip(Defaulted.Contains(node.Path.Split('.')[^1]) ? 1 : 0).ToList();
        return Gen.Int[0, words.Count - 1].Select(i => (JsonNode?)JsonValue.Create(words[i]));
    }

    private static Gen<JsonNode?> Entries(SchemaNode value) => Gen.Select(Gen.String[Gen.Char['a', 'z'], 1, 6], Of(value)).Array[1, 3]
        .Select(entries => (JsonNode?)new JsonObject(entries.DistinctBy(e => e.Item1).Select(e => KeyValuePair.Create(e.Item1, e.Item2?.DeepClone()))));

    private static Gen<JsonNode?> Fields(SchemaNode node) => node.Schema.GetProperty("properties").EnumerateObject().Where(f => f.Name != "manifest")
        .Select(f => (f.Name, Values: Of(new SchemaNode($"{node.Path}.{f.Name}", f.Value))))
        .Aggregate(
            Gen.Const(0).Select(_ => new JsonObject()),
            (fields, next) => Gen.Select(fields, next.Values, (so, far) => With(so, next.Name, far)))
        .Select(fields => (JsonNode?)fields);

    private static JsonObject With(JsonObject fields, string name, JsonNode? value)
    {
        var more = fields.DeepClone().AsObject();
        more[name] = value?.DeepClone();
        return more;
    }
}

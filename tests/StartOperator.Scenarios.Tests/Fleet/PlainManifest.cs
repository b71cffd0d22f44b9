using System.Text.Json.Nodes;
using Tomlyn;
using Tomlyn.Model;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace StartOperator.Scenarios.Tests.Fleet;

/// <summary>
/// A manifest as its file has it, read with nothing of ours: what the fleet should look like must not be told by the code that makes it. All
/// scalars are texts.
/// </summary>
public static class PlainManifest
{
    /// <summary>Reads the manifest of a project folder.</summary>
    /// <param name="folder">The folder.</param>
    public static JsonObject Read(string folder)
    {
        var file = ((string[])["manifest.toml", "manifest.yaml", "manifest.json"]).Select(name => Path.Combine(folder, name)).First(File.Exists);
        var text = File.ReadAllText(file);
        var root = Path.GetExtension(file) switch
        {
            ".toml" => OfToml(TomlSerializer.Deserialize<TomlTable>(text)!),
            ".json" => OfJson(JsonNode.Parse(text)),
            _ => OfYaml(text),
        };
        return root!.AsObject();
    }

    // By events, because a published manifest has a key twice, which the reader of whole documents refuses.
    private static JsonNode? OfYaml(string text)
    {
        var parser = new Parser(new StringReader(text));
        parser.Consume<StreamStart>();
        parser.Consume<DocumentStart>();
        return Next();

        JsonNode? Next()
        {
            if (parser.TryConsume<Scalar>(out var scalar))
            {
                return scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" } ? null : scalar.Value;
            }

            if (parser.TryConsume<SequenceStart>(out _))
            {
                var list = new JsonArray();
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    list.Add(Next());
                }

                return list;
            }

            var map = new JsonObject();
            parser.Consume<MappingStart>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = parser.Consume<Scalar>().Value;
                map[key] = Next();
            }

            return map;
        }
    }

    private static JsonNode? OfToml(object value) => value switch
    {
        TomlTable table => new JsonObject(table.Select(c => KeyValuePair.Create(c.Key, OfToml(c.Value)))),
        TomlArray list => new JsonArray([.. list.Select(item => OfToml(item!))]),
        TomlTableArray tables => new JsonArray([.. tables.Select(OfToml)]),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value),
    };

    private static JsonNode? OfJson(JsonNode? value) => value switch
    {
        JsonObject map => new JsonObject(map.Select(c => KeyValuePair.Create(c.Key, OfJson(c.Value)))),
        JsonArray list => new JsonArray([.. list.Select(OfJson)]),
        null => null,
        _ => value.ToString(),
    };
}

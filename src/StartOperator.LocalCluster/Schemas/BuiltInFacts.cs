using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Schemas;

/// <summary>The table built-in-facts.txt: what the client's models can't say about built-in types.</summary>
internal static class BuiltInFacts
{
    private static readonly Lazy<IReadOnlyDictionary<string, TypeFacts>> Table = new(Read);

    public static IReadOnlyDictionary<string, TypeFacts> ByModel => Table.Value;

    private static Dictionary<string, TypeFacts> Read()
    {
        using var stream = typeof(BuiltInFacts).Assembly.GetManifestResourceStream("built-in-facts.txt")
            ?? throw new InvalidOperationException("built-in-facts.txt is not embedded");
        using var reader = new StreamReader(stream);
        var types = new Dictionary<string, TypeFacts>(StringComparer.Ordinal);
        var fields = new Dictionary<string, FieldFacts>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#') || line.Length == 0) continue;
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line[0] == ' ')
            {
                fields[words[0]] = Field(words.AsSpan(1));
                continue;
            }

            fields = new Dictionary<string, FieldFacts>(StringComparer.Ordinal);
            types[words[0]] = new TypeFacts(words[1], words.Length > 2 && words[2] == "atomic", fields);
        }

        return types;
    }

    private static FieldFacts Field(ReadOnlySpan<string> words)
    {
        var facts = new FieldFacts();
        foreach (var word in words)
        {
            if (word[0] == '#')
            {
                facts = facts with { Number = word[1..] };
                continue;
            }

            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (word, "") : (word[..equals], word[(equals + 1)..]);
            facts = name switch
            {
                "required" => facts with { Required = true },
                "absent" => facts with { Absent = true },
                "micro" => facts with { Micro = true },
                "zero" => facts with { Zero = Zero(value) },
                "list" => facts with { ListMerge = Merge(value), ListKeys = Arguments(value) },
                "map" => facts with { AtomicMap = value == "atomic", GranularMap = value == "granular" },
                "patch" => facts with { PatchStrategy = value.Split('(')[0].Split(','), PatchMergeKey = Arguments(value).FirstOrDefault() },
                "default" => facts with { Default = JsonText.Parse(value) },
                "enum" => facts with { Enum = value.Split('|') },
                "items" => facts with { ItemEnum = value.Split('|') },
                "opaque" => facts with { Opaque = value },
                _ => throw new InvalidOperationException($"built-in-facts.txt: '{word}' is not a fact"),
            };
        }

        return facts;
    }

    private static ZeroRule Zero(string value) => value switch
    {
        "keep" => ZeroRule.Keep,
        "always" => ZeroRule.Always,
        "always-null" => ZeroRule.AlwaysNull,
        _ => throw new InvalidOperationException($"built-in-facts.txt: 'zero={value}' is not a rule"),
    };

    private static ListMerge Merge(string value) => value.Split('(')[0] switch
    {
        "atomic" => ListMerge.Atomic,
        "set" => ListMerge.Set,
        "map" => ListMerge.Map,
        _ => throw new InvalidOperationException($"built-in-facts.txt: 'list={value}' is not a list type"),
    };

    private static string[] Arguments(string value)
    {
        var open = value.IndexOf('(', StringComparison.Ordinal);
        return open < 0 ? [] : value[(open + 1)..^1].Split(',');
    }
}

/// <summary>Facts about one built-in type.</summary>
internal sealed record TypeFacts(string OpenApiName, bool Atomic, IReadOnlyDictionary<string, FieldFacts> Fields);

/// <summary>Facts about one field of a built-in type.</summary>
internal sealed record FieldFacts
{
    public static FieldFacts None { get; } = new();

    /// <summary>The field's number in protobuf, "2.5" for field 5 of the inlined message 2; empty when it has none.</summary>
    public string Number { get; init; } = "";

    public bool Required { get; init; }

    public bool Absent { get; init; }

    public bool Micro { get; init; }

    public ZeroRule? Zero { get; init; }

    public ListMerge ListMerge { get; init; }

    public IReadOnlyList<string> ListKeys { get; init; } = [];

    public bool AtomicMap { get; init; }

    /// <summary>The field is merged by field although its type is atomic elsewhere.</summary>
    public bool GranularMap { get; init; }

    public IReadOnlyList<string> PatchStrategy { get; init; } = [];

    public string? PatchMergeKey { get; init; }

    public JsonNode? Default { get; init; }

    public IReadOnlyList<string> Enum { get; init; } = [];

    public IReadOnlyList<string> ItemEnum { get; init; } = [];

    /// <summary>The OpenAPI name of the type below which nothing is known; empty where something is.</summary>
    public string Opaque { get; init; } = "";
}

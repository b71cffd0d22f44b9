using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Cel;

/// <summary>An optional value.</summary>
internal sealed record CelOptional(bool HasValue, object? Value)
{
    public static CelOptional None { get; } = new(false, null);

    public static CelOptional Of(object? value) => new(true, value);
}

/// <summary>A list; one that its schema calls a set or a map of keys is equal to another in any order.</summary>
/// <param name="Items">The items.</param>
internal sealed record CelList(IReadOnlyList<object?> Items)
{
    /// <summary>The items are a set.</summary>
    public bool IsSet { get; init; }

    /// <summary>The fields that tell items apart; empty when none do.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>What an item is told apart by.</summary>
    public object? KeyOf(object? item) => Keys.Count > 0 && item is CelFields fields ? new CelList([.. Keys.Select(key => fields.TryGet(key, out var value) ? value : null)]) : item;

    public bool Equals(CelList? other)
    {
        if (other is null || other.Items.Count != Items.Count) return false;
        if (!IsSet && Keys.Count == 0) return Items.Zip(other.Items).All(pair => CelValues.Same(pair.First, pair.Second));
        return Items.All(item => other.Items.Any(theirs => CelValues.Same(item, theirs)));
    }

    public override int GetHashCode() => Items.Count;
}

/// <summary>A map: one a rule made, or an object with free keys.</summary>
internal abstract class CelMap : IEnumerable<KeyValuePair<object?, object?>>
{
    public abstract int Count { get; }

    public abstract bool TryGet(object? key, out object? value);

    public abstract IEnumerator<KeyValuePair<object?, object?>> GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(object? other) => other is CelMap map && map.Count == Count &&
        this.All(entry => map.TryGet(entry.Key, out var theirs) && CelValues.Same(entry.Value, theirs));

    public override int GetHashCode() => Count;
}

/// <summary>A map that a rule made.</summary>
internal sealed class CelMadeMap : CelMap
{
    private readonly Dictionary<CelKey, object?> _entries = [];

    public override int Count => _entries.Count;

    public override bool TryGet(object? key, out object? value) => _entries.TryGetValue(new CelKey(key), out value);

    /// <summary>Adds an entry; false when its key is there already.</summary>
    public bool Add(object? key, object? value) => _entries.TryAdd(new CelKey(key), value);

    public override IEnumerator<KeyValuePair<object?, object?>> GetEnumerator() =>
        _entries.Select(entry => KeyValuePair.Create(entry.Key.Value, entry.Value)).GetEnumerator();

    /// <summary>A key, equal to others as == has it.</summary>
    private readonly struct CelKey(object? value) : IEquatable<CelKey>
    {
        public object? Value => value;

        public bool Equals(CelKey other) => CelValues.Same(value, other.Value);

        public override bool Equals(object? other) => other is CelKey key && Equals(key);

        public override int GetHashCode() => CelValues.IsNumber(value) ? Convert.ToDouble(value, CultureInfo.InvariantCulture).GetHashCode() : value is string text ? text.GetHashCode(StringComparison.Ordinal) : 0;
    }
}

/// <summary>An object with free keys.</summary>
internal sealed class CelJsonMap(JsonObject json, JsonNode? values) : CelMap
{
    private readonly Dictionary<string, object?> _read = new(StringComparer.Ordinal);

    public override int Count => json.Count;

    public override bool TryGet(object? key, out object? value)
    {
        value = null;
        if (key is not string name || !json.TryGetPropertyValue(name, out var node)) return false;
        value = Read(name, node);
        return true;
    }

    public override IEnumerator<KeyValuePair<object?, object?>> GetEnumerator() =>
        json.Select(entry => KeyValuePair.Create<object?, object?>(entry.Key, Read(entry.Key, entry.Value))).GetEnumerator();

    private object? Read(string name, JsonNode? node)
    {
        if (!_read.TryGetValue(name, out var value)) _read[name] = value = CelValues.Of(node, values);
        return value;
    }
}

/// <summary>An object with known fields, by the names rules use.</summary>
internal sealed class CelFields(JsonObject json, JsonNode? schema, bool isRoot)
{
    private static readonly JsonObject TextSchema = new() { ["type"] = "string" };

    private static readonly JsonObject MetadataSchema = new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { ["name"] = TextSchema.DeepClone(), ["generateName"] = TextSchema.DeepClone() },
    };

    private readonly Dictionary<string, object?> _read = new(StringComparer.Ordinal);

    /// <summary>The schema of metadata as rules see it.</summary>
    public static JsonNode Metadata => MetadataSchema;

    private JsonObject Json => json;

    public bool TryGet(string name, out object? value)
    {
        value = null;
        var field = CelNames.Unescaped(name);
        if (!json.TryGetPropertyValue(field, out var node)) return false;
        value = Read(field, node);
        return true;
    }

    public override bool Equals(object? other) => other is CelFields fields && fields.Same(this);

    public override int GetHashCode() => json.Count;

    private JsonNode? Schema(string field) => (isRoot, field) switch
    {
        (true, "metadata") => MetadataSchema,
        (true, "apiVersion" or "kind") => TextSchema,
        _ => schema.Obj("properties")?[field],
    };

    private bool Same(CelFields other) => other.Json.Count == json.Count && json.All(field =>
        other.Json.TryGetPropertyValue(field.Key, out var theirs) && CelValues.Same(Read(field.Key, field.Value), other.Read(field.Key, theirs)));

    private object? Read(string field, JsonNode? node)
    {
        if (!_read.TryGetValue(field, out var value)) _read[field] = value = CelValues.Of(node, Schema(field));
        return value;
    }
}

using StartOperator.Package.Diagnostics;
using StartOperator.Package.Reading.Documents;

namespace StartOperator.Package.Reading;

/// <summary>
/// Reads a map with known keys. It remembers which keys were asked for, so that <see cref="Finish{T}"/> can warn of the others,
/// which StartOS ignores.
/// </summary>
internal sealed class ObjectReader
{
    private readonly Cursor _value;
    private readonly MappingNode _mapping;
    private readonly Dictionary<string, MappingEntry> _entries;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly int _errors;
    private bool _warnsOfUnknown = true;

    public ObjectReader(Cursor value, MappingNode mapping)
    {
        (_value, _mapping, _errors) = (value, mapping, value.Log.Errors);
        _entries = value.Distinct(mapping).ToDictionary(entry => entry.Key, StringComparer.Ordinal);
    }

    /// <summary>What stands under a key; null when nothing does, or an explicit null.</summary>
    public Cursor? Optional(string key) => Present(key) is { IsNull: false } value ? value : null;

    /// <summary>What stands under a key, even an explicit null; null when nothing does.</summary>
    public Cursor? Present(string key)
    {
        _known.Add(key);
        return _entries.TryGetValue(key, out var entry) ? new Cursor(entry.Value, _value.Path.Under(key), _value.Log) : null;
    }

    /// <summary>The keys of the map that stands under a key; null when no map does.</summary>
    public IReadOnlySet<string>? KeysOf(string key) => _entries.GetValueOrDefault(key)?.Value is MappingNode map
        ? map.Entries.Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal)
        : null;

    /// <summary>What stands under a key; nothing is an error.</summary>
    public Cursor? Required(string key)
    {
        var value = Present(key);
        if (value is null) Missing(key, "is required, but missing", "add it");
        else if (value.IsNull) return value.Fail<Cursor>("is required, but null", "fill it in");
        return value;
    }

    /// <summary>Logs an error about a key that is not there; it counts as standing at the end of the map.</summary>
    public void Missing(string key, string message, string remedy)
    {
        var path = _value.Path.Under(key);
        _value.Log.AddAfter(_mapping.LastOrder, path.Depth, new Diagnostic(Severity.Error, path.ToString(), message, remedy, _value.Node.Location));
    }

    /// <summary>Says that nobody can tell which keys belong here, because the kind of the thing is unknown.</summary>
    public void AcceptAnyKey() => _warnsOfUnknown = false;

    /// <summary>Warns of keys that nobody asked for, and builds the result when this map has brought no error.</summary>
    public T? Finish<T>(Func<T> build)
        where T : class
    {
        if (_warnsOfUnknown)
        {
            foreach (var entry in _entries.Values.Where(entry => !_known.Contains(entry.Key))) WarnUnknown(entry);
        }

        return _value.Log.Errors == _errors ? build() : null;
    }

    private void WarnUnknown(MappingEntry entry)
    {
        var remedy = entry.Key == "<<" ? "write the entries out: StartOS does not apply merge keys"
            : _value.Log.KeepsWarnings && Spelling.Nearest(entry.Key, _known) is { } near ? $"did you mean '{near}'? Otherwise remove it"
            : "remove it";
        new KeyCursor(entry, _value.Path.Under(entry.Key), _value.Log).Warn("is an unknown key, which StartOS ignores", remedy);
    }
}

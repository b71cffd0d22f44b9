using StartOperator.Package.Diagnostics;
using StartOperator.Package.Reading.Documents;

namespace StartOperator.Package.Reading;

/// <summary>
/// A piece of a document, its path, and the log for what is wrong with it. Its readers return null, and have logged an error, when
/// the piece is not what they read.
/// </summary>
/// <param name="Node">The piece.</param>
/// <param name="Path">The keys that lead to it.</param>
/// <param name="Log">Where findings go.</param>
internal sealed record Cursor(Node Node, DocumentPath Path, DiagnosticLog Log)
{
    private const string AMap = "write a map, as {key: value}";

    /// <summary>Whether it is an explicit null, which StartOS takes for absence.</summary>
    public bool IsNull => Node is ScalarNode { Kind: ScalarKind.Null };

    /// <summary>Logs an error.</summary>
    public void Error(string message, string remedy) => Report(Severity.Error, message, remedy);

    /// <summary>Logs an error and returns null.</summary>
    public T? Fail<T>(string message, string remedy)
    {
        Error(message, remedy);
        return default;
    }

    /// <summary>Logs a warning.</summary>
    public void Warn(string message, string remedy) => Report(Severity.Warning, message, remedy);

    /// <summary>Opens a map with known keys; null when this is no map.</summary>
    public ObjectReader? Object() => Node is MappingNode mapping ? new ObjectReader(this, mapping) : WrongKind<ObjectReader>("a map", AMap);

    /// <summary>The items of a list; null when this is no list, or has too many.</summary>
    public IReadOnlyList<Cursor>? Items(int max)
    {
        if (Node is not SequenceNode list) return WrongKind<IReadOnlyList<Cursor>>("a list", "write a list, as [a, b]");
        if (list.Items.Count > max)
            return Fail<IReadOnlyList<Cursor>>($"has {list.Items.Count} items; at most {max} are allowed", "shorten the list");
        return [.. list.Items.Select((item, index) => new Cursor(item, Path.Under($"{index}"), Log))];
    }

    /// <summary>
    /// The entries of a map with free keys, each key with its value, in order; null when this is no map, or has too many. Of
    /// entries with the same key the last counts, at the place of the first, and there is a warning.
    /// </summary>
    public IReadOnlyList<(KeyCursor Key, Cursor Value)>? Entries(int max)
    {
        if (Node is not MappingNode mapping) return WrongKind<IReadOnlyList<(KeyCursor, Cursor)>>("a map", AMap);

        var entries = Distinct(mapping);
        if (entries.Count > max)
            return Fail<IReadOnlyList<(KeyCursor, Cursor)>>($"has {entries.Count} entries; at most {max} are allowed", "remove some");
        return entries.ConvertAll(entry =>
        {
            var path = Path.Under(entry.Key);
            return (new KeyCursor(entry, path, Log), new Cursor(entry.Value, path, Log));
        });
    }

    /// <summary>Logs that this is of another kind than it must be, and returns null.</summary>
    public T? WrongKind<T>(string wanted, string? remedy = null) =>
        Fail<T>($"must be {wanted}, but is {Wording.Kind(Node)}", remedy ?? $"write {wanted}");

    /// <summary>The entries of a map without those that a later one overrides; warns of the latter.</summary>
    internal List<MappingEntry> Distinct(MappingNode mapping)
    {
        var places = new Dictionary<string, int>(mapping.Entries.Count, StringComparer.Ordinal);
        List<MappingEntry> distinct = [];
        foreach (var entry in mapping.Entries)
        {
            if (places.TryAdd(entry.Key, distinct.Count))
            {
                distinct.Add(entry);
                continue;
            }

            var earlier = distinct[places[entry.Key]];
            var lines = entry.KeyLocation is { } here && earlier.KeyLocation is { } there ? $", in lines {there.Line} and {here.Line}" : "";
            new KeyCursor(entry, Path.Under(entry.Key), Log).Warn($"the key is there twice{lines}; the last one counts", "remove one of them");
            distinct[places[entry.Key]] = entry;
        }

        return distinct;
    }

    private void Report(Severity severity, string message, string remedy) =>
        Log.Add(new Diagnostic(severity, Path.ToString(), message, remedy, Node.Location), Node.Order);
}

/// <summary>The key of a map's entry, and the log for what is wrong with it.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Path">The keys that lead to the entry, its own included.</param>
/// <param name="Log">Where findings go.</param>
internal sealed record KeyCursor(MappingEntry Entry, DocumentPath Path, DiagnosticLog Log)
{
    /// <summary>The key.</summary>
    public string Text => Entry.Key;

    /// <summary>Logs an error.</summary>
    public void Error(string message, string remedy) => Report(Severity.Error, message, remedy);

    /// <summary>Logs an error and returns null.</summary>
    public T? Fail<T>(string message, string remedy)
    {
        Error(message, remedy);
        return default;
    }

    /// <summary>Logs a warning.</summary>
    public void Warn(string message, string remedy) => Report(Severity.Warning, message, remedy);

    private void Report(Severity severity, string message, string remedy) =>
        Log.Add(new Diagnostic(severity, Path.ToString(), message, remedy, Entry.KeyLocation), Entry.KeyOrder);
}

using StartOperator.Package.Diagnostics;

namespace StartOperator.Package.Reading.Documents;

/// <summary>A TOML table while it is being read: it may be opened again and again until the document ends.</summary>
internal sealed class TomlTable(SourceLocation location, int order)
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly List<Entry> _inOrder = [];

    /// <summary>The table under this key: the one that is there, the last one of an array of tables, or a new one.</summary>
    public TomlTable Child(string key, SourceLocation at, DocumentBuilder build)
    {
        if (!_entries.TryGetValue(key, out var entry)) entry = New(key, at, build);
        if (entry.Value is not null) throw Clash(key, at);
        if (entry.Tables.Count == 0) entry.Tables.Add(new TomlTable(at, build.NextOrder()));
        return entry.Tables[^1];
    }

    /// <summary>Adds a table to the array of tables under this key.</summary>
    public TomlTable Append(string key, SourceLocation at, DocumentBuilder build)
    {
        if (!_entries.TryGetValue(key, out var entry)) (entry = New(key, at, build)).IsArray = true;
        if (!entry.IsArray) throw Clash(key, at);
        entry.Tables.Add(new TomlTable(at, build.NextOrder()));
        return entry.Tables[^1];
    }

    /// <summary>Adds a value.</summary>
    public void Add(string key, SourceLocation at, DocumentBuilder build, Func<Node> value)
    {
        if (_entries.ContainsKey(key)) throw Clash(key, at);
        New(key, at, build).Value = value();
    }

    /// <summary>Makes the map.</summary>
    public MappingNode Build(DocumentBuilder build)
    {
        build.Enter(location);
        var entries = _inOrder.ConvertAll(entry => new MappingEntry(entry.Key, entry.Location, entry.Order, entry.Build(build)));
        build.Leave();
        return new MappingNode(entries) { Location = location, Order = order };
    }

    private static DocumentFault Clash(string key, SourceLocation at) =>
        new($"the TOML does not parse: the key '{Wording.Short(key)}' is already defined", "define it once", at);

    private Entry New(string key, SourceLocation at, DocumentBuilder build)
    {
        var entry = new Entry(key, at, build.Key(key, at));
        _inOrder.Add(entry);
        _entries.Add(key, entry);
        return entry;
    }

    private sealed class Entry(string key, SourceLocation location, int order)
    {
        public string Key { get; } = key;

        public SourceLocation Location { get; } = location;

        public int Order { get; } = order;

        public Node? Value { get; set; }

        public bool IsArray { get; set; }

        public List<TomlTable> Tables { get; } = [];

        public Node Build(DocumentBuilder build)
        {
            if (Value is not null) return Value;
            if (!IsArray) return Tables[0].Build(build);

            build.Enter(Location);
            var items = Tables.ConvertAll(Node (table) => table.Build(build));
            build.Leave();
            return new SequenceNode(items) { Location = Location, Order = Order };
        }
    }
}

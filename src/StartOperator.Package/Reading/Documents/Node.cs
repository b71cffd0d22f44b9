using StartOperator.Package.Diagnostics;

namespace StartOperator.Package.Reading.Documents;

/// <summary>A piece of a document, whatever language it is written in.</summary>
internal abstract class Node
{
    /// <summary>Where it starts; null where there is no text.</summary>
    public required SourceLocation? Location { get; init; }

    /// <summary>Its rank among all pieces of the document, by where they start.</summary>
    public required int Order { get; init; }

    /// <summary>How many pieces it consists of, itself included; what an alias repeats counts again.</summary>
    public abstract long Size { get; }

    /// <summary>How many characters all its texts have together; what an alias repeats counts again.</summary>
    public abstract long Characters { get; }

    /// <summary>How deep lists and maps lie in it; 0 for a scalar.</summary>
    public abstract int Depth { get; }

    /// <summary>The rank of the last piece in it.</summary>
    public abstract int LastOrder { get; }
}

/// <summary>A text, a number, a boolean or null.</summary>
internal sealed class ScalarNode : Node
{
    /// <summary>What it is.</summary>
    public required ScalarKind Kind { get; init; }

    /// <summary>Its text. A whole number is in decimal digits, a boolean is <c>true</c> or <c>false</c>.</summary>
    public required string Text { get; init; }

    public override long Size => 1;

    public override long Characters => Text.Length;

    public override int Depth => 0;

    public override int LastOrder => Order;
}

/// <summary>What a scalar is.</summary>
internal enum ScalarKind
{
    Null,
    Boolean,

    /// <summary>A whole number of at most 128 bits.</summary>
    Integer,

    /// <summary>Any other finite number.</summary>
    Float,

    /// <summary>Infinite, or not a number.</summary>
    NotFinite,
    Text,

    /// <summary>A date or a time of day, which only TOML has.</summary>
    Date,
}

/// <summary>A list.</summary>
internal sealed class SequenceNode(IReadOnlyList<Node> items) : Node
{
    public IReadOnlyList<Node> Items { get; } = items;

    public override long Size { get; } = 1 + items.Sum(item => item.Size);

    public override long Characters { get; } = items.Sum(item => item.Characters);

    public override int Depth { get; } = 1 + items.Select(item => item.Depth).DefaultIfEmpty().Max();

    public override int LastOrder => Math.Max(Order, _lastItem);

    private readonly int _lastItem = items.Select(item => item.LastOrder).DefaultIfEmpty().Max();
}

/// <summary>A map with its entries in the order of the document; keys may occur more than once.</summary>
internal sealed class MappingNode(IReadOnlyList<MappingEntry> entries) : Node
{
    public IReadOnlyList<MappingEntry> Entries { get; } = entries;

    public override long Size { get; } = 1 + entries.Sum(entry => entry.Value.Size + 1);

    public override long Characters { get; } = entries.Sum(entry => entry.Value.Characters + entry.Key.Length);

    public override int Depth { get; } = 1 + entries.Select(entry => entry.Value.Depth).DefaultIfEmpty().Max();

    public override int LastOrder => Math.Max(Order, _lastEntry);

    private readonly int _lastEntry = entries.Select(entry => entry.Value.LastOrder).DefaultIfEmpty().Max();
}

/// <summary>An entry of a map.</summary>
/// <param name="Key">Its key.</param>
/// <param name="KeyLocation">Where the key starts; null where there is no text.</param>
/// <param name="KeyOrder">The key's rank among all pieces of the document.</param>
/// <param name="Value">Its value.</param>
internal sealed record MappingEntry(string Key, SourceLocation? KeyLocation, int KeyOrder, Node Value);

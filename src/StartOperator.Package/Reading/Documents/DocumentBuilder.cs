using System.Numerics;
using StartOperator.Package.Diagnostics;

namespace StartOperator.Package.Reading.Documents;

/// <summary>Makes the pieces of a document, ranks them and holds them to the limits.</summary>
internal sealed class DocumentBuilder(string source, DocumentLimits limits)
{
    private int _order;
    private int _depth;
    private long _nodes;
    private long _characters;

    /// <summary>A place in the document's text.</summary>
    public SourceLocation At(long line, long column) => new(source, (int)line, (int)column);

    /// <summary>The rank of the next piece.</summary>
    public int NextOrder() => _order++;

    /// <summary>Makes a scalar.</summary>
    public ScalarNode Scalar(ScalarKind kind, string text, SourceLocation? location)
    {
        Spend(1, text.Length, location);
        CheckUnicode(text, location);
        return new ScalarNode { Kind = kind, Text = text, Location = location, Order = NextOrder() };
    }

    /// <summary>Counts a key of a map and returns its rank.</summary>
    public int Key(string key, SourceLocation? location)
    {
        Spend(1, key.Length, location);
        CheckUnicode(key, location);
        return NextOrder();
    }

    /// <summary>Counts a piece that an alias repeats.</summary>
    public Node Repeat(Node node, SourceLocation? location)
    {
        Spend(node.Size, node.Characters, location);
        return node;
    }

    /// <summary>Enters a list or a map; leave it with <see cref="Leave"/>.</summary>
    public void Enter(SourceLocation? location)
    {
        Spend(1, 0, location);
        if (++_depth > limits.Depth)
        {
            throw new DocumentFault(
                $"lists and maps lie more than {limits.Depth} deep in each other", "lay the document out flatter", location);
        }
    }

    /// <summary>Leaves a list or a map.</summary>
    public void Leave() => _depth--;

    private static void CheckUnicode(string text, SourceLocation? location)
    {
        for (var at = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0 && at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at])) continue;
            if (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1])) at++;
            else throw new DocumentFault($"half of a surrogate pair (\\u{(int)text[at]:x4}) is no character", "write the whole character", location);
        }
    }

    private void Spend(long nodes, long characters, SourceLocation? location)
    {
        _nodes += nodes;
        _characters += characters;
        if (_nodes > limits.Nodes) throw TooMany(limits.Nodes, "parts", location);
        if (_characters > limits.Bytes) throw TooMany(limits.Bytes, "characters", location);
    }

    private static DocumentFault TooMany(int most, string what, SourceLocation? location) =>
        new($"the document has more than {most} {what}, counting what aliases repeat", "make it smaller", location);
}

/// <summary>How numbers stand in <see cref="ScalarNode"/>s.</summary>
internal static class NumberText
{
    private static readonly BigInteger Smallest = -(BigInteger.One << 127);
    private static readonly BigInteger Largest = (BigInteger.One << 128) - 1;

    /// <summary>Whether a whole number can be one for StartOS; a bigger one is rounded.</summary>
    public static bool IsInteger(BigInteger number) => number >= Smallest && number <= Largest;
}

namespace StartOperator.Package.Model.Config;

/// <summary>The text that a string starts with (contract: config-spec.md §5).</summary>
public abstract record StringDefault
{
    private StringDefault()
    {
    }

    /// <summary>A given text.</summary>
    /// <param name="Text">The text.</param>
    public sealed record Literal(string Text) : StringDefault;

    /// <summary>Random characters.</summary>
    /// <param name="Length">How many.</param>
    /// <param name="Charset">Which ones; null for all printable ASCII characters but the blank.</param>
    public sealed record Entropy(uint Length, Charset? Charset) : StringDefault;
}

/// <summary>An item that a list starts with (contract: config-spec.md §5).</summary>
public abstract record ListDefault
{
    private ListDefault()
    {
    }

    /// <summary>A value of an enumeration.</summary>
    /// <param name="Value">The value.</param>
    public sealed record EnumItem(string Value) : ListDefault;

    /// <summary>A number.</summary>
    /// <param name="Value">The number.</param>
    public sealed record NumberItem(double Value) : ListDefault;

    /// <summary>A text, given or random.</summary>
    /// <param name="Value">The text.</param>
    public sealed record StringItem(StringDefault Value) : ListDefault;

    /// <summary>An object, taken as it stands.</summary>
    /// <param name="Value">A JSON object.</param>
    public sealed record ObjectItem(JsonValue Value) : ListDefault;

    /// <summary>A union that starts with this variant's defaults.</summary>
    /// <param name="Variant">The variant.</param>
    public sealed record UnionItem(string Variant) : ListDefault;
}

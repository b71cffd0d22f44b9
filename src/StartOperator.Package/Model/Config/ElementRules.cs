namespace StartOperator.Package.Model.Config;

/// <summary>What a value must look like, apart from its name, default and nullability: what a list says of its items.</summary>
public abstract record ElementRules
{
    private protected ElementRules()
    {
    }
}

/// <summary>Which numbers are allowed.</summary>
public sealed record NumberRules : ElementRules
{
    /// <summary>The interval; null for all numbers.</summary>
    public NumericRange<double>? Range { get; init; }

    /// <summary>Whether only whole numbers are allowed; 5.0 is one.</summary>
    public bool Integral { get; init; }

    /// <summary>The unit shown to people.</summary>
    public string? Units { get; init; }

    /// <summary>The number to show while there is none.</summary>
    public double? Placeholder { get; init; }
}

/// <summary>Which texts are allowed.</summary>
public sealed record StringRules : ElementRules
{
    /// <summary>What the text must contain; null for any text.</summary>
    public TextPattern? Pattern { get; init; }

    /// <summary>Whether to hide the text on the screen.</summary>
    public bool Masked { get; init; }

    /// <summary>Whether to offer copying it.</summary>
    public bool Copyable { get; init; }

    /// <summary>Whether to edit it in several lines.</summary>
    public bool Textarea { get; init; }

    /// <summary>The text to show while there is none.</summary>
    public string? Placeholder { get; init; }
}

/// <summary>What a text must contain. The expression is in Rust's syntax, is searched for and not anchored, and is not checked here.</summary>
/// <param name="Expression">The regular expression.</param>
/// <param name="Description">What to say when a text does not match.</param>
public sealed record TextPattern(string Expression, string Description);

/// <summary>Which texts are allowed, by enumeration.</summary>
public sealed record EnumRules : ElementRules
{
    /// <summary>The texts, in order and without repetition.</summary>
    public required ValueList<string> Values { get; init; }

    /// <summary>The names shown to people, by value; a value without one is its own name.</summary>
    public IdMap<string> ValueNames { get; init; } = IdMap<string>.Empty;
}

/// <summary>A config inside the config.</summary>
public sealed record ObjectRules : ElementRules
{
    /// <summary>What it looks like.</summary>
    public required ConfigSpec Spec { get; init; }

    /// <summary>How to show it as an item of a list (a Mustache template).</summary>
    public string? DisplayAs { get; init; }

    /// <summary>When two items of a list are the same.</summary>
    public UniqueBy UniqueBy { get; init; } = UniqueBy.Nothing;
}

/// <summary>One of several configs, chosen by a tag.</summary>
public sealed record UnionRules : ElementRules
{
    /// <summary>The field that names the variant.</summary>
    public required UnionTag Tag { get; init; }

    /// <summary>The variants by name.</summary>
    public required IdMap<ConfigSpec> Variants { get; init; }

    /// <summary>The variant to start with; StartOS does not look whether there is such a one.</summary>
    public required string Default { get; init; }

    /// <summary>How to show it as an item of a list (a Mustache template).</summary>
    public string? DisplayAs { get; init; }

    /// <summary>When two items of a list are the same.</summary>
    public UniqueBy UniqueBy { get; init; } = UniqueBy.Nothing;
}

/// <summary>The field of a union's value that names the variant (contract: config-spec.md §2).</summary>
public sealed record UnionTag
{
    /// <summary>The field's key; no variant may have a field of that key.</summary>
    public required string Id { get; init; }

    /// <summary>The name shown to people.</summary>
    public required string Name { get; init; }

    /// <summary>What the choice is about.</summary>
    public string? Description { get; init; }

    /// <summary>The variants' names shown to people, by variant, as StartOS completes them.</summary>
    public required IdMap<string> VariantNames { get; init; }
}

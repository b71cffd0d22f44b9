namespace StartOperator.Package.Model.Config;

/// <summary>What one value of a config looks like, and how it is shown to people (contract: config-spec.md §1).</summary>
public abstract record ValueSpec
{
    private protected ValueSpec()
    {
    }

    /// <summary>The name shown to people.</summary>
    public required string Name { get; init; }

    /// <summary>What the value is for.</summary>
    public string? Description { get; init; }

    /// <summary>What to say when somebody changes it.</summary>
    public string? Warning { get; init; }
}

/// <summary>True or false; never null.</summary>
public sealed record BooleanSpec : ValueSpec
{
    /// <summary>The value to start with.</summary>
    public required bool Default { get; init; }
}

/// <summary>A number.</summary>
public sealed record NumberSpec : ValueSpec
{
    /// <summary>Whether the value may be null.</summary>
    public required bool Nullable { get; init; }

    /// <summary>The value to start with; null for none.</summary>
    public double? Default { get; init; }

    /// <summary>Which numbers are allowed.</summary>
    public NumberRules Rules { get; init; } = new();
}

/// <summary>A text.</summary>
public sealed record StringSpec : ValueSpec
{
    /// <summary>Whether the value may be null.</summary>
    public required bool Nullable { get; init; }

    /// <summary>The value to start with; null for none.</summary>
    public StringDefault? Default { get; init; }

    /// <summary>Which texts are allowed.</summary>
    public StringRules Rules { get; init; } = new();
}

/// <summary>One of several texts.</summary>
public sealed record EnumSpec : ValueSpec
{
    /// <summary>The value to start with; StartOS does not look whether it is one of the values.</summary>
    public required string Default { get; init; }

    /// <summary>Which texts are allowed.</summary>
    public required EnumRules Rules { get; init; }
}

/// <summary>A list of values of one kind.</summary>
public sealed record ListSpec : ValueSpec
{
    /// <summary>What each item looks like.</summary>
    public required ElementRules Element { get; init; }

    /// <summary>How many items are allowed.</summary>
    public required NumericRange<ulong> Range { get; init; }

    /// <summary>The items to start with; all of them of the kind of <see cref="Element"/>.</summary>
    public required ValueList<ListDefault> Default { get; init; }
}

/// <summary>A config inside the config; never null, and without a default of its own.</summary>
public sealed record ObjectSpec : ValueSpec
{
    /// <summary>What it looks like.</summary>
    public required ObjectRules Rules { get; init; }
}

/// <summary>One of several configs, chosen by a tag.</summary>
public sealed record UnionSpec : ValueSpec
{
    /// <summary>The variants.</summary>
    public required UnionRules Rules { get; init; }
}

/// <summary>A value that StartOS fills in (contract: config-spec.md §6).</summary>
public sealed record PointerSpec : ValueSpec
{
    /// <summary>The package that the value comes from.</summary>
    public required string PackageId { get; init; }

    /// <summary>What of that package.</summary>
    public required PointerTarget Target { get; init; }
}

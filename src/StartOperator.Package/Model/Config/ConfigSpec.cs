using System.Diagnostics.CodeAnalysis;

namespace StartOperator.Package.Model.Config;

/// <summary>
/// What a config looks like: named values in the author's order (contract: config-spec.md). Keys are free text; of fields with the
/// same key only the last counts, so readers keep one.
/// </summary>
/// <param name="Fields">The fields in order.</param>
public sealed record ConfigSpec(ValueList<ConfigField> Fields)
{
    /// <summary>The spec without fields.</summary>
    public static ConfigSpec Empty { get; } = new([]);

    /// <summary>Looks a field up by its key.</summary>
    public bool TryGetField(string key, [MaybeNullWhen(false)] out ValueSpec value)
    {
        value = Fields.LastOrDefault(field => field.Key == key)?.Value;
        return value is not null;
    }
}

/// <summary>A named value of a config.</summary>
/// <param name="Key">Its key in the config.</param>
/// <param name="Value">What it looks like.</param>
public sealed record ConfigField(string Key, ValueSpec Value);

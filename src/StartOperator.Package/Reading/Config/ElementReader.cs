using System.Numerics;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Config;
using StartOperator.Package.Model.Schema;
using StartOperator.Package.Reading.Documents;

namespace StartOperator.Package.Reading.Config;

/// <summary>What the items of a list can be.</summary>
internal enum ElementKind
{
    Enum,
    Number,
    Object,
    String,
    Union,
}

/// <summary>
/// Reads the attributes that a value has in common with the items of a list (contract: config-spec.md §2). Each method reads at
/// once and hands out how to build the rules, to be called only if nothing was wrong.
/// </summary>
internal sealed class ElementReader(SpecReader specs, ObjectReader attributes)
{
    /// <summary>How the kinds are spelled.</summary>
    public static readonly (string, ElementKind)[] Kinds =
    [
        ("enum", ElementKind.Enum), ("number", ElementKind.Number), ("object", ElementKind.Object),
        ("string", ElementKind.String), ("union", ElementKind.Union),
    ];

    /// <summary>Reads what the items of a list look like, and finishes the map.</summary>
    public ElementRules? Read(ElementKind kind)
    {
        Func<ElementRules> build = kind switch
        {
            ElementKind.Enum => Enum(),
            ElementKind.Number => Number(),
            ElementKind.Object => Object(),
            ElementKind.String => String(),
            ElementKind.Union => Union(),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return attributes.Finish(build);
    }

    /// <summary>Reads an interval.</summary>
    public static NumericRange<T>? Range<T>(Cursor value)
        where T : struct, INumber<T>
    {
        if (value.Text(Limits.Name) is not { } text) return null;
        return NumericRange<T>.TryParse(text, out var range, out var error)
            ? range
            : value.Fail<NumericRange<T>>($"'{Wording.Short(text)}' is not a range: {error}", "write it as [0,10], or (*,10) for one without limit");
    }

    public Func<NumberRules> Number()
    {
        var range = attributes.Optional("range") is { } interval ? Range<double>(interval) : null;
        var integral = attributes.Optional("integral")?.Boolean() ?? false;
        var units = attributes.Optional("units")?.Text(Limits.Name);
        var placeholder = attributes.Optional("placeholder")?.Number();
        return () => new NumberRules { Range = range, Integral = integral, Units = units, Placeholder = placeholder };
    }

    public Func<StringRules> String()
    {
        var pattern = Pattern();
        var masked = attributes.Present("masked")?.Boolean() ?? false;
        var copyable = attributes.Present("copyable")?.Boolean() ?? false;
        var textarea = attributes.Present("textarea")?.Boolean() ?? false;
        var placeholder = attributes.Optional("placeholder")?.Text(Limits.Value);
        return () => new StringRules { Pattern = pattern, Masked = masked, Copyable = copyable, Textarea = textarea, Placeholder = placeholder };
    }

    public Func<EnumRules> Enum()
    {
        var values = attributes.Required("values")?.Texts(Limits.Values, Limits.Value);
        var names = attributes.Optional("value-names") is { } map ? Names(map) : null;
        return () => new EnumRules { Values = [.. values!.Distinct(StringComparer.Ordinal)], ValueNames = names ?? IdMap<string>.Empty };
    }

    public Func<ObjectRules> Object()
    {
        var spec = attributes.Required("spec") is { } inner ? specs.Read(inner) : null;
        var displayAs = attributes.Optional("display-as")?.Text(Limits.LongText);
        var uniqueBy = attributes.Optional("unique-by") is { } rule ? UniqueByReader.Read(rule) : null;
        return () => new ObjectRules { Spec = spec!, DisplayAs = displayAs, UniqueBy = uniqueBy ?? UniqueBy.Nothing };
    }

    public Func<UnionRules> Union()
    {
        var variants = attributes.Required("variants")?.Map(Limits.Values, key => key.Text(Limits.Name), specs.Read);
        var tag = attributes.Required("tag") is { } value ? Tag(value, variants) : null;
        var start = attributes.Required("default")?.Text(Limits.Name);
        var displayAs = attributes.Optional("display-as")?.Text(Limits.LongText);
        var uniqueBy = attributes.Optional("unique-by") is { } rule ? UniqueByReader.Read(rule) : null;
        return () => new UnionRules
        {
            Tag = tag!,
            Variants = variants!,
            Default = start!,
            DisplayAs = displayAs,
            UniqueBy = uniqueBy ?? UniqueBy.Nothing,
        };
    }

    private static IdMap<string>? Names(Cursor value) => value.Map(Limits.Values, key => key.Text(Limits.Value), name => name.Text(Limits.Value));

    private TextPattern? Pattern()
    {
        var expression = attributes.Optional("pattern");
        var description = attributes.Optional("pattern-description");
        if (expression is not null && description is null)
            attributes.Missing("pattern-description", "is required beside 'pattern', but missing", "say what a text must look like");
        if (expression is null && description is not null)
            attributes.Missing("pattern", "is required beside 'pattern-description', but missing", "add it, or remove the description");

        var pattern = expression?.Text(Limits.Pattern);
        var words = description?.Text(Limits.LongText);
        return pattern is not null && words is not null ? new TextPattern(pattern, words) : null;
    }

    private static UnionTag? Tag(Cursor value, IdMap<ConfigSpec>? variants)
    {
        if (value.Node is ScalarNode { Kind: ScalarKind.Text })
            return value.Text(Limits.Name) is { } id ? BareTag(id, variants) : null;
        if (value.Object() is not { } fields) return null;

        var key = fields.Required("id")?.Text(Limits.Name);
        var name = fields.Required("name")?.Text(Limits.Name);
        var description = fields.Optional("description")?.Text(Limits.LongText);
        var names = fields.Required("variant-names") is { } map ? Names(map) : null;
        return fields.Finish(() => new UnionTag { Id = key!, Name = name!, Description = description, VariantNames = Completed(names!, variants) });
    }

    private static UnionTag BareTag(string id, IdMap<ConfigSpec>? variants) =>
        new() { Id = id, Name = id, VariantNames = Completed(IdMap<string>.Empty, variants) };

    /// <summary>Names variants after themselves, in order, until there are as many names as variants; that is how StartOS does it.</summary>
    private static IdMap<string> Completed(IdMap<string> names, IdMap<ConfigSpec>? variants)
    {
        var all = names.ToDictionary(StringComparer.Ordinal);
        foreach (var variant in variants?.Keys ?? [])
        {
            if (all.Count >= variants!.Count) break;
            all.TryAdd(variant, variant);
        }

        return new IdMap<string>(all);
    }
}

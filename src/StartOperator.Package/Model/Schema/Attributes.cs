namespace StartOperator.Package.Model.Schema;

/// <summary>Bounds a text that stands in the manifest as a string; on a list or a map, every item or value of it.</summary>
/// <param name="maxLength">The most Unicode scalar values.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TextAttribute(int maxLength) : Attribute
{
    /// <summary>The most Unicode scalar values.</summary>
    public int MaxLength { get; } = maxLength;

    /// <summary>The fewest Unicode scalar values.</summary>
    public int MinLength { get; init; }

    /// <summary>What it looks like (RE2 syntax); null for any text.</summary>
    public string? Pattern { get; init; }
}

/// <summary>Bounds a list.</summary>
/// <param name="max">The most items.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemsAttribute(int max) : Attribute
{
    /// <summary>The most items.</summary>
    public int Max { get; } = max;
}

/// <summary>Bounds a map and its keys.</summary>
/// <param name="max">The most entries.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EntriesAttribute(int max) : Attribute
{
    /// <summary>The most entries.</summary>
    public int Max { get; } = max;

    /// <summary>The most Unicode scalar values of a key.</summary>
    public int KeyLength { get; init; } = Limits.Id;

    /// <summary>What a key looks like (RE2 syntax); null for any text.</summary>
    public string? KeyPattern { get; init; } = Limits.IdPattern;
}

/// <summary>Bounds a whole number; on a map, every value of it.</summary>
/// <param name="min">The smallest number.</param>
/// <param name="max">The largest number.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WholeAttribute(ulong min, ulong max) : Attribute
{
    /// <summary>The smallest number.</summary>
    public ulong Min { get; } = min;

    /// <summary>The largest number.</summary>
    public ulong Max { get; } = max;
}

/// <summary>Names a kind of something that comes in several: the value of the field <c>type</c>.</summary>
/// <param name="name">The value.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class VariantAttribute(string name) : Attribute
{
    /// <summary>The value.</summary>
    public string Name { get; } = name;
}

/// <summary>Says that the fields of a property's value stand beside the other fields, and not under a key of their own.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InlinedAttribute : Attribute;

/// <summary>Says that a property's value stands in an object of its own, under a further key.</summary>
/// <param name="key">The key.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WithinAttribute(string key) : Attribute
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;
}

/// <summary>Says that a field must be there, although the property has a value of its own when nobody sets it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MandatoryAttribute : Attribute;

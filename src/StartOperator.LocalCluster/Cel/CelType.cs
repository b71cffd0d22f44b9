namespace StartOperator.LocalCluster.Cel;

/// <summary>The kinds of CEL types.</summary>
internal enum CelKind
{
    /// <summary>Known only when a rule runs.</summary>
    Dyn,
    Null,
    Bool,
    Int,
    UInt,
    Double,
    Text,
    Bytes,
    Timestamp,
    Duration,
    List,
    Map,

    /// <summary>An object with known fields.</summary>
    Object,

    /// <summary>A type as a value.</summary>
    Type,
    Optional,

    /// <summary>A type of a library, such as a quantity.</summary>
    Opaque,

    /// <summary>Any type, the same wherever the parameter stands in a signature.</summary>
    Parameter,
}

/// <summary>A CEL type.</summary>
internal sealed class CelType
{
    private CelType(CelKind kind, string name, params IReadOnlyList<CelType> arguments) => (Kind, Name, Arguments) = (kind, name, arguments);

    public static CelType Dyn { get; } = new(CelKind.Dyn, "dyn");

    public static CelType Null { get; } = new(CelKind.Null, "null");

    public static CelType Bool { get; } = new(CelKind.Bool, "bool");

    public static CelType Int { get; } = new(CelKind.Int, "int");

    public static CelType UInt { get; } = new(CelKind.UInt, "uint");

    public static CelType Double { get; } = new(CelKind.Double, "double");

    public static CelType Text { get; } = new(CelKind.Text, "string");

    public static CelType Bytes { get; } = new(CelKind.Bytes, "bytes");

    public static CelType Timestamp { get; } = new(CelKind.Timestamp, "timestamp");

    public static CelType Duration { get; } = new(CelKind.Duration, "duration");

    public static CelType Type { get; } = new(CelKind.Type, "type");

    public CelKind Kind { get; }

    public string Name { get; }

    /// <summary>The element of a list or optional, the key and value of a map.</summary>
    public IReadOnlyList<CelType> Arguments { get; }

    /// <summary>The fields of an object, by the names rules use.</summary>
    public IReadOnlyDictionary<string, CelType> Fields { get; private init; } = new Dictionary<string, CelType>();

    public static CelType List(CelType element) => new(CelKind.List, "list", element);

    public static CelType Map(CelType key, CelType value) => new(CelKind.Map, "map", key, value);

    public static CelType Optional(CelType value) => new(CelKind.Optional, "optional_type", value);

    public static CelType Opaque(string name) => new(CelKind.Opaque, name);

    public static CelType Parameter(string name) => new(CelKind.Parameter, name);

    public static CelType Object(IReadOnlyDictionary<string, CelType> fields) => new(CelKind.Object, "object") { Fields = fields };

    public bool IsDyn => Kind == CelKind.Dyn;

    /// <summary>Whether a value of one type may stand where another is expected; parameters met on the way are bound.</summary>
    public static bool Fits(CelType expected, CelType actual, Dictionary<string, CelType> bindings)
    {
        if (expected.Kind == CelKind.Parameter)
        {
            if (!bindings.TryGetValue(expected.Name, out var bound))
            {
                bindings[expected.Name] = actual;
                return true;
            }

            if (!Fits(bound, actual, bindings) && !Fits(actual, bound, bindings)) return false;
            if (bound.IsDyn || bound.Kind == CelKind.Null) bindings[expected.Name] = actual;
            return true;
        }

        if (expected.IsDyn || actual.IsDyn) return true;
        if (actual.Kind == CelKind.Null) return expected.Kind is CelKind.Null or CelKind.Object or CelKind.Timestamp or CelKind.Duration or CelKind.Opaque;
        if (expected.Kind != actual.Kind) return false;
        if (expected.Kind == CelKind.Opaque) return expected.Name == actual.Name;
        if (expected.Kind == CelKind.Object) return ReferenceEquals(expected, actual);
        for (var i = 0; i < Math.Min(expected.Arguments.Count, actual.Arguments.Count); i++)
        {
            if (!Fits(expected.Arguments[i], actual.Arguments[i], bindings)) return false;
        }

        return true;
    }

    /// <summary>The type with its parameters replaced; an unbound one is dyn.</summary>
    public CelType Bound(Dictionary<string, CelType> bindings)
    {
        if (Kind == CelKind.Parameter) return bindings.GetValueOrDefault(Name, Dyn);
        return Arguments.Count == 0 ? this : new CelType(Kind, Name, [.. Arguments.Select(argument => argument.Bound(bindings))]) { Fields = Fields };
    }

    /// <summary>The type as errors print it.</summary>
    public override string ToString() => Arguments.Count == 0 ? Name : $"{Name}({string.Join(", ", Arguments)})";
}

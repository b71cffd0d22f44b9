namespace StartOperator.LocalCluster.Cel;

/// <summary>One signature of a function, and what it does. A method's first parameter is what it is called on.</summary>
internal sealed record CelOverload(string Name, bool IsMember, IReadOnlyList<CelType> Parameters, CelType Result, Func<object?[], object?> Apply)
{
    /// <summary>Whether values can be its arguments.</summary>
    public bool Takes(object?[] arguments)
    {
        if (arguments.Length != Parameters.Count) return false;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!Takes(Parameters[i], arguments[i])) return false;
        }

        return true;
    }

    private static bool Takes(CelType parameter, object? value) => parameter.Kind is CelKind.Dyn or CelKind.Parameter ||
        CelValues.TypeOf(value) is var actual && actual.Kind == parameter.Kind && (parameter.Kind != CelKind.Opaque || parameter.Name == actual.Name);
}

/// <summary>Signatures in short: how the libraries write theirs.</summary>
internal static class CelSignatures
{
    public static CelType A { get; } = CelType.Parameter("A");

    public static CelType B { get; } = CelType.Parameter("B");

    public static CelType ListOfA { get; } = CelType.List(A);

    public static CelType Texts { get; } = CelType.List(CelType.Text);

    public static CelOverload Function(string name, IReadOnlyList<CelType> parameters, CelType result, Func<object?[], object?> apply) =>
        new(name, false, parameters, result, apply);

    public static CelOverload Method(string name, IReadOnlyList<CelType> parameters, CelType result, Func<object?[], object?> apply) =>
        new(name, true, parameters, result, apply);

    /// <summary>A method of text.</summary>
    public static CelOverload OfText(string name, CelType result, Func<string, object?> apply) => Method(name, [CelType.Text], result, a => apply((string)a[0]!));

    /// <summary>A method of text with another text.</summary>
    public static CelOverload OfText(string name, CelType result, Func<string, string, object?> apply) =>
        Method(name, [CelType.Text, CelType.Text], result, a => apply((string)a[0]!, (string)a[1]!));

    public static IReadOnlyList<object?> Items(object? list) => ((CelList)list!).Items;
}

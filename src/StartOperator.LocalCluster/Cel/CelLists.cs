using static StartOperator.LocalCluster.Cel.CelSignatures;

namespace StartOperator.LocalCluster.Cel;

/// <summary>What rules can do with lists, sets and optional values beyond the standard.</summary>
internal static class CelLists
{
    private const int MostRange = 100_000;

    private static readonly CelType OptionalOfA = CelType.Optional(A);

    public static IEnumerable<CelOverload> All => [.. Kubernetes, .. Extension, .. Sets, .. Optionals];

    private static IEnumerable<CelOverload> Kubernetes =>
    [
        Method("isSorted", [ListOfA], CelType.Bool, a => Items(a[0]).Zip(Items(a[0]).Skip(1)).All(pair => CelValues.Compare(pair.First, pair.Second) <= 0)),
        Method("sum", [ListOfA], A, a => Items(a[0]).Aggregate((sum, item) => CelLibrary.Call("_+_", false, [sum, item]))),
        Method("min", [ListOfA], A, a => Extreme(a[0], "min", order => order < 0)),
        Method("max", [ListOfA], A, a => Extreme(a[0], "max", order => order > 0)),
        Method("indexOf", [ListOfA, A], CelType.Int, a => (long)Items(a[0]).ToList().FindIndex(item => CelValues.Same(item, a[1]))),
        Method("lastIndexOf", [ListOfA, A], CelType.Int, a => (long)Items(a[0]).ToList().FindLastIndex(item => CelValues.Same(item, a[1]))),
    ];

    private static IEnumerable<CelOverload> Extension =>
    [
        Method("slice", [ListOfA, CelType.Int, CelType.Int], ListOfA, a => Slice(Items(a[0]), (long)a[1]!, (long)a[2]!)),
        Method("flatten", [ListOfA], CelType.List(CelType.Dyn), a => new CelList([.. Flat(Items(a[0]), 1)])),
        Method("flatten", [ListOfA, CelType.Int], CelType.List(CelType.Dyn), a => new CelList([.. Flat(Items(a[0]), (long)a[1]!)])),
        Method("reverse", [ListOfA], ListOfA, a => new CelList([.. Items(a[0]).Reverse()])),
        Method("distinct", [ListOfA], ListOfA, a => Distinct(Items(a[0]))),
        Method("sort", [ListOfA], ListOfA, a => Sorted(Items(a[0]).Select(item => (item, item)))),
        Method("first", [ListOfA], OptionalOfA, a => Items(a[0]) is [var first, ..] ? CelOptional.Of(first) : CelOptional.None),
        Method("last", [ListOfA], OptionalOfA, a => Items(a[0]) is [.., var last] ? CelOptional.Of(last) : CelOptional.None),
        Function("lists.range", [CelType.Int], CelType.List(CelType.Int), a => Range((long)a[0]!)),
    ];

    private static IEnumerable<CelOverload> Sets =>
    [
        Function("sets.contains", [ListOfA, ListOfA], CelType.Bool, a => Contains(a[0], a[1])),
        Function("sets.equivalent", [ListOfA, ListOfA], CelType.Bool, a => Contains(a[0], a[1]) && Contains(a[1], a[0])),
        Function("sets.intersects", [ListOfA, ListOfA], CelType.Bool, a => Items(a[0]).Any(item => Items(a[1]).Any(other => CelValues.Same(item, other)))),
    ];

    private static IEnumerable<CelOverload> Optionals =>
    [
        Function("optional.of", [A], OptionalOfA, a => CelOptional.Of(a[0])),
        Function("optional.none", [], OptionalOfA, _ => CelOptional.None),
        Function("optional.ofNonZeroValue", [A], OptionalOfA, a => IsZero(a[0]) ? CelOptional.None : CelOptional.Of(a[0])),
        Method("hasValue", [OptionalOfA], CelType.Bool, a => ((CelOptional)a[0]!).HasValue),
        Method("value", [OptionalOfA], A, a => a[0] is CelOptional { HasValue: true } some ? some.Value : throw new CelException("optional.none() dereference")),
        Method("orValue", [OptionalOfA, A], A, a => a[0] is CelOptional { HasValue: true } some ? some.Value : a[1]),
        Method("or", [OptionalOfA, OptionalOfA], OptionalOfA, a => a[0] is CelOptional { HasValue: true } ? a[0] : a[1]),
        Function("_[?_]", [CelType.Dyn, CelType.Dyn], CelType.Optional(CelType.Dyn), a => Optionally(a[0], a[1])),
    ];

    /// <summary>Items in the order of their keys.</summary>
    public static CelList Sorted(IEnumerable<(object? Item, object? Key)> items) =>
        new([.. items.OrderBy(pair => pair.Key, Comparer<object?>.Create((x, y) => CelValues.Compare(x, y) ?? throw CelException.NoOverload())).Select(pair => pair.Item)]);

    private static object? Extreme(object? list, string name, Func<int, bool> beats)
    {
        var items = Items(list);
        if (items.Count == 0) throw new CelException($"{name} called on empty list");
        return items.Aggregate((best, item) => beats(CelValues.Compare(item, best) ?? throw CelException.NoOverload()) ? item : best);
    }

    private static CelList Slice(IReadOnlyList<object?> items, long from, long to)
    {
        if (from < 0 || to < 0) throw new CelException($"cannot slice({from}, {to}), negative indexes not supported");
        if (from > to) throw new CelException($"cannot slice({from}, {to}), start index must be less than or equal to end index");
        if (to > items.Count) throw new CelException($"cannot slice({from}, {to}), list is length {items.Count}");
        return new CelList([.. items.Skip((int)from).Take((int)(to - from))]);
    }

    private static IEnumerable<object?> Flat(IReadOnlyList<object?> items, long depth)
    {
        if (depth < 0) throw new CelException("level must be non-negative");
        return items.SelectMany(item => depth > 0 && item is CelList inner ? Flat(inner.Items, depth - 1) : [item]);
    }

    private static CelList Distinct(IReadOnlyList<object?> items)
    {
        var kept = new List<object?>();
        foreach (var item in items)
        {
            if (!kept.Exists(other => CelValues.Same(item, other))) kept.Add(item);
        }

        return new CelList(kept);
    }

    private static CelList Range(long count) =>
        count > MostRange ? throw new CelException($"operation cancelled: actual cost limit exceeded") : new CelList([.. Enumerable.Range(0, (int)Math.Max(count, 0)).Select(i => (object?)(long)i)]);

    private static bool Contains(object? all, object? some) => Items(some).All(item => Items(all).Any(other => CelValues.Same(item, other)));

    private static bool IsZero(object? value) => value switch
    {
        null or false or 0L or 0UL or 0.0 or "" => true,
        CelList list => list.Items.Count == 0,
        CelMap map => map.Count == 0,
        byte[] bytes => bytes.Length == 0,
        _ => false,
    };

    private static CelOptional Optionally(object? from, object? index)
    {
        if (from is CelOptional optional)
        {
            if (!optional.HasValue) return CelOptional.None;
            from = optional.Value;
        }

        return from switch
        {
            CelList list when index is long at => at >= 0 && at < list.Items.Count ? CelOptional.Of(list.Items[(int)at]) : CelOptional.None,
            CelMap map => map.TryGet(index, out var value) ? CelOptional.Of(value) : CelOptional.None,
            _ => throw CelException.NoOverload(),
        };
    }
}

using System.Text;
using StartOperator.LocalCluster.Validation;
using static StartOperator.LocalCluster.Cel.CelSignatures;

namespace StartOperator.LocalCluster.Cel;

/// <summary>CEL's operators, and its standard functions on values of every kind.</summary>
internal static class CelOperators
{
    private static readonly CelType[] Ordered =
        [CelType.Int, CelType.UInt, CelType.Double, CelType.Text, CelType.Bool, CelType.Bytes, CelType.Timestamp, CelType.Duration];

    private static readonly CelType[] Numbers = [CelType.Int, CelType.UInt, CelType.Double];

    public static IEnumerable<CelOverload> All => [.. Equality, .. Order, .. Arithmetic, .. Sizes, .. Membership];

    private static IEnumerable<CelOverload> Equality =>
    [
        Function("_==_", [A, A], CelType.Bool, a => CelValues.Same(a[0], a[1])),
        Function("_!=_", [A, A], CelType.Bool, a => !CelValues.Same(a[0], a[1])),
        Function("!_", [CelType.Bool], CelType.Bool, a => !(bool)a[0]!),
    ];

    private static IEnumerable<CelOverload> Order
    {
        get
        {
            var pairs = Ordered.Select(type => (type, type)).Concat(Numbers.SelectMany(left => Numbers.Where(right => right != left).Select(right => (left, right))));
            foreach (var (left, right) in pairs)
            {
                yield return Function("_<_", [left, right], CelType.Bool, a => CelValues.Compare(a[0], a[1]) < 0);
                yield return Function("_<=_", [left, right], CelType.Bool, a => CelValues.Compare(a[0], a[1]) <= 0);
                yield return Function("_>_", [left, right], CelType.Bool, a => CelValues.Compare(a[0], a[1]) > 0);
                yield return Function("_>=_", [left, right], CelType.Bool, a => CelValues.Compare(a[0], a[1]) >= 0);
            }
        }
    }

    private static IEnumerable<CelOverload> Arithmetic =>
    [
        .. Whole("_+_", (x, y) => checked(x + y), (x, y) => checked(x + y)),
        .. Whole("_-_", (x, y) => checked(x - y), (x, y) => checked(x - y)),
        .. Whole("_*_", (x, y) => checked(x * y), (x, y) => checked(x * y)),
        .. Whole("_/_", (x, y) => checked(x / y), (x, y) => x / y),
        .. Whole("_%_", (x, y) => y == -1 ? 0 : x % y, (x, y) => x % y),
        Real("_+_", (x, y) => x + y),
        Real("_-_", (x, y) => x - y),
        Real("_*_", (x, y) => x * y),
        Real("_/_", (x, y) => x / y),
        Function("-_", [CelType.Int], CelType.Int, a => Checked(() => checked(-(long)a[0]!))),
        Function("-_", [CelType.Double], CelType.Double, a => -(double)a[0]!),
        Function("_+_", [CelType.Text, CelType.Text], CelType.Text, a => (string)a[0]! + (string)a[1]!),
        Function("_+_", [CelType.Bytes, CelType.Bytes], CelType.Bytes, a => ((byte[])a[0]!).Concat((byte[])a[1]!).ToArray()),
        Function("_+_", [ListOfA, ListOfA], ListOfA, a => Joined((CelList)a[0]!, (CelList)a[1]!)),
        Function("_+_", [CelType.Timestamp, CelType.Duration], CelType.Timestamp, a => CelTime.Add((DateTimeOffset)a[0]!, (TimeSpan)a[1]!)),
        Function("_+_", [CelType.Duration, CelType.Timestamp], CelType.Timestamp, a => CelTime.Add((DateTimeOffset)a[1]!, (TimeSpan)a[0]!)),
        Function("_+_", [CelType.Duration, CelType.Duration], CelType.Duration, a => (TimeSpan)a[0]! + (TimeSpan)a[1]!),
        Function("_-_", [CelType.Timestamp, CelType.Timestamp], CelType.Duration, a => (DateTimeOffset)a[0]! - (DateTimeOffset)a[1]!),
        Function("_-_", [CelType.Timestamp, CelType.Duration], CelType.Timestamp, a => CelTime.Add((DateTimeOffset)a[0]!, -(TimeSpan)a[1]!)),
        Function("_-_", [CelType.Duration, CelType.Duration], CelType.Duration, a => (TimeSpan)a[0]! - (TimeSpan)a[1]!),
    ];

    private static IEnumerable<CelOverload> Sizes
    {
        get
        {
            foreach (var type in (CelType[])[CelType.Text, CelType.Bytes, ListOfA, CelType.Map(A, B)])
            {
                yield return Function("size", [type], CelType.Int, a => Size(a[0]));
                yield return Method("size", [type], CelType.Int, a => Size(a[0]));
            }
        }
    }

    private static IEnumerable<CelOverload> Membership =>
    [
        Function("@in", [A, ListOfA], CelType.Bool, a => Items(a[1]).Any(item => CelValues.Same(item, a[0]))),
        Function("@in", [A, CelType.Map(A, B)], CelType.Bool, a => ((CelMap)a[1]!).TryGet(a[0], out _)),
        Function("_[_]", [ListOfA, CelType.Int], A, a => Item(a[0], a[1])),
        Function("_[_]", [CelType.Map(A, B), A], B, a => Entry((CelMap)a[0]!, a[1])),
        OfText("contains", CelType.Bool, (text, part) => text.Contains(part, StringComparison.Ordinal)),
        OfText("startsWith", CelType.Bool, (text, start) => text.StartsWith(start, StringComparison.Ordinal)),
        OfText("endsWith", CelType.Bool, (text, end) => text.EndsWith(end, StringComparison.Ordinal)),
        OfText("matches", CelType.Bool, (text, pattern) => Matches(text, pattern)),
        Function("matches", [CelType.Text, CelType.Text], CelType.Bool, a => Matches((string)a[0]!, (string)a[1]!)),
    ];

    /// <summary>An item by its index.</summary>
    public static object? Item(object? list, object? index)
    {
        var (items, at) = (Items(list), (long)index!);
        return at >= 0 && at < items.Count ? items[(int)at] : throw new CelException($"index out of bounds: {at}");
    }

    public static long Size(object? value) => value switch
    {
        string text => text.EnumerateRunes().Count(),
        byte[] bytes => bytes.Length,
        CelList list => list.Items.Count,
        CelMap map => map.Count,
        _ => throw CelException.NoOverload(),
    };

    private static object? Entry(CelMap map, object? key) => map.TryGet(key, out var value) ? value : throw CelException.NoSuchKey(key);

    private static bool Matches(string text, string pattern) =>
        (Re2.TryCompile(pattern, out var fault) ?? throw new CelException(fault)).IsMatch(text);

    /// <summary>One list after the other; sets and keyed lists merge, as their schemas say.</summary>
    private static CelList Joined(CelList left, CelList right)
    {
        if (!left.IsSet && left.Keys.Count == 0) return new CelList([.. left.Items, .. right.Items]);
        var items = left.Items.ToList();
        foreach (var item in right.Items)
        {
            var place = items.FindIndex(mine => CelValues.Same(left.KeyOf(mine), left.KeyOf(item)));
            if (place < 0) items.Add(item);
            else items[place] = item;
        }

        return left with { Items = items };
    }

    private static IEnumerable<CelOverload> Whole(string name, Func<long, long, long> signed, Func<ulong, ulong, ulong> unsigned)
    {
        yield return Function(name, [CelType.Int, CelType.Int], CelType.Int, a => Checked(() => signed((long)a[0]!, Divisor((long)a[1]!, name))));
        yield return Function(name, [CelType.UInt, CelType.UInt], CelType.UInt, a => Checked(() => unsigned((ulong)a[0]!, Divisor((ulong)a[1]!, name))));
    }

    private static CelOverload Real(string name, Func<double, double, double> apply) =>
        Function(name, [CelType.Double, CelType.Double], CelType.Double, a => apply((double)a[0]!, (double)a[1]!));

    private static T Divisor<T>(T value, string name)
        where T : struct => name is "_/_" or "_%_" && value.Equals(default(T)) ? throw new CelException(name == "_/_" ? "division by zero" : "modulus by zero") : value;

    private static object Checked<T>(Func<T> apply)
        where T : struct
    {
        try
        {
            return apply();
        }
        catch (OverflowException)
        {
            throw new CelException(typeof(T) == typeof(long) ? "integer overflow" : "unsigned integer overflow");
        }
    }

    /// <summary>Bytes of text.</summary>
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

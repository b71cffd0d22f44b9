using System.Globalization;
using static StartOperator.LocalCluster.Cel.CelSignatures;

namespace StartOperator.LocalCluster.Cel;

/// <summary>CEL's conversions between types, and what it asks times and durations.</summary>
internal static class CelConversions
{
    private static readonly CelType[] Plain =
        [CelType.Int, CelType.UInt, CelType.Double, CelType.Text, CelType.Bool, CelType.Bytes, CelType.Timestamp, CelType.Duration];

    public static IEnumerable<CelOverload> All => [.. Conversions, .. Fields];

    private static IEnumerable<CelOverload> Conversions =>
    [
        Function("dyn", [A], CelType.Dyn, a => a[0]),
        Function("type", [A], CelType.Type, a => CelValues.TypeOf(a[0])),
        .. Plain.Select(type => Function("string", [type], CelType.Text, a => CelText.Of(a[0]))),
        .. Of("int", CelType.Int, Whole, CelType.Int, CelType.UInt, CelType.Double, CelType.Text, CelType.Timestamp, CelType.Duration),
        .. Of("uint", CelType.UInt, Unsigned, CelType.UInt, CelType.Int, CelType.Double, CelType.Text),
        .. Of("double", CelType.Double, Real, CelType.Double, CelType.Int, CelType.UInt, CelType.Text),
        .. Of("bool", CelType.Bool, Flag, CelType.Bool, CelType.Text),
        .. Of("bytes", CelType.Bytes, value => value is string text ? CelOperators.Bytes(text) : value!, CelType.Bytes, CelType.Text),
        .. Of("timestamp", CelType.Timestamp, Time, CelType.Timestamp, CelType.Text, CelType.Int),
        .. Of("duration", CelType.Duration, Length, CelType.Duration, CelType.Text, CelType.Int),
    ];

    private static IEnumerable<CelOverload> Fields =>
    [
        .. TimeField("getFullYear", time => time.Year),
        .. TimeField("getMonth", time => time.Month - 1),
        .. TimeField("getDate", time => time.Day),
        .. TimeField("getDayOfMonth", time => time.Day - 1),
        .. TimeField("getDayOfWeek", time => (long)time.DayOfWeek),
        .. TimeField("getDayOfYear", time => time.DayOfYear - 1),
        .. TimeField("getHours", time => time.Hour),
        .. TimeField("getMinutes", time => time.Minute),
        .. TimeField("getSeconds", time => time.Second),
        .. TimeField("getMilliseconds", time => time.Millisecond),
        DurationField("getHours", duration => (long)duration.TotalHours),
        DurationField("getMinutes", duration => (long)duration.TotalMinutes),
        DurationField("getSeconds", duration => (long)duration.TotalSeconds),
        DurationField("getMilliseconds", duration => duration.Milliseconds),
    ];

    private static IEnumerable<CelOverload> Of(string name, CelType result, Func<object?, object> convert, params CelType[] from) =>
        from.Select(type => Function(name, [type], result, a => convert(a[0])));

    private static IEnumerable<CelOverload> TimeField(string name, Func<DateTimeOffset, long> read) =>
    [
        Method(name, [CelType.Timestamp], CelType.Int, a => read(CelTime.In((DateTimeOffset)a[0]!, null))),
        Method(name, [CelType.Timestamp, CelType.Text], CelType.Int, a => read(CelTime.In((DateTimeOffset)a[0]!, (string)a[1]!))),
    ];

    private static CelOverload DurationField(string name, Func<TimeSpan, long> read) => Method(name, [CelType.Duration], CelType.Int, a => read((TimeSpan)a[0]!));

    private static object Whole(object? value) => value switch
    {
        long whole => whole,
        ulong whole when whole <= long.MaxValue => (long)whole,
        double real when Math.Abs(real) < 9.3e18 && real is >= long.MinValue and < long.MaxValue => (long)real,
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        string => throw CelException.NoConversion("int"),
        DateTimeOffset time => time.ToUnixTimeSeconds(),
        TimeSpan duration => duration.Ticks * 100,
        _ => throw new CelException("integer overflow"),
    };

    private static object Unsigned(object? value) => value switch
    {
        ulong whole => whole,
        long whole when whole >= 0 => (ulong)whole,
        double real when real is >= 0 and < ulong.MaxValue => (ulong)real,
        string text when ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) => whole,
        string => throw CelException.NoConversion("uint"),
        _ => throw new CelException("unsigned integer overflow"),
    };

    private static object Real(object? value) => value switch
    {
        double real => real,
        long whole => (double)whole,
        ulong whole => (double)whole,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) => real,
        _ => throw CelException.NoConversion("double"),
    };

    private static object Flag(object? value) => value switch
    {
        bool flag => flag,
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw CelException.NoConversion("bool"),
    };

    private static object Time(object? value) => value switch
    {
        DateTimeOffset time => time,
        string text => CelTime.TryParse(text) ?? throw CelException.NoConversion("google.protobuf.Timestamp"),
        long seconds when seconds is >= -62135596800 and <= 253402300799 => DateTimeOffset.FromUnixTimeSeconds(seconds),
        _ => throw new CelException("timestamp overflow"),
    };

    private static object Length(object? value) => value switch
    {
        TimeSpan duration => duration,
        string text => CelTime.TryParseDuration(text) ?? throw CelException.NoConversion("google.protobuf.Duration"),
        long nanos => TimeSpan.FromTicks(nanos / 100),
        _ => throw CelException.NoOverload(),
    };
}

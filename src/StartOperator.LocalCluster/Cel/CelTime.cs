using System.Globalization;

namespace StartOperator.LocalCluster.Cel;

/// <summary>Times and durations as CEL reads and writes them.</summary>
internal static class CelTime
{
    private static readonly (string Unit, double Nanos)[] Units =
        [("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9)];

    /// <summary>Reads an RFC 3339 time; null when it is none.</summary>
    public static DateTimeOffset? TryParse(string text) => Decoding.Times.Parse(text);

    public static string Text(DateTimeOffset time)
    {
        var text = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture).TrimEnd('0').TrimEnd('.');
        return text + "Z";
    }

    /// <summary>A duration in seconds, as string() gives it: 3600s, 1.5s.</summary>
    public static string Text(TimeSpan duration) => (duration.Ticks / (decimal)TimeSpan.TicksPerSecond).ToString("0.#########", CultureInfo.InvariantCulture) + "s";

    /// <summary>Reads a duration such as 1h30m or -1.5s; null when it is none.</summary>
    public static TimeSpan? TryParseDuration(string text)
    {
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        if (negative || rest.StartsWith("+")) rest = rest[1..];
        if (rest.SequenceEqual("0")) return TimeSpan.Zero;
        if (rest.IsEmpty) return null;
        var nanos = 0.0;
        while (!rest.IsEmpty)
        {
            var digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.')) digits++;
            if (digits == 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)) return null;
            rest = rest[digits..];
            var letters = 0;
            while (letters < rest.Length && !char.IsAsciiDigit(rest[letters]) && rest[letters] != '.') letters++;
            var name = rest[..letters].ToString();
            var unit = Array.Find(Units, unit => unit.Unit == name);
            if (unit.Unit is null) return null;
            nanos += amount * unit.Nanos;
            rest = rest[letters..];
        }

        return Math.Abs(nanos) > long.MaxValue ? null : TimeSpan.FromTicks((long)((negative ? -nanos : nanos) / 100));
    }

    /// <summary>The time in a zone: a name, or an offset such as +02:00; UTC when there is none.</summary>
    /// <exception cref="CelException">Nobody knows the zone.</exception>
    public static DateTimeOffset In(DateTimeOffset time, string? zone)
    {
        if (zone is null or "" or "UTC") return time.ToUniversalTime();
        var sign = zone[0] == '-' ? -1 : 1;
        if (zone.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(zone.TrimStart('+', '-'), @"hh\:mm", CultureInfo.InvariantCulture, out var offset))
            return time.ToOffset(sign * offset);
        try
        {
            return TimeZoneInfo.ConvertTime(time, TimeZoneInfo.FindSystemTimeZoneById(zone));
        }
        catch (Exception fault) when (fault is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw new CelException($"unknown time zone {zone}");
        }
    }

    /// <summary>Adds, within what a time can be.</summary>
    /// <exception cref="CelException">The result is beyond it.</exception>
    public static DateTimeOffset Add(DateTimeOffset time, TimeSpan duration)
    {
        try
        {
            return time + duration;
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new CelException("timestamp overflow");
        }
    }
}

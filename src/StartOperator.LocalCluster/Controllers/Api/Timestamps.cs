using System.Globalization;

namespace StartOperator.LocalCluster.Controllers.Api;

/// <summary>Times as the API writes them.</summary>
public static class Timestamps
{
    /// <summary>Now, to the second: the form of every timestamp in a status.</summary>
    /// <param name="clock">The clock.</param>
    public static string Seconds(TimeProvider clock) =>
        clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time cut to the second, as the API keeps it.</summary>
    /// <param name="time">The time.</param>
    public static DateTime WholeSeconds(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));

    /// <summary>Now, to the microsecond: the form of a lease's times.</summary>
    /// <param name="clock">The clock.</param>
    public static string Microseconds(TimeProvider clock) =>
        clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}

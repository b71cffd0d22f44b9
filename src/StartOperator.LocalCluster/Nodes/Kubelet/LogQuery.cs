using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace StartOperator.LocalCluster.Nodes.Kubelet;

/// <summary>Which part of a container's log is asked for, by the query of <c>kubectl logs</c>.</summary>
/// <param name="Follow">Go on until the container ends.</param>
/// <param name="Previous">The log of the run before the present one.</param>
/// <param name="Timestamps">Every line begins with its time.</param>
/// <param name="Since">Lines from then on.</param>
/// <param name="Tail">Only the last lines.</param>
/// <param name="Limit">At most so many bytes.</param>
internal sealed record LogQuery(bool Follow, bool Previous, bool Timestamps, DateTime? Since, int? Tail, long? Limit)
{
    /// <summary>Reads a query.</summary>
    public static LogQuery Read(IQueryCollection query, DateTime now) => new(
        query["follow"] == "true",
        query["previous"] == "true",
        query["timestamps"] == "true",
        Number(query["sinceSeconds"]) is { } seconds ? now.AddSeconds(-seconds)
            : DateTime.TryParse(query["sinceTime"], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var since) ? since
            : null,
        Number(query["tailLines"]) is { } lines ? (int)Math.Min(lines, int.MaxValue) : null,
        Number(query["limitBytes"]));

    /// <summary>Writes what is asked for.</summary>
    public async Task CopyAsync(ContainerLog log, Stream to, CancellationToken cancellation)
    {
        var (left, place, isFirst) = (Limit ?? long.MaxValue, 0, true);
        while (left > 0)
        {
            var (lines, next, isClosed, news) = log.From(place);
            var wanted = lines.Where(line => Since is null || line.At >= Since).ToList();
            foreach (var (at, line) in isFirst && Tail is { } tail ? wanted.TakeLast(tail) : wanted)
            {
                var bytes = Encoding.UTF8.GetBytes((Timestamps ? $"{at:yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'} " : "") + line + "\n");
                await to.WriteAsync(bytes.AsMemory(0, (int)Math.Min(bytes.Length, left)), cancellation);
                left -= Math.Min(bytes.Length, left);
            }

            await to.FlushAsync(cancellation);
            (place, isFirst) = (next, false);
            if (!Follow || isClosed)
            {
                return;
            }

            await news.WaitAsync(cancellation);
        }
    }

    private static long? Number(string? text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}

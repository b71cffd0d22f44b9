using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StartOperator.Distribution.Dashboard;

/// <summary>A series that a query gave.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Points">Its values, in the order of their times; gaps are left out.</param>
internal sealed record Series(string Name, IReadOnlyList<(DateTime At, double Value)> Points);

/// <summary>Asks a Prometheus over its HTTP API (v1) for a span of time.</summary>
/// <param name="http">The way there; its base address is the server's.</param>
/// <param name="ns">The operator's namespace.</param>
/// <param name="from">Where the span begins.</param>
/// <param name="until">Where it ends.</param>
/// <param name="step">The distance between two values.</param>
internal sealed partial class MetricsSource(HttpClient http, string ns, DateTimeOffset from, DateTimeOffset until, TimeSpan step)
{
    /// <summary>The series of a query.</summary>
    /// <exception cref="HttpRequestException">The server refuses the query, or does not answer.</exception>
    public async Task<IReadOnlyList<Series>> QueryAsync(PanelQuery query, CancellationToken cancellationToken)
    {
        // Grafana takes four scrapes for a rate: what is between two steps must not be lost.
        var seconds = ((int)step.TotalSeconds * 4).ToString(CultureInfo.InvariantCulture);
        var expression = query.Expression.Replace("$namespace", ns, StringComparison.Ordinal).Replace("$__rate_interval", $"{seconds}s", StringComparison.Ordinal);
        var path = $"api/v1/query_range?query={Uri.EscapeDataString(expression)}&start={from.ToUnixTimeSeconds()}&end={until.ToUnixTimeSeconds()}&step={(int)step.TotalSeconds}";
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        answer.EnsureSuccessStatusCode();
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return [.. body.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(result => Of(query, result))];
    }

    private static Series Of(PanelQuery query, JsonElement result)
    {
        var labels = result.GetProperty("metric");
        var name = Label().Replace(query.Legend, match => labels.TryGetProperty(match.Groups["label"].Value, out var value) ? value.GetString()! : "");
        var points = result.GetProperty("values").EnumerateArray()
            .Select(value => (DateTimeOffset.FromUnixTimeSeconds((long)value[0].GetDouble()).UtcDateTime, double.Parse(value[1].GetString()!, CultureInfo.InvariantCulture)))
            .Where(point => double.IsFinite(point.Item2));
        return new(name, [.. points]);
    }

    [GeneratedRegex(@"\{\{\s*(?<label>\w+)\s*\}\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Label();
}

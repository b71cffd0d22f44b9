using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using StartOperator.Bench.Rounds;

namespace StartOperator.Bench.Reporting;

/// <summary>Prints results as a table, and writes them as JSON.</summary>
public static class Report
{
    /// <summary>Prints a table: a line for each figure, a column for each round.</summary>
    public static void Print(IReadOnlyList<RoundResult> results)
    {
        var table = new Table().Border(TableBorder.Markdown).AddColumn("figure");
        foreach (var result in results)
        {
            table.AddColumn(new TableColumn(Markup.Escape($"{result.Program}, {result.Workloads}")).RightAligned());
        }

        foreach (var (name, figure) in Figures)
        {
            table.AddRow([new Markup(Markup.Escape(name)), .. results.Select(r => new Markup(Markup.Escape(figure(r))))]);
        }

        AnsiConsole.Profile.Width = 400;
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"against {string.Join(", ", results.Select(r => r.Cluster).Distinct())}, on {Environment.ProcessorCount} processors");
    }

    /// <summary>Writes everything that was measured.</summary>
    public static void WriteJson(IReadOnlyList<RoundResult> results, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, JsonSerializer.Serialize([.. results], ReportJson.Default.RoundResultArray));
    }

    private static IEnumerable<(string Name, Func<RoundResult, string> Figure)> Figures =>
    [
        ("the floor: a bare client creates the children, s", r => $"{Seconds(r.Floor)} of {string.Join(", ", r.Floors.Select(Seconds))}"),
        ("server CPU for that, s", r => Seconds(r.FloorServerCpu)),
        ("a bare client creates the workloads, s", r => Seconds(r.WorkloadsFloor)),
        ("a bare client does all of an operator's work, s (× floor)", r => $"{Seconds(r.WorkFloor)} ({r.WorkFloor / r.Floor:0.00}×)"),
        ("server CPU for that, s", r => Seconds(r.WorkFloorServerCpu)),
        ("created to converged, s (× floor)", r => $"{Seconds(r.Created)} ({r.Created / r.Floor:0.00}×)"),
        ("requests for that", r => Requests(r.CreatedRequests)),
        ("operator CPU for that, s (ms each)", r => $"{Seconds(r.CreatedCpu)} ({r.CreatedCpu * 1000 / r.Workloads:0.0})"),
        ("server CPU for that, s", r => Seconds(r.CreatedServerCpu)),
        ("cold start, s (× floor)", r => $"{Seconds(r.ColdStart)} ({r.ColdStart / r.Floor:0.00}×)"),
        ("operator CPU, server CPU for that, s", r => $"{Seconds(r.ColdStartCpu)}, {Seconds(r.ColdStartServerCpu)}"),
        ("requests for that", r => Requests(r.ColdStartRequests)),
        ("restart with all converged, s", r => Seconds(r.Restart)),
        ("requests for that", r => Requests(r.RestartRequests)),
        ("start of the process to first resource ready, s", r => Seconds(r.FirstReady)),
        ("RSS: none, converged, peak, after restart, MiB", r => $"{r.RssEmpty:0} / {r.RssConverged:0} / {r.RssPeak:0} / {r.RssRestarted:0}"),
        ("idle per minute: requests, writes", r => $"{r.IdleRequests:0.#}, {r.IdleWrites:0.#}"),
        ("a change to the child's, ms: p50 / p99 / max", r => Spread(r.Changes)),
        ("a later change to the child's, ms", r => Spread(r.LaterChanges)),
        ("a change's arrival to the first write's, ms", r => Spread(r.FirstWrites)),
    ];

    private static string Seconds(double seconds) => seconds.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Requests(IReadOnlyDictionary<string, int> byVerb) =>
        $"{byVerb.Values.Sum()}: {string.Join(", ", byVerb.Select(v => $"{v.Value} {v.Key}"))}";

    private static string Spread(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0
            ? "-"
            : string.Create(CultureInfo.InvariantCulture, $"{At(sorted, 0.5):0.0} / {At(sorted, 0.99):0.0} / {sorted[^1]:0.0}");
    }

    private static double At(List<double> sorted, double part) => sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Count) - 1, 0, sorted.Count - 1)];
}

/// <summary>The JSON of results.</summary>
[JsonSerializable(typeof(RoundResult[]))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class ReportJson : JsonSerializerContext;

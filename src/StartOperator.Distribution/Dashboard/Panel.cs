using System.Text.Json;

namespace StartOperator.Distribution.Dashboard;

/// <summary>A query of a panel.</summary>
/// <param name="Expression">PromQL with Grafana's variables.</param>
/// <param name="Legend">What a series is called, with labels as <c>{{label}}</c>.</param>
internal sealed record PanelQuery(string Expression, string Legend);

/// <summary>A panel of a Grafana dashboard, as far as a picture of it needs.</summary>
/// <param name="Type"><c>stat</c> or <c>timeseries</c>.</param>
/// <param name="Title">Its title.</param>
/// <param name="Unit">Grafana's name of the unit.</param>
/// <param name="X">Its column, of 24.</param>
/// <param name="Y">Its row.</param>
/// <param name="Width">How many columns.</param>
/// <param name="Height">How many rows.</param>
/// <param name="Queries">What it shows.</param>
internal sealed record Panel(string Type, string Title, string Unit, int X, int Y, int Width, int Height, IReadOnlyList<PanelQuery> Queries)
{
    /// <summary>The panels of a dashboard.</summary>
    public static IReadOnlyList<Panel> Read(JsonElement dashboard) => [.. dashboard.GetProperty("panels").EnumerateArray().Select(Of)];

    private static Panel Of(JsonElement panel)
    {
        var place = panel.GetProperty("gridPos");
        return new(
            panel.GetProperty("type").GetString()!,
            panel.GetProperty("title").GetString()!,
            panel.GetProperty("fieldConfig").GetProperty("defaults").TryGetProperty("unit", out var unit) ? unit.GetString()! : "short",
            place.GetProperty("x").GetInt32(),
            place.GetProperty("y").GetInt32(),
            place.GetProperty("w").GetInt32(),
            place.GetProperty("h").GetInt32(),
            [.. panel.GetProperty("targets").EnumerateArray().Select(t => new PanelQuery(t.GetProperty("expr").GetString()!, t.GetProperty("legendFormat").GetString()!))]);
    }
}

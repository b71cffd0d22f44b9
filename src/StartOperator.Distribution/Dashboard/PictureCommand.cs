using System.CommandLine;
using System.Text.Json;

namespace StartOperator.Distribution.Dashboard;

/// <summary>Draws the dashboard with what a Prometheus has gathered: <c>distribution picture</c>.</summary>
internal static class PictureCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var dashboard = new Option<FileInfo>("--dashboard") { Description = "The dashboard", DefaultValueFactory = _ => new("charts/start-operator/files/dashboard.json") };
        var prometheus = new Option<Uri>("--prometheus") { Description = "The Prometheus that watches an operator", Required = true };
        var ns = new Option<string>("--namespace") { Description = "The operator's namespace", DefaultValueFactory = _ => "start-operator" };
        var minutes = new Option<int>("--minutes") { Description = "How far to look back", DefaultValueFactory = _ => 15 };
        var step = new Option<int>("--step") { Description = "Seconds between two values; no less than between two scrapes", DefaultValueFactory = _ => 15 };
        var output = new Option<FileInfo>("--output") { Description = "The picture", DefaultValueFactory = _ => new("docs/pictures/dashboard.svg") };
        var command = new Command("picture", "Draws the Grafana dashboard, as SVG, with what a Prometheus has gathered of an operator.") { dashboard, prometheus, ns, minutes, step, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var file = JsonDocument.Parse(await File.ReadAllTextAsync(parsed.GetRequiredValue(dashboard).FullName, cancellationToken));
            using var http = new HttpClient { BaseAddress = parsed.GetRequiredValue(prometheus) };
            var now = DateTimeOffset.UtcNow;
            var source = new Prometheus(http, parsed.GetRequiredValue(ns), now - TimeSpan.FromMinutes(parsed.GetValue(minutes)), now, TimeSpan.FromSeconds(parsed.GetValue(step)));
            var panels = new List<(Panel, IReadOnlyList<Series>)>();
            foreach (var panel in Panel.Read(file.RootElement))
            {
                var series = new List<Series>();
                foreach (var query in panel.Queries)
                {
                    series.AddRange(await source.QueryAsync(query, cancellationToken));
                }

                panels.Add((panel, series));
            }

            var picture = parsed.GetRequiredValue(output);
            picture.Directory!.Create();
            await File.WriteAllTextAsync(picture.FullName, DashboardPicture.Draw(panels), cancellationToken);
        });
        return command;
    }
}

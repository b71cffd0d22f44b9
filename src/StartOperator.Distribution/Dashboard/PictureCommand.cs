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
        var prometheus = new Option<string>("--prometheus") { Description = "The Prometheus that watches an operator, as http://127.0.0.1:9090", Required = true };
        var ns = new Option<string>("--namespace") { Description = "The operator's namespace", DefaultValueFactory = _ => "start-operator" };
        var minutes = new Option<int>("--minutes") { Description = "How far to look back", DefaultValueFactory = _ => 15 };
        var step = new Option<int>("--step") { Description = "Seconds between two values; no less than between two scrapes", DefaultValueFactory = _ => 15 };
        var output = new Option<FileInfo>("--output") { Description = "The picture", DefaultValueFactory = _ => new("docs/pictures/dashboard.svg") };
        var command = new Command("picture", "Draws the Grafana dashboard, as SVG, with what a Prometheus has gathered of an operator.") { dashboard, prometheus, ns, minutes, step, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var file = JsonDocument.Parse(await File.ReadAllTextAsync(parsed.GetRequiredValue(dashboard).FullName, cancellationToken));
            using var http = new HttpClient { BaseAddress = new Uri(parsed.GetRequiredValue(prometheus)) };
            var now = DateTimeOffset.UtcNow;
            var source = new MetricsSource(http, parsed.GetRequiredValue(ns), now - TimeSpan.FromMinutes(parsed.GetValue(minutes)), now, TimeSpan.FromSeconds(parsed.GetValue(step)));
            var picture = parsed.GetRequiredValue(output);
            picture.Directory!.Create();
            await File.WriteAllTextAsync(picture.FullName, await DashboardPicture.DrawAsync(Panel.Read(file.RootElement), source, cancellationToken), cancellationToken);
        });
        return command;
    }
}

using System.Globalization;
using System.Net;
using System.Text;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace StartOperator.Distribution.Dashboard;

/// <summary>Draws the panels of a dashboard with their values, in the places that Grafana gives them, as SVG.</summary>
internal static class DashboardPicture
{
    private const int Column = 50;
    private const int Row = 36;
    private const int Gap = 6;

    private static readonly string[] Colours =
        ["#3274d9", "#e0752d", "#299c46", "#e02f44", "#8f3bb8", "#b7a100", "#14a5a5", "#c15c9b", "#6d4c41", "#5f6b7a", "#0a50a1", "#99440a", "#1f6d2f", "#890f02", "#58140c"];

    /// <summary>A picture of panels with the values that a Prometheus has.</summary>
    /// <exception cref="HttpRequestException">It refuses a query, or does not answer.</exception>
    public static async Task<string> DrawAsync(IReadOnlyList<Panel> panels, MetricsSource prometheus, CancellationToken cancellationToken)
    {
        var filled = new List<(Panel, IReadOnlyList<Series>)>();
        foreach (var panel in panels)
        {
            var series = new List<Series>();
            foreach (var query in panel.Queries)
            {
                series.AddRange(await prometheus.QueryAsync(query, cancellationToken));
            }

            filled.Add((panel, series));
        }

        return Draw(filled);
    }

    /// <summary>A picture of panels.</summary>
    /// <param name="panels">The panels, each with its series.</param>
    private static string Draw(IReadOnlyList<(Panel Panel, IReadOnlyList<Series> Series)> panels)
    {
        var (width, height) = (panels.Max(p => p.Panel.X + p.Panel.Width) * Column, panels.Max(p => p.Panel.Y + p.Panel.Height) * Row);
        var drawn = panels.Select(p => Place(p.Panel, p.Panel.Type == "stat" ? Stat(p.Panel, p.Series) : Graph(p.Panel, p.Series)));
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">
            <rect width="{width}" height="{height}" fill="#f4f5f5"/>
            {string.Join('\n', drawn)}
            </svg>

            """;
    }

    /// <summary>A value with its unit, as people read it.</summary>
    public static string Tell(double value, string unit) => unit switch
    {
        "bytes" => string.Create(CultureInfo.InvariantCulture, $"{value / (1 << 20):0.#} MiB"),
        "s" => value < 1 ? string.Create(CultureInfo.InvariantCulture, $"{value * 1000:0.##} ms") : string.Create(CultureInfo.InvariantCulture, $"{value:0.##} s"),
        "ops" or "reqps" => string.Create(CultureInfo.InvariantCulture, $"{value:0.##}/s"),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };

    private static (int Width, int Height) SizeOf(Panel panel) => ((panel.Width * Column) - Gap, (panel.Height * Row) - Gap);

    private static string Place(Panel panel, string content)
    {
        var (width, height) = SizeOf(panel);
        return $"""
            <g transform="translate({(panel.X * Column) + (Gap / 2)} {(panel.Y * Row) + (Gap / 2)})">
            <rect width="{width}" height="{height}" rx="2" fill="#ffffff" stroke="#d8d9da"/>
            <text x="10" y="20" font-size="13" font-weight="600" fill="#464c54">{WebUtility.HtmlEncode(panel.Title)}</text>
            {content}
            </g>
            """;
    }

    private static string Stat(Panel panel, IReadOnlyList<Series> series)
    {
        var (width, height) = SizeOf(panel);
        var value = series.SelectMany(s => s.Points).OrderBy(p => p.At).Select(p => Tell(p.Value, panel.Unit)).LastOrDefault() ?? "No data";
        return $"""<text x="{width / 2}" y="{(height / 2) + 24}" font-size="34" text-anchor="middle" fill="#299c46">{WebUtility.HtmlEncode(value)}</text>""";
    }

    private static string Graph(Panel panel, IReadOnlyList<Series> series)
    {
        var (width, height) = SizeOf(panel);
        var named = series.OrderByDescending(s => s.Points.Sum(p => p.Value)).ThenBy(s => s.Name, StringComparer.Ordinal).Select((s, i) => (Series: s, Colour: Colours[i % Colours.Length])).ToList();
        var (legend, legendHeight) = Legend([.. named.Select(n => (n.Series.Name.Trim(), n.Colour))], width);
        var model = new PlotModel { PlotAreaBorderThickness = new OxyThickness(0), DefaultFont = "sans-serif", DefaultFontSize = 11, PlotMargins = new OxyThickness(62, 6, 16, 24) };
        model.Axes.Add(new DateTimeAxis { Position = AxisPosition.Bottom, StringFormat = "HH:mm", MajorGridlineStyle = LineStyle.Solid, MajorGridlineColor = OxyColors.WhiteSmoke, TicklineColor = OxyColors.LightGray });
        model.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Left,
            Minimum = 0,
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = OxyColors.WhiteSmoke,
            TicklineColor = OxyColors.LightGray,
            LabelFormatter = value => Tell(value, panel.Unit),
        });
        foreach (var (one, colour) in named)
        {
            var line = new LineSeries { Color = OxyColor.Parse(colour), StrokeThickness = 1.5 };
            line.Points.AddRange(one.Points.Select(point => DateTimeAxis.CreateDataPoint(point.At, point.Value)));
            model.Series.Add(line);
        }

        // What is exported is a document of its own, with a declaration, that is to stand within another.
        var exporter = new SvgExporter { Width = width, Height = height - 28 - legendHeight, UseVerticalTextAlignmentWorkaround = true };
        var graph = XDocument.Parse(exporter.ExportToString(model).Trim()).Root!.ToString(SaveOptions.DisableFormatting);
        return $"""
            <g transform="translate(0 26)">{graph}</g>
            <g transform="translate(0 {height - legendHeight})" font-size="10" fill="#464c54">{legend}</g>
            """;
    }

    /// <summary>The names of series in at most four rows below their graph, and how many are left. Without a screen nobody knows how wide a text is: a letter counts as six units.</summary>
    private static (string Svg, int Height) Legend(IReadOnlyList<(string Name, string Colour)> names, int width)
    {
        const int Left = 12, Height = 14, Letter = 6, Mark = 22, Rows = 4;
        var svg = new StringBuilder();
        var (x, row) = (Left, 0);
        foreach (var ((name, colour), i) in names.Select((n, i) => (n, i)))
        {
            var length = Mark + (name.Length * Letter) + 10;
            if (x > Left && x + length > width)
            {
                if (row + 1 == Rows)
                {
                    svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{(row * Height) + 6}\">+ {names.Count - i}</text>");
                    break;
                }

                (x, row) = (Left, row + 1);
            }

            var y = (row * Height) + 6;
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x} {y - 3}h14\" stroke=\"{colour}\" stroke-width=\"2\"/><text x=\"{x + Mark - 4}\" y=\"{y}\">{WebUtility.HtmlEncode(name)}</text>");
            x += length;
        }

        return (svg.ToString(), names.Count == 0 ? 0 : ((row + 1) * Height) + 4);
    }
}

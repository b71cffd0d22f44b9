using System.Globalization;
using System.Net;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace StartOperator.Distribution.Dashboard;

/// <summary>Draws the panels of a dashboard with their values, in the places that Grafana gives them, as SVG.</summary>
internal static class DashboardPicture
{
    private const int Column = 50;
    private const int Row = 36;
    private const int Gap = 6;

    /// <summary>A picture of panels.</summary>
    /// <param name="panels">The panels, each with its series.</param>
    public static string Draw(IReadOnlyList<(Panel Panel, IReadOnlyList<Series> Series)> panels)
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
        var model = new PlotModel { PlotAreaBorderThickness = new OxyThickness(0), DefaultFont = "sans-serif", DefaultFontSize = 11, Padding = new OxyThickness(4, 0, 12, 4) };
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
        model.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside,
            LegendPosition = LegendPosition.BottomLeft,
            LegendOrientation = LegendOrientation.Horizontal,
            LegendFontSize = 10,
            LegendMargin = 4,
        });
        foreach (var one in series.OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            var line = new LineSeries { Title = one.Name, StrokeThickness = 1.5 };
            line.Points.AddRange(one.Points.Select(point => DateTimeAxis.CreateDataPoint(point.At, point.Value)));
            model.Series.Add(line);
        }

        var exporter = new SvgExporter { Width = width, Height = height - 28, IsDocument = false, UseVerticalTextAlignmentWorkaround = true };
        return $"""<g transform="translate(0 26)">{exporter.ExportToString(model).Trim()}</g>""";
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace StartOperator.Bench.Packages;

/// <summary>What one program took, round by round.</summary>
/// <param name="What">Which, and what it did.</param>
/// <param name="Seconds">How long, in each round.</param>
/// <param name="Processor">How many seconds of processors that took, in each round.</param>
/// <param name="Against">What it is compared with; null for what others are compared with.</param>
/// <param name="RelativeSpeed">How fast it was beside that in the same round: 1 is as fast, 2 twice as fast.</param>
/// <param name="PeakMebibytes">The most memory that it held in any round.</param>
internal sealed record PackageFigure(string What, IReadOnlyList<double> Seconds, IReadOnlyList<double> Processor, string? Against, IReadOnlyList<double> RelativeSpeed, double PeakMebibytes)
{
    /// <summary>Puts a figure together.</summary>
    public static PackageFigure Of(string what, IReadOnlyList<Measured> runs) =>
        new(what, [.. runs.Select(run => run.Seconds)], [.. runs.Select(run => run.Processor)], null, [], runs.Max(run => run.Mebibytes));

    /// <summary>The same beside another one.</summary>
    public PackageFigure Beside(PackageFigure other) => this with { Against = other.What, RelativeSpeed = [.. other.Seconds.Zip(Seconds, (theirs, ours) => theirs / ours)] };
}

/// <summary>What a measurement of packages gave.</summary>
/// <param name="Program">How startctl was compiled.</param>
/// <param name="Mebibytes">How large the package was.</param>
/// <param name="Processors">On how many processors.</param>
/// <param name="Figures">What each program took.</param>
internal sealed record PackageFigures(string Program, int Mebibytes, int Processors, IReadOnlyList<PackageFigure> Figures)
{
    /// <summary>Prints a table with the medians of the rounds.</summary>
    public void Print()
    {
        var table = new Table().Border(TableBorder.Markdown).AddColumn("figure");
        foreach (var column in (string[])["s", "MiB/s", "relative speed", "of", "processor s", "peak MiB"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var figure in Figures)
        {
            var seconds = Median(figure.Seconds);
            var relative = figure.Against is null ? "" : $"{Text(Median(figure.RelativeSpeed))} ({Text(figure.RelativeSpeed.Min())} to {Text(figure.RelativeSpeed.Max())})";
            table.AddRow(figure.What, Text(seconds), Text(Mebibytes / seconds), relative, figure.Against ?? "", Text(Median(figure.Processor)), figure.PeakMebibytes.ToString("0.0", CultureInfo.InvariantCulture));
        }

        AnsiConsole.Profile.Width = 400;
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"{Program}, a package of {Mebibytes} MiB, the medians of {Figures[0].Seconds.Count} rounds, on {Processors} processors");
    }

    /// <summary>Writes everything that was measured.</summary>
    public void WriteJson(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, JsonSerializer.Serialize(this, PackageFiguresJson.Default.PackageFigures));
    }

    private static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Text(double value) => value.ToString(value < 100 ? "0.00" : "0", CultureInfo.InvariantCulture);
}

/// <summary>The JSON of figures.</summary>
[JsonSerializable(typeof(PackageFigures))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class PackageFiguresJson : JsonSerializerContext;

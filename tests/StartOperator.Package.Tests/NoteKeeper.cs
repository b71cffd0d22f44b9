using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;

namespace StartOperator.Package.Tests;

/// <summary>An invented package that touches most of the contract, and variations of its manifest.</summary>
internal static class NoteKeeper
{
    /// <summary>Its project folder.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "fixtures", "note-keeper");

    /// <summary>Its manifest's text.</summary>
    public static string Text { get; } = File.ReadAllText(Path.Combine(Folder, "manifest.yaml"));

    /// <summary>Its manifest.</summary>
    public static Manifest Manifest { get; } = Read(Text).Manifest!;

    /// <summary>Its manifest's text with one piece replaced.</summary>
    public static string With(string piece, string replacement)
    {
        Text.ShouldContain(piece);
        return Text.Replace(piece, replacement, StringComparison.Ordinal);
    }

    /// <summary>Its manifest's text without some sections: the lines that start so, and those below them that are indented deeper.</summary>
    public static string Without(params string[] starts)
    {
        var lines = Text.Split('\n').ToList();
        foreach (var start in starts)
        {
            var first = lines.FindIndex(line => line.StartsWith(start, StringComparison.Ordinal));
            first.ShouldBeGreaterThanOrEqualTo(0, start);
            var last = first + 1;
            while (last < lines.Count && Indentation(lines[last]) > Indentation(start)) last++;
            lines.RemoveRange(first, last - first);
        }

        return string.Join('\n', lines);
    }

    /// <summary>Its manifest's text with lines added at the end.</summary>
    public static string And(string lines) => Text + lines + "\n";

    /// <summary>Reads a variation.</summary>
    public static PackageReading Read(string text) => PackageReader.ReadText(text, DocumentFormat.Yaml, "manifest.yaml");

    /// <summary>The only finding in a variation.</summary>
    public static Diagnostic Finding(string text) => Read(text).Diagnostics.ShouldHaveSingleItem();

    /// <summary>Asserts that a variation has exactly one finding, an error at this path, and returns it.</summary>
    public static Diagnostic ShouldFailAt(string text, string path) => ShouldFind(text, Severity.Error, path);

    /// <summary>Asserts that a variation has exactly one finding, a warning at this path, and returns it.</summary>
    public static Diagnostic ShouldWarnAt(string text, string path) => ShouldFind(text, Severity.Warning, path);

    /// <summary>Asserts that nothing is wrong with a variation, and returns its manifest.</summary>
    public static Manifest ShouldBeFine(string text)
    {
        var reading = Read(text);
        reading.Diagnostics.ShouldBeEmpty();
        return reading.Manifest.ShouldNotBeNull();
    }

    private static Diagnostic ShouldFind(string text, Severity severity, string path)
    {
        var reading = Read(text);
        reading.HasErrors.ShouldBe(severity == Severity.Error);
        (reading.Manifest is null).ShouldBe(reading.HasErrors);
        var finding = reading.Diagnostics.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(severity);
        finding.Path.ShouldBe(path);
        finding.Message.ShouldNotBeEmpty();
        finding.Remedy.ShouldNotBeEmpty();
        finding.Location.ShouldNotBeNull().Source.ShouldBe("manifest.yaml");
        return finding;
    }

    private static int Indentation(string line) => line.TakeWhile(character => character == ' ').Count();
}

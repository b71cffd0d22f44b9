using Spectre.Console;
using Spectre.Console.Rendering;
using StartOperator.Package.Diagnostics;

namespace StartOperator.Cli.Output;

/// <summary>Prints diagnostics for people: in colour on a terminal, plain elsewhere.</summary>
/// <param name="output">Where to.</param>
public sealed class DiagnosticPrinter(TextWriter output)
{
    private const int NarrowestTerminal = 40;
    private const int WidestPage = 4000;

    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(output),
        Ansi = IsTerminal(output) ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = IsTerminal(output) ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
    });

    /// <summary>Prints one diagnostic: where, what, and what to do.</summary>
    public void Print(Diagnostic diagnostic, string source)
    {
        var where = Printable.Text(diagnostic.Location is { } at ? $"{at.Source}:{at.Line}:{at.Column}" : source, int.MaxValue);
        var severity = diagnostic.Severity == Severity.Error ? "[red bold]error[/]" : "[yellow]warning[/]";
        var path = diagnostic.Path.Length > 0 ? $"[bold]{Safe(diagnostic.Path)}[/]: " : "";
        Write($"{Markup.Escape(where)}: {severity}: {path}{Safe(diagnostic.Message)}");
        if (diagnostic.Remedy.Length > 0)
        {
            Write($"    [dim]{Safe(diagnostic.Remedy)}[/]");
        }
    }

    /// <summary>Prints a line of Spectre markup, as one line however long it is.</summary>
    public void Write(string markup)
    {
        _console.Profile.Width = int.MaxValue;
        _console.MarkupLine(markup);
    }

    /// <summary>Prints a table, a grid or a tree, without the blanks that fill its lines up: on a terminal within its width, elsewhere as wide as it is.</summary>
    public void Render(IRenderable shape)
    {
        if (IsTerminal(output))
        {
            _console.Profile.Width = Math.Max(Console.WindowWidth, NarrowestTerminal);
            _console.Write(shape);
            return;
        }

        using var text = new StringWriter();
        var plain = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        plain.Profile.Width = WidestPage;
        plain.Write(shape);
        foreach (var line in text.ToString().TrimEnd().Split('\n'))
        {
            output.WriteLine(line.TrimEnd());
        }
    }

    private static string Safe(string text) => Markup.Escape(Printable.Text(text, int.MaxValue));

    /// <summary>Whether a person looks on.</summary>
    public static bool IsTerminal(TextWriter output) =>
        (output == Console.Out && !Console.IsOutputRedirected) || (output == Console.Error && !Console.IsErrorRedirected);
}

using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using StartOperator.Cli.Input;
using StartOperator.Cli.Output;

namespace StartOperator.Cli.Commands;

/// <summary><c>startctl validate</c>: says what is wrong with packages.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "Project folders, manifest files or package files (.s9pk)", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--output", "-o") { Description = "How to tell: text or json", DefaultValueFactory = _ => "text", HelpName = "FORMAT" };
        output.AcceptOnlyFromAmong("text", "json");
        var command = new Command("validate", "Check packages. Exit code 0: no errors, there may be warnings; 1: errors; 2: wrong usage.") { paths, output };
        command.SetAction(parsed => Run(parsed.GetValue(paths)!, parsed.GetValue(output) == "json", parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(IReadOnlyList<string> paths, bool json, TextWriter output)
    {
        var checks = paths.Select(PackageCheck.Of).ToList();
        if (json)
        {
            WriteJson(checks, output);
        }
        else
        {
            WriteText(checks, output);
        }

        // A glob sweeps in folders that are no packages; but if there is no package at all, the user looked in the wrong place.
        return checks.Exists(c => c.HasErrors) || checks.TrueForAll(c => c.IsSkipped) ? ExitCodes.Faults : ExitCodes.Success;
    }

    private static void WriteText(List<PackageCheck> checks, TextWriter output)
    {
        var printer = new DiagnosticPrinter(output);
        foreach (var check in checks)
        {
            foreach (var diagnostic in check.Diagnostics)
            {
                printer.Print(diagnostic, check.Path);
            }

            if (check.IsSkipped)
            {
                printer.Write($"{Markup.Escape(check.Path)}: [yellow]skipped[/]: there is no manifest.toml, manifest.yaml or manifest.json");
            }
            else if (check.Manifest is { } manifest)
            {
                var warnings = check.Diagnostics.Count;
                printer.Write($"{Markup.Escape(check.Path)}: [green]ok[/]: {Markup.Escape(manifest.Id)} {Markup.Escape(manifest.Version.Text)}"
                    + (warnings > 0 ? $" [dim]({warnings} warning{(warnings > 1 ? "s" : "")})[/]" : ""));
            }
        }

        if (checks.Count > 1)
        {
            printer.Write($"{checks.Count(c => c.Manifest is not null)} packages ok, {checks.Count(c => c.HasErrors)} with errors, {checks.Count(c => c.IsSkipped)} skipped");
        }
    }

    private static void WriteJson(List<PackageCheck> checks, TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartArray();
            foreach (var check in checks)
            {
                writer.WriteStartObject();
                writer.WriteString("path", check.Path);
                writer.WriteString("result", check.IsSkipped ? "skipped" : check.HasErrors ? "error" : check.Diagnostics.Count > 0 ? "warning" : "ok");
                if (check.Manifest is { } manifest)
                {
                    writer.WriteString("id", manifest.Id);
                    writer.WriteString("version", manifest.Version.Text);
                }

                DiagnosticJson.Write(writer, check.Diagnostics);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }
}

using System.CommandLine;
using Spectre.Console;
using StartOperator.Cli.Input.Sources;
using StartOperator.Cli.Output;

namespace StartOperator.Cli.Commands;

/// <summary><c>startctl verify</c>: checks the signatures and contents of package files.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var places = new Argument<string[]>("FILE") { Description = "Package files, URLs of them, or - for standard input", Arity = ArgumentArity.OneOrMore };
        var command = new Command("verify", "Check package files (.s9pk): signature, manifest, images, assets. Exit code 0: StartOS would install them; 1: not.") { places };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await Task.Yield(); // so that Ctrl-C is heard while the files are read
            var printer = new DiagnosticPrinter(parsed.InvocationConfiguration.Output);
            var faults = parsed.GetValue(places)!.Count(place => !IsGood(place, printer, cancellationToken));
            return faults > 0 ? ExitCodes.Faults : ExitCodes.Success;
        });
        return command;
    }

    private static bool IsGood(string place, DiagnosticPrinter printer, CancellationToken cancellationToken)
    {
        using var source = PackageSource.Open(place, cancellationToken);
        var reading = PackageSource.Read(source);
        foreach (var diagnostic in reading.Diagnostics)
        {
            printer.Print(diagnostic, place);
        }

        var name = Markup.Escape(place);
        if (reading is { Package: { } package })
        {
            var what = package.Manifest is { } manifest ? $"{Markup.Escape(manifest.Id)} {Markup.Escape(Printable.Text(manifest.Version.Text))}, " : "";
            printer.Write($"{name}: {(reading.HasErrors ? "[red bold]not ok[/]" : "[green]ok[/]")}: {what}signed by {package.Signer}");
            printer.Write($"    [dim]hash {package.Hash}[/]");
        }

        return !reading.HasErrors;
    }
}

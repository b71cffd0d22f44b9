using System.CommandLine;
using StartOperator.Cli.Input.Sources;
using StartOperator.Cli.Output;
using StartOperator.Package.S9pk;

namespace StartOperator.Cli.Commands;

/// <summary><c>startctl inspect</c>: shows what is in a package file.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var place = new Argument<string>("FILE") { Description = PackageSource.Places };
        var output = new Option<string>("--output", "-o") { Description = "How to tell: text or json", DefaultValueFactory = _ => "text", HelpName = "FORMAT" };
        output.AcceptOnlyFromAmong("text", "json");
        var unverified = new Option<bool>("--no-verify") { Description = "Read only what is shown, and don't check the signature: a quick look at a large file" };
        var command = new Command("inspect", "Show what is in a package file (.s9pk). Exit code 1 when something is wrong with it.") { place, output, unverified };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await Task.Yield(); // so that Ctrl-C is heard while the file is read
            return Run(parsed.GetValue(place)!, parsed.GetValue(output) == "json", parsed.GetValue(unverified), parsed.InvocationConfiguration, cancellationToken);
        });
        return command;
    }

    private static int Run(string place, bool json, bool unverified, InvocationConfiguration invocation, CancellationToken cancellationToken)
    {
        using var source = PackageSource.Open(place, cancellationToken);
        var reading = unverified && source.CanSeek ? S9pkReader.Glance(source) : PackageSource.Read(source);
        if (json)
        {
            invocation.Output.WriteLine(PackageJson.Write(place, reading));
        }
        else
        {
            Show(place, reading, invocation);
        }

        return reading.HasErrors ? ExitCodes.Faults : ExitCodes.Success;
    }

    private static void Show(string place, S9pkReading reading, InvocationConfiguration invocation)
    {
        var view = new PackageView(new DiagnosticPrinter(invocation.Output));
        if (reading.Package is { } package)
        {
            view.Show(package);
        }
        else if (reading.Newer is { } newer)
        {
            view.Show(newer);
        }

        var printer = new DiagnosticPrinter(invocation.Error);
        foreach (var diagnostic in reading.Diagnostics)
        {
            printer.Print(diagnostic, place);
        }
    }
}

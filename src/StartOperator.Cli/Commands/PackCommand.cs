using System.CommandLine;
using Spectre.Console;
using StartOperator.Cli.Input;
using StartOperator.Cli.Output;
using StartOperator.Package;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;
using StartOperator.Package.Packing;
using StartOperator.Package.S9pk;
using StartOperator.Package.S9pk.Signing;

namespace StartOperator.Cli.Commands;

/// <summary><c>startctl pack</c>: makes a signed package file of a project folder.</summary>
internal static class PackCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "The package's project folder" };
        var key = new Option<FileInfo>("--key") { Description = "The developer's key, as `startctl key create` makes one", HelpName = "FILE", Required = true };
        var output = new Option<FileInfo?>("--output", "-o") { Description = "The package file (default: ID.s9pk in the project folder)", HelpName = "FILE" };
        var command = new Command("pack", "Pack a project folder into a signed package file (.s9pk). The same files and key give the same bytes.") { folder, key, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await Task.Yield(); // so that Ctrl-C is heard while the file is written
            return Run(parsed.GetValue(folder)!, DeveloperKeyFile.Read(parsed.GetValue(key)!), parsed.GetValue(output), parsed.InvocationConfiguration, cancellationToken);
        });
        return command;
    }

    private static int Run(DirectoryInfo folder, DeveloperKey key, FileInfo? output, InvocationConfiguration invocation, CancellationToken cancellationToken)
    {
        var project = PackageReader.ReadFolder(folder.FullName);
        var printer = new DiagnosticPrinter(invocation.Error);
        Print(project.Diagnostics);
        if (project.Manifest is not { } manifest)
        {
            return ExitCodes.Faults;
        }

        var file = output ?? new FileInfo(Path.Combine(folder.FullName, manifest.Id + S9pkReader.Extension));
        var reading = Pack(folder, manifest, key, file, cancellationToken);
        Print(reading.Diagnostics.Except(project.Diagnostics.Select(known => known with { Location = null })));
        if (reading.HasErrors)
        {
            return ExitCodes.Faults;
        }

        var result = new DiagnosticPrinter(invocation.Output);
        var place = output?.ToString() ?? Path.Combine(folder.ToString(), file.Name);
        result.Write($"{Markup.Escape(place)}: {manifest.Id} {Markup.Escape(manifest.Version.Text)}, {Printable.Size(reading.Package!.Length)}");
        result.Write($"    [dim]signed by {key.PublicKey}[/]");
        result.Write($"    [dim]hash {reading.Package.Hash}[/]");
        return ExitCodes.Success;

        void Print(IEnumerable<Diagnostic> diagnostics)
        {
            foreach (var diagnostic in diagnostics)
            {
                printer.Print(diagnostic, folder.ToString());
            }
        }
    }

    /// <summary>Packs into a file beside the wanted one, which gets its name when the package is complete and nothing is wrong with it.</summary>
    private static S9pkReading Pack(DirectoryInfo folder, Manifest manifest, DeveloperKey key, FileInfo file, CancellationToken cancellationToken)
    {
        var partial = Path.Combine(file.DirectoryName!, $".{file.Name}.{Path.GetRandomFileName()}");
        try
        {
            S9pkReading reading;
            using (var written = new CancellableOutput(new FileStream(partial, FileMode.CreateNew, FileAccess.ReadWrite), cancellationToken))
            {
                reading = ProjectPacker.Pack(folder.FullName, manifest, written, key);
            }

            if (!reading.HasErrors)
            {
                File.Move(partial, file.FullName, overwrite: true);
            }

            return reading;
        }
        finally
        {
            File.Delete(partial);
        }
    }
}

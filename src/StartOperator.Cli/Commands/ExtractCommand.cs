using System.CommandLine;
using Spectre.Console;
using StartOperator.Cli.Input.Sources;
using StartOperator.Cli.Output;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.S9pk;
using StartOperator.Package.S9pk.Extraction;

namespace StartOperator.Cli.Commands;

/// <summary><c>startctl extract</c>: lays a package file out as a project folder.</summary>
internal static class ExtractCommand
{
    public static Command Create()
    {
        var place = new Argument<string>("FILE") { Description = PackageSource.Places };
        var folder = new Option<DirectoryInfo>("--directory", "-C") { Description = "The folder to make; it must not exist, or be empty", HelpName = "DIR", Required = true };
        var section = new Option<string?>("--section") { Description = "Lay out this section alone", HelpName = "NAME" };
        section.AcceptOnlyFromAmong([.. S9pkLabels.All.Select(known => known.Label())]);
        var command = new Command("extract", "Lay a package file (.s9pk) out as a project folder, once its signature is checked.") { place, folder, section };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await Task.Yield(); // so that Ctrl-C is heard while the file is read
            var only = parsed.GetValue(section) is { } label ? S9pkLabels.Parse(label) : null;
            return Run(parsed.GetValue(place)!, parsed.GetValue(folder)!, only, parsed.InvocationConfiguration, cancellationToken);
        });
        return command;
    }

    private static int Run(string place, DirectoryInfo folder, S9pkSection? only, InvocationConfiguration invocation, CancellationToken cancellationToken)
    {
        using var source = PackageSource.Open(place, cancellationToken);
        using var copy = PackageSource.IsPath(place) && source.CanSeek ? null : TemporaryCopy(folder);
        var reading = PackageSource.Read(copy is null ? source : new CopyingStream(source, copy));
        IReadOnlyList<Diagnostic> faults = reading.Package is { } package
            ? S9pkExtractor.Extract(copy is null ? source : new CancellableStream(copy, cancellationToken), package, folder.FullName, only)
            : [];

        var printer = new DiagnosticPrinter(invocation.Error);
        foreach (var diagnostic in reading.Diagnostics.Concat(faults))
        {
            printer.Print(diagnostic, place);
        }

        if (reading.Package is null || faults.Count > 0)
        {
            return ExitCodes.Faults;
        }

        var what = only?.Label() ?? reading.Package.Manifest?.Id ?? "the package";
        new DiagnosticPrinter(invocation.Output).Write($"{Markup.Escape(folder.ToString())}: {what} is there");
        return ExitCodes.Success;
    }

    /// <summary>What can be read only once is kept beside the target until it is laid out. Nobody else sees it, and it has no name afterwards.</summary>
    private static FileStream TemporaryCopy(DirectoryInfo folder)
    {
        var target = Path.TrimEndingDirectorySeparator(folder.FullName);
        var path = Path.Combine(Path.GetDirectoryName(target) ?? ".", $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}

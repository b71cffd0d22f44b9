using System.CommandLine;
using StartOperator.Cli.Input;
using StartOperator.Cli.Output;
using StartOperator.Resources;

namespace StartOperator.Cli.Commands;

/// <summary><c>startctl build</c>: turns a package into a StartService and the ConfigMaps with its assets.</summary>
internal static class BuildCommand
{
    public static Command Create()
    {
        var package = new Argument<string>("PATH") { Description = "The package's project folder, or a package file (.s9pk)" };
        var options = new BuildOptions.Symbols();
        var output = new Option<FileInfo?>("--output", "-o") { Description = "Write to this file instead of standard output", HelpName = "FILE" };
        var command = new Command("build", "Turn a package into a StartService, and ConfigMaps with its assets, for `kubectl apply -f -`.") { package, output };
        options.AddTo(command);
        command.SetAction(parsed => Run(parsed.GetValue(package)!, options.Of(parsed), parsed.GetValue(output), parsed.InvocationConfiguration));
        return command;
    }

    private static int Run(string package, BuildOptions options, FileInfo? file, InvocationConfiguration invocation)
    {
        var built = ProjectFolder.Build(package, options);
        var printer = new DiagnosticPrinter(invocation.Error);
        foreach (var diagnostic in built.Diagnostics)
        {
            printer.Print(diagnostic, package);
        }

        if (built.Service is null)
        {
            return ExitCodes.Faults;
        }

        if (file is null)
        {
            Write(built, invocation.Output);
        }
        else
        {
            using var text = new StreamWriter(file.FullName);
            Write(built, text);
        }

        return ExitCodes.Success;
    }

    private static void Write(BuiltPackage built, TextWriter output)
    {
        ResourceYaml.Write(output, [.. built.Assets.Select(ObjectJson.Of), ObjectJson.Of(built.Service!)]);
    }
}

using System.CommandLine;
using StartOperator.Cli.Input;
using StartOperator.Cli.Output;
using StartOperator.Resources;

namespace StartOperator.Cli.Commands;

/// <summary><c>startctl build</c>: turns a project folder into a StartService and the ConfigMaps with its assets.</summary>
internal static class BuildCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "The package's project folder" };
        var options = new BuildOptions.Symbols();
        var output = new Option<FileInfo?>("--output", "-o") { Description = "Write to this file instead of standard output", HelpName = "FILE" };
        var command = new Command("build", "Turn a project folder into a StartService, and ConfigMaps with its assets, for `kubectl apply -f -`.") { folder, output };
        options.AddTo(command);
        command.SetAction(parsed => Run(parsed.GetValue(folder)!, options.Of(parsed), parsed.GetValue(output), parsed.InvocationConfiguration));
        return command;
    }

    private static int Run(DirectoryInfo folder, BuildOptions options, FileInfo? file, InvocationConfiguration invocation)
    {
        var built = ProjectFolder.Build(folder.FullName, options);
        var printer = new DiagnosticPrinter(invocation.Error);
        foreach (var diagnostic in built.Diagnostics)
        {
            printer.Print(diagnostic, folder.ToString());
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

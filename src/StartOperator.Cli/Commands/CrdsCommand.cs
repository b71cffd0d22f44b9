using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using StartOperator.Cli.Output;
using StartOperator.Resources.Schema;

namespace StartOperator.Cli.Commands;

/// <summary><c>startctl crds</c>: the CustomResourceDefinitions, for <c>kubectl apply</c>; with <c>--generate</c>, anew from the model.</summary>
internal static class CrdsCommand
{
    public static Command Create()
    {
        var generate = new Option<DirectoryInfo?>("--generate") { Description = "Generate them from the model into this folder (for developers of StartOperator)", HelpName = "DIR" };
        var command = new Command("crds", "Print the CustomResourceDefinitions for `kubectl apply --server-side -f -`.") { generate };
        command.SetAction(parsed => parsed.GetValue(generate) is { } folder ? Generate(folder) : Print(parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Print(TextWriter output)
    {
        foreach (var definition in CustomResourceDefinitions.Committed.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            output.WriteLine("---");
            output.Write(definition.Value);
        }

        return ExitCodes.Success;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "startctl is not trimmed.")]
    private static int Generate(DirectoryInfo folder)
    {
        folder.Create();
        foreach (var (file, yaml) in CustomResourceDefinitions.Generate())
        {
            File.WriteAllText(Path.Combine(folder.FullName, file), yaml);
        }

        return ExitCodes.Success;
    }
}

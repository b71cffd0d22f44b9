using System.CommandLine;
using System.CommandLine.Invocation;
using StartOperator.Cli.Commands;
using StartOperator.Cli.Output;

namespace StartOperator.Cli;

/// <summary>The command line of startctl.</summary>
public static class Startctl
{
    /// <summary>Runs a command line. Returns the exit code, see <see cref="ExitCodes"/>.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("Works with StartOS 0.3.x packages and StartOperator: checks packages, turns them into StartServices, and runs a cluster to try them on.")
        {
            ValidateCommand.Create(),
            BuildCommand.Create(),
            RenderCommand.Create(),
            InspectCommand.Create(),
            VerifyCommand.Create(),
            ExtractCommand.Create(),
            PackCommand.Create(),
            ImportCommand.Create(),
            ExportCommand.Create(),
            KeyCommand.Create(),
            CrdsCommand.Create(),
            RbacCommand.Create(),
            LocalCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed is { Errors.Count: > 0, Action: ParseErrorAction })
        {
            return UsageFault.Tell(parsed, error);
        }

        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(15),
        };
        try
        {
            return await parsed.InvokeAsync(configuration);
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("startctl: stopped");
            return ExitCodes.Faults;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RefusalException)
        {
            // What the user can do something about ends in one line: a stack trace helps nobody.
            await error.WriteLineAsync($"startctl: {e.Message}");
            return ExitCodes.Faults;
        }
    }
}

using System.CommandLine;
using StartOperator.Cli.Commands;
using StartOperator.Cli.Output;

var root = new RootCommand("Works with StartOS 0.3.x packages and StartOperator: checks packages, turns them into StartServices, and runs a cluster to try them on.")
{
    ValidateCommand.Create(),
    BuildCommand.Create(),
    RenderCommand.Create(),
    CrdsCommand.Create(),
};

// Faults that nobody could foresee end in one line, too: a stack trace helps no user.
var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
try
{
    var parsed = root.Parse(args);
    return parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction
        ? UsageFault.Tell(parsed)
        : await parsed.InvokeAsync(configuration);
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or RefusalException)
{
    await Console.Error.WriteLineAsync($"startctl: {e.Message}");
    return ExitCodes.Faults;
}

using System.CommandLine;

namespace StartOperator.Cli.Output;

/// <summary>Tells what is wrong with a command line.</summary>
public static class UsageFault
{
    /// <summary>Tells it and returns the exit code.</summary>
    public static int Tell(ParseResult parsed, TextWriter error)
    {
        foreach (var fault in parsed.Errors)
        {
            error.WriteLine($"startctl: {fault.Message}");
        }

        var command = string.Join(' ', Names(parsed.CommandResult.Command).Reverse());
        error.WriteLine($"Try 'startctl{(command.Length > 0 ? " " : "")}{command} --help'.");
        return ExitCodes.Usage;
    }

    private static IEnumerable<string> Names(Command command)
    {
        for (var current = command; current is not RootCommand; current = current.Parents.OfType<Command>().First())
        {
            yield return current.Name;
        }
    }
}

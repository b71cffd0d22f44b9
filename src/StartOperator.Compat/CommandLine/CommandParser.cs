using System.Globalization;
using StartOperator.Compat.Assets;

namespace StartOperator.Compat.CommandLine;

/// <summary>Reads the command line.</summary>
internal static class CommandParser
{
    /// <summary>Reads the arguments after the program's name.</summary>
    public static Fault? TryParse(IReadOnlyList<string> args, out Command? command)
    {
        command = null;
        switch (args)
        {
            case []:
                return Fault("compat", "no command is given");
            case ["--version"]:
                command = new VersionCommand();
                return null;
            case var any when any.Contains("--help") || any[0] is "-h" or "help":
                command = new HelpCommand();
                return null;
            case ["assets", "lay-out", ..]:
                return TryParseLayOut([.. args.Skip(2)], out command);
            case ["install", ..]:
                return TryParseInstall([.. args.Skip(1)], out command);
            default:
                return Fault(string.Join(' ', args.TakeWhile(word => !word.StartsWith('-')).DefaultIfEmpty(args[0])), "there is no such command");
        }
    }

    private static Fault? TryParseLayOut(IReadOnlyList<string> args, out Command? command)
    {
        command = null;
        if (Options.TryRead(args, ["--from", "--to", "--strip", "--max-bytes", "--max-entries"], out var options) is { } fault) return fault;
        if (options.Required("--from", out var from) is { } noSource) return noSource;
        if (options.Required("--to", out var to) is { } noTarget) return noTarget;
        if (FaultOfTarget(to) is { } badTarget) return badTarget;

        var strip = options.Optional("--strip");
        if (strip is { Length: > 1 } && strip[^1] == '/') strip = strip[..^1];
        if (strip is not null && (strip is "" or "." or ".." || strip.Contains('/', StringComparison.Ordinal)))
        {
            return Fault($"--strip {strip}", "is not one folder name");
        }

        var limits = LayOutLimits.Default;
        if (options.Optional("--max-bytes") is { } bytes)
        {
            if (TryParseBytes(bytes) is not { } most) return Fault($"--max-bytes {bytes}", "is no number of bytes, such as 1048576 or 512Mi");
            limits = limits with { MostBytes = most };
        }

        if (options.Optional("--max-entries") is { } entries)
        {
            var isNumber = int.TryParse(entries, NumberStyles.None, CultureInfo.InvariantCulture, out var most);
            if (!isNumber) return Fault($"--max-entries {entries}", "is no number");
            limits = limits with { MostEntries = most };
        }

        command = new LayOutCommand(new LayOutRequest(from, to, strip, limits));
        return null;
    }

    private static Fault? TryParseInstall(IReadOnlyList<string> args, out Command? command)
    {
        command = null;
        if (Options.TryRead(args, ["--to"], out var options) is { } fault) return fault;
        if (options.Required("--to", out var to) is { } noTarget) return noTarget;
        if (FaultOfTarget(to) is { } badTarget) return badTarget;
        command = new InstallCommand(to);
        return null;
    }

    private static Fault? FaultOfTarget(string to) => TargetPath.IsUsable(to)
        ? null
        : Fault($"--to {to}", $"does not end in a name of at most {TargetPath.MostNameBytes} bytes");

    /// <summary>A number of bytes, with Kubernetes' binary suffixes.</summary>
    private static long? TryParseBytes(string text)
    {
        var shift = text switch
        {
            [.., 'K', 'i'] => 10,
            [.., 'M', 'i'] => 20,
            [.., 'G', 'i'] => 30,
            _ => 0,
        };
        var digits = shift == 0 ? text : text[..^2];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue >> shift
            ? number << shift
            : null;
    }

    private static Fault Fault(string path, string message) => new(ExitCode.Usage, path, message, Usage.SeeHelp);
}

namespace StartOperator.Compat.CommandLine;

/// <summary>The options of one command: <c>--name value</c> or <c>--name=value</c>, each at most once.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _values = [];

    private Options()
    {
    }

    /// <summary>Reads the options; anything else is a fault.</summary>
    public static Fault? TryRead(IReadOnlyList<string> args, IReadOnlyList<string> known, out Options options)
    {
        options = new Options();
        for (var i = 0; i < args.Count; i++)
        {
            var equals = args[i].IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? args[i] : args[i][..equals];
            if (!known.Contains(name)) return Wrong(args[i], "is no option of this command");
            if (equals < 0 && i + 1 == args.Count) return Wrong(name, "needs a value");
            var value = equals < 0 ? args[++i] : args[i][(equals + 1)..];
            if (value.Length == 0) return Wrong(name, "needs a value");
            if (!options._values.TryAdd(name, value)) return Wrong(name, "is given twice");
        }

        return null;
    }

    /// <summary>The value of an option that may be left out; null when it is.</summary>
    public string? Optional(string name) => _values.GetValueOrDefault(name);

    /// <summary>The value of an option that may not.</summary>
    public Fault? Required(string name, out string value)
    {
        value = _values.GetValueOrDefault(name) ?? "";
        return value.Length > 0 ? null : Wrong(name, "is missing");
    }

    private static Fault Wrong(string path, string message) => new(ExitCode.Usage, path, message, Usage.SeeHelp);
}

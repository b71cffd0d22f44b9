using System.Text.Json;
using StartOperator.Resources;

namespace StartOperator.Cli.Tests;

/// <summary>Runs startctl in this process.</summary>
internal sealed record CommandLine(int ExitCode, string Output, string Error)
{
    /// <summary>The objects that were printed.</summary>
    public IReadOnlyList<JsonElement> Objects => ResourceYaml.Read(Output);

    public static async Task<CommandLine> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exitCode = await Startctl.RunAsync(args, output, error);
        return new CommandLine(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>The printed object of a kind.</summary>
    public JsonElement Object(string kind) => Objects.Single(o => o.GetProperty("kind").GetString() == kind);
}

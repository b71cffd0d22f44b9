using System.Diagnostics;

namespace StartOperator.Distribution.Tests;

/// <summary>How a program ended.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error);

/// <summary>Programs that a machine may have; tests that need one it lacks are skipped, by name.</summary>
internal static class Programs
{
    /// <summary>The path of a program: where an environment variable says, or on PATH; skips the test when there is none.</summary>
    public static string Need(string name, string? variable = null)
    {
        var set = variable is null ? null : Environment.GetEnvironmentVariable(variable);
        var found = set is { Length: > 0 }
            ? set
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        Assert.SkipUnless(found is not null && File.Exists(found), $"no {name} in PATH{(variable is null ? "" : $", and {variable} does not name one")}");
        return found!;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<ProgramRun> RunAsync(string program, params IEnumerable<string> arguments)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await using var kill = cancellation.Register(() => process.Kill(entireProcessTree: true));
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(cancellation);
        return new(process.ExitCode, await output, await error);
    }
}

using System.Diagnostics;

namespace StartOperator.Compat.Tests.Support;

/// <summary>A program run to its end.</summary>
internal sealed record Shell(int Exit, string Output, string Error)
{
    /// <summary>Runs a program that has to succeed.</summary>
    public static async Task Run(string program, string[] args, CancellationToken cancel)
    {
        var run = await Try(program, args, cancel);
        run.Exit.ShouldBe(0, run.Error);
    }

    public static async Task<Shell> Try(string program, string[] args, CancellationToken cancel)
    {
        using var process = Start(program, args);
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return new Shell(process.ExitCode, await output, await error);
    }

    public static Process Start(string program, string[] args) =>
        Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
}

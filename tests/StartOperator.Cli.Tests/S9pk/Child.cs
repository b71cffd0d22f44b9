using System.Diagnostics;
using System.Globalization;

namespace StartOperator.Cli.Tests.S9pk;

/// <summary>Runs startctl in a process of its own, where it has a standard input and memory of its own.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Error">What it complained of, without the figures of <c>time</c>.</param>
/// <param name="PeakKilobytes">The most memory it held, in KiB; 0 where that was not measured.</param>
internal sealed record Child(int ExitCode, string Output, string Error, long PeakKilobytes)
{
    private const string Time = "/usr/bin/time";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Runs a command with bytes on its standard input.</summary>
    public static Task<Child> RunAsync(byte[] input, params string[] args) => RunAsync(async stream => await stream.WriteAsync(input), measures: false, args);

    /// <summary>Runs a command and measures its memory; skips the test where that can't be done.</summary>
    public static Task<Child> MeasureAsync(Func<Stream, Task> input, params string[] args)
    {
        Assert.SkipUnless(File.Exists(Time), $"{Time} is not there to measure memory with");
        return RunAsync(input, measures: true, args);
    }

    private static async Task<Child> RunAsync(Func<Stream, Task> input, bool measures, string[] args)
    {
        string[] command = [.. measures ? [Time, "-f", "%M"] : Array.Empty<string>(), "dotnet", Path.Combine(AppContext.BaseDirectory, "startctl.dll"), .. args];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await input(process.StandardInput.BaseStream);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has read enough.
        }

        await process.WaitForExitAsync(patience.Token);
        var complaints = (await error).TrimEnd().Split('\n');
        return measures
            ? new Child(process.ExitCode, await output, string.Join('\n', complaints.SkipLast(1)), long.Parse(complaints[^1], CultureInfo.InvariantCulture))
            : new Child(process.ExitCode, await output, string.Join('\n', complaints), 0);
    }
}

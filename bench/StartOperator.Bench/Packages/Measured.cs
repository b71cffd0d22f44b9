using System.Diagnostics;
using System.Globalization;

namespace StartOperator.Bench.Packages;

/// <summary>What a program took.</summary>
/// <param name="Seconds">How long it ran.</param>
/// <param name="Processor">How many seconds of processors that took, with the kernel's for it; 0 where <c>time</c> is not there to tell.</param>
/// <param name="Mebibytes">The most memory that it held, in MiB; 0 where <c>time</c> is not there to tell.</param>
internal sealed record Measured(double Seconds, double Processor, double Mebibytes)
{
    private const string Time = "/usr/bin/time";

    /// <summary>Runs a program to its end.</summary>
    /// <param name="command">The program, and its arguments.</param>
    /// <param name="cache">The folder for what it remembers.</param>
    /// <param name="piped">A file that comes to it through a pipe; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidOperationException">It fails.</exception>
    public static async Task<Measured> RunAsync(IReadOnlyList<string> command, string cache, string? piped, CancellationToken cancellationToken)
    {
        string[] timed = [.. File.Exists(Time) ? [Time, "-f", "%U %S %M"] : Array.Empty<string>(), .. command];
        string[] whole = piped is null ? timed : ["/bin/sh", "-c", "file=$0; cat \"$file\" | \"$@\"", piped, .. timed];
        var start = new ProcessStartInfo(whole[0], whole[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["XDG_CACHE_HOME"] = cache;
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await output;
        var complaints = (await error).TrimEnd().Split('\n');
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)}: {string.Join('\n', complaints)}");
        if (timed[0] != Time) return new Measured(seconds, 0, 0);

        var told = complaints[^1].Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)).ToList();
        return new Measured(seconds, told[0] + told[1], told[2] / 1024);
    }
}

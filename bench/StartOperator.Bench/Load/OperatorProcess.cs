using System.Diagnostics;
using System.Globalization;

namespace StartOperator.Bench.Load;

/// <summary>The operator under test, a process of its own, and what the operating system tells of it.</summary>
public sealed class OperatorProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Dictionary<string, TaskCompletionSource> _said = new() { ["synced"] = New(), ["reconciled"] = New() };
    private readonly Task _reading;

    private OperatorProcess(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>When it was started, on the clock of <see cref="TimeProvider.System"/>.</summary>
    public long Started { get; private init; }

    /// <summary>Starts it.</summary>
    /// <param name="program">The executable, or an assembly for `dotnet`.</param>
    /// <param name="arguments">Its arguments.</param>
    public static OperatorProcess Start(string program, params string[] arguments)
    {
        string[] line = program.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", program, .. arguments] : [program, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, UseShellExecute = false };
        var now = TimeProvider.System.GetTimestamp();
        return new OperatorProcess(Process.Start(start)!) { Started = now };
    }

    /// <summary>Waits until its caches are filled.</summary>
    public Task SyncedAsync(CancellationToken cancellation) => SaidAsync("synced", cancellation);

    /// <summary>Waits until it has done as many reconciles as it was told to expect.</summary>
    public Task ReconciledAsync(CancellationToken cancellation) => SaidAsync("reconciled", cancellation);

    /// <summary>Resident memory now, MiB.</summary>
    public double Rss => Memory("VmRSS:");

    /// <summary>The most resident memory it ever had, MiB.</summary>
    public double PeakRss => Memory("VmHWM:");

    /// <summary>Processor time so far, user and system, in seconds.</summary>
    public double Cpu => _process.TotalProcessorTime.TotalSeconds;

    /// <summary>Asks it to end, and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var end = PosixSignalSender.Terminate(_process.Id);
            await end.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }

        await _reading;
        _process.Dispose();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task SaidAsync(string word, CancellationToken cancellation) => await _said[word].Task.WaitAsync(TimeSpan.FromMinutes(10), cancellation);

    private double Memory(string field) => double.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(field, StringComparison.Ordinal))[field.Length..].Replace("kB", "", StringComparison.Ordinal),
        CultureInfo.InvariantCulture) / 1024;

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (_said.TryGetValue(line, out var said))
            {
                said.TrySetResult();
            }
            else
            {
                await Console.Error.WriteLineAsync($"operator: {line}");
            }
        }

        foreach (var said in _said.Values)
        {
            said.TrySetException(new InvalidOperationException("the operator has ended"));
        }
    }
}

/// <summary>Sends SIGTERM, which .NET has no call for.</summary>
internal static class PosixSignalSender
{
    public static Process Terminate(int process) => Process.Start("kill", ["-TERM", process.ToString(CultureInfo.InvariantCulture)]);
}

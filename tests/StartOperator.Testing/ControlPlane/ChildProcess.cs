using System.Diagnostics;
using System.Globalization;

namespace StartOperator.Testing.ControlPlane;

/// <summary>
/// A program that lives no longer than this process: a shell holds its standard input, and kills it when that is closed, be it by
/// <see cref="DisposeAsync"/> or because this process died.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const string Watchdog = """
        exec 3<&0
        "$@" </dev/null & child=$!
        ( cat <&3 >/dev/null; kill -9 $child ) 2>/dev/null & guard=$!
        wait $child; code=$?
        kill $guard 2>/dev/null
        exit $code
        """;

    private readonly Process _shell;
    private readonly Task _log;

    private ChildProcess(Process shell, Task log, string logFile)
    {
        (_shell, _log, LogFile) = (shell, log, logFile);
    }

    /// <summary>Where its output goes.</summary>
    public string LogFile { get; }

    /// <summary>Whether it ended.</summary>
    public bool HasExited => _shell.HasExited;

    /// <summary>The processor time it has used so far, user and system; nothing where the system doesn't tell.</summary>
    public TimeSpan Cpu
    {
        get
        {
            var children = $"/proc/{_shell.Id}/task/{_shell.Id}/children";
            return !File.Exists(children)
                ? TimeSpan.Zero
                : File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate(TimeSpan.Zero, (sum, process) => sum + CpuOf(process));
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="logFile">Where its output is appended.</param>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, string logFile)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Watchdog, "sh", program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(logFile)!,
        };
        var shell = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        return new(shell, LogAsync(shell, logFile), logFile);
    }

    /// <summary>The last lines it wrote.</summary>
    public string Tail() => File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(15)) : "";

    /// <summary>Kills it and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        await _log;
        _shell.Dispose();
    }

    private static TimeSpan CpuOf(string id)
    {
        try
        {
            using var process = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
            return process.TotalProcessorTime;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return TimeSpan.Zero; // It has just ended.
        }
    }

    private static async Task LogAsync(Process shell, string logFile)
    {
        await using var file = new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        await using var writer = TextWriter.Synchronized(new StreamWriter(file) { AutoFlush = true });
        await Task.WhenAll(CopyAsync(shell.StandardOutput, writer), CopyAsync(shell.StandardError, writer));
    }

    private static async Task CopyAsync(StreamReader from, TextWriter to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            await to.WriteLineAsync(line);
        }
    }
}

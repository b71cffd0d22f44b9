using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace StartOperator.Cli.Tests.Import;

/// <summary>A real registry on this machine, as Debian's <c>docker-registry</c> is one, in a folder of its own; gone afterwards.</summary>
internal sealed class DebianRegistry : IAsyncDisposable
{
    private const string Program = "/usr/bin/docker-registry";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder;
    private Process _process;

    private DebianRegistry(DirectoryInfo folder, string host, Process process) => (_folder, Host, _process) = (folder, host, process);

    /// <summary>Its name in references.</summary>
    public string Host { get; }

    /// <summary>Starts one; skips the test where there is none.</summary>
    public static async Task<DebianRegistry> StartAsync()
    {
        Assert.SkipUnless(File.Exists(Program), $"{Program} is not there to be a registry");
        var folder = Directory.CreateTempSubdirectory("startctl-registry-");
        var host = $"127.0.0.1:{FreePort()}";
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "config.yml"), $$"""
            version: 0.1
            log: {level: error}
            storage:
              filesystem: {rootdirectory: "{{folder.FullName}}/store"}
            http:
              addr: "{{host}}"
              secret: test
            """);
        var registry = new DebianRegistry(folder, host, Run(folder));
        await registry.WaitAsync();
        return registry;
    }

    /// <summary>What it holds: every file with its length and time.</summary>
    public List<string> Files() => Store.Exists
        ? [.. Store.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc:O}").Order(StringComparer.Ordinal)]
        : [];

    /// <summary>How many bytes have come in of transfers that are not complete.</summary>
    public long Incomplete() => Store.Exists ? Store.EnumerateFiles("data", SearchOption.AllDirectories).Where(file => file.FullName.Contains("/_uploads/", StringComparison.Ordinal)).Sum(Length) : 0;

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private DirectoryInfo Store => new(Path.Combine(_folder.FullName, "store"));

    private static long Length(FileInfo file)
    {
        file.Refresh();
        return file.Exists ? file.Length : 0;
    }

    private static Process Run(DirectoryInfo folder)
    {
        var start = new ProcessStartInfo(Program, ["serve", Path.Combine(folder.FullName, "config.yml")]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitAsync()
    {
        using var client = new HttpClient();
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(new Uri($"http://{Host}/v2/"));
                if (response.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(started) < Patience && !_process.HasExited)
            {
                await Task.Yield();
            }
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace StartOperator.Bench.Packages;

/// <summary>Debian's <c>docker-registry</c> on this machine, with its storage in a folder.</summary>
internal sealed class LoopbackRegistry : IDisposable
{
    private const string Program = "/usr/bin/docker-registry";

    private readonly Process _process;

    private LoopbackRegistry(string host, Process process) => (Host, _process) = (host, process);

    /// <summary>Its name in references.</summary>
    public string Host { get; }

    /// <summary>Starts it.</summary>
    public static async Task<LoopbackRegistry> StartAsync(string folder, CancellationToken cancellationToken)
    {
        if (!File.Exists(Program)) throw new InvalidOperationException($"{Program} is not there: apt-get install docker-registry skopeo");

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var host = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        listener.Stop();
        var config = Path.Combine(folder, "registry.yml");
        await File.WriteAllTextAsync(config, $$"""
            version: 0.1
            log: {level: error}
            storage:
              filesystem: {rootdirectory: "{{folder}}/store"}
            http:
              addr: "{{host}}"
              secret: bench
            """, cancellationToken);
        var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec {Program} serve '{config}' >'{folder}/registry.log' 2>&1"]))!;
        var registry = new LoopbackRegistry(host, process);
        using var client = new HttpClient();
        while (!process.HasExited)
        {
            try
            {
                using var response = await client.GetAsync(new Uri($"http://{host}/v2/"), cancellationToken);
                return registry;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50, cancellationToken);
            }
        }

        throw new InvalidOperationException("the registry does not start");
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}

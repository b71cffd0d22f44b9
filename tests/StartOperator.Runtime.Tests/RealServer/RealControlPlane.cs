using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using k8s;

namespace StartOperator.Runtime.Tests.RealServer;

/// <summary>
/// A real kube-apiserver and etcd on loopback, from the binaries in <c>KUBEBUILDER_ASSETS</c>, for as long as a test class runs. Without the
/// binaries every test that asks for it is skipped, saying so.
/// </summary>
public sealed class RealControlPlane : IAsyncLifetime
{
    private const string Token = "test-admin-token";

    private readonly string _directory = Directory.CreateTempSubdirectory("runtime-tests-").FullName;
    private readonly int _etcdPort = FreePort();
    private readonly int _peerPort = FreePort();
    private readonly int _port = FreePort();
    private readonly Kubernetes _kubernetes;
    private readonly HttpClient _http;
    private Process? _etcd;
    private Process? _server;

    public RealControlPlane()
    {
        _kubernetes = new Kubernetes(Configuration);
        _http = _kubernetes.HttpClient;
        _http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    public static string Assets { get; } = Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") is { Length: > 0 } set ? set : "/usr/local/kubebuilder/bin";

    public static bool IsAvailable => File.Exists(Path.Combine(Assets, "kube-apiserver")) && File.Exists(Path.Combine(Assets, "etcd"));

    public string EtcdUrl => $"http://127.0.0.1:{_etcdPort}";

    public KubernetesClientConfiguration Configuration => new()
    {
        Host = $"https://127.0.0.1:{_port}",
        AccessToken = Token,
        SkipTlsVerify = true,
    };

    public async ValueTask InitializeAsync()
    {
        if (!IsAvailable)
        {
            return;
        }

        using (var key = RSA.Create(2048))
        {
            await File.WriteAllTextAsync(Path.Combine(_directory, "sa.key"), key.ExportRSAPrivateKeyPem());
        }

        await File.WriteAllTextAsync(Path.Combine(_directory, "tokens.csv"), $"{Token},admin,admin,system:masters\n");
        _etcd = Start(
            "etcd",
            "--data-dir", Path.Combine(_directory, "etcd"), "--listen-client-urls", EtcdUrl, "--advertise-client-urls", EtcdUrl,
            "--listen-peer-urls", $"http://127.0.0.1:{_peerPort}", "--unsafe-no-fsync");
        await StartServerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopServerAsync();
        await StopAsync(_etcd);
        _kubernetes.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Skips the test unless the binaries are there.</summary>
    public static void Require() => Assert.SkipUnless(
        IsAvailable, $"needs a real control plane: kube-apiserver and etcd are not in {Assets} (set KUBEBUILDER_ASSETS)");

    public async Task StartServerAsync()
    {
        _server = Start(
            "kube-apiserver",
            "--etcd-servers", EtcdUrl, "--cert-dir", Path.Combine(_directory, "certs"), "--secure-port", $"{_port}", "--bind-address", "127.0.0.1",
            "--service-account-issuer", "https://kubernetes.default.svc", "--service-account-key-file", Path.Combine(_directory, "sa.key"),
            "--service-account-signing-key-file", Path.Combine(_directory, "sa.key"), "--token-auth-file", Path.Combine(_directory, "tokens.csv"),
            "--authorization-mode", "RBAC", "--service-cluster-ip-range", "10.96.0.0/16", "--allow-privileged=true");
        await ReadyAsync();
    }

    public Task StopServerAsync() => StopAsync(_server);

    /// <summary>Forgets the history of everything: watches from older versions then get 410.</summary>
    public async Task CompactAsync(string revision)
    {
        var body = new StringContent($$"""{"revision":"{{revision}}","physical":true}""");
        (await _http.PostAsync($"{EtcdUrl}/v3/kv/compaction", body)).EnsureSuccessStatusCode();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task StopAsync(Process? process)
    {
        if (process is null)
        {
            return;
        }

        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private Process Start(string program, params string[] arguments)
    {
        var log = new StreamWriter(Path.Combine(_directory, $"{program}.log"), append: true);
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(Path.Combine(Assets, program), arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = _directory,
            },
            EnableRaisingEvents = true,
        };
        var writer = TextWriter.Synchronized(log);
        process.OutputDataReceived += (_, line) => writer.WriteLine(line.Data);
        process.ErrorDataReceived += (_, line) => writer.WriteLine(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task ReadyAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await pause.WaitForNextTickAsync(limit.Token))
        {
            try
            {
                if ((await _http.GetAsync($"https://127.0.0.1:{_port}/readyz", limit.Token)).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (_server is { HasExited: false })
            {
                // Not listening yet.
            }
        }
    }
}

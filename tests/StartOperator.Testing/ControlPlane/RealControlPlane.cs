using System.Globalization;
using System.Net;
using System.Net.Sockets;
using k8s;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.Testing.ControlPlane;

/// <summary>
/// A real etcd and kube-apiserver, and on request kube-controller-manager and kube-scheduler, on loopback ports of their own, with an
/// audit log. One instance serves as many tests as like to share it; it ends, and leaves nothing behind, when it is disposed of.
/// </summary>
public sealed class RealControlPlane : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);
    private const int StartAttempts = 5;
    private readonly ControlPlaneBinaries _binaries;
    private readonly RealControlPlaneOptions _options;
    private readonly ControlPlaneFolder _folder = new();
    private readonly int _port = FreePort();
    private readonly int _etcdPort = FreePort();
    private readonly int _etcdPeerPort = FreePort();
    private readonly List<ChildProcess> _others = [];
    private ChildProcess? _etcd;
    private ChildProcess? _apiServer;

    private RealControlPlane(ControlPlaneBinaries binaries, RealControlPlaneOptions options)
    {
        (_binaries, _options) = (binaries, options);
        KubeconfigPath = _folder.Kubeconfig(Server, "admin", "system:masters");
        Audit = new(_folder["audit.log"], KubeconfigPath);
    }

    /// <summary>The API server.</summary>
    public Uri Server => new($"https://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>A kubeconfig of a user who may do everything.</summary>
    public string KubeconfigPath { get; }

    /// <summary>The same for KubernetesClient; a new object at every call.</summary>
    public KubernetesClientConfiguration Configuration => KubernetesClientConfiguration.BuildConfigFromConfigFile(KubeconfigPath);

    /// <summary>Every request the API server answered.</summary>
    public AuditLog Audit { get; }

    /// <summary>The processor time that kube-apiserver and etcd have used so far.</summary>
    public (TimeSpan ApiServer, TimeSpan Etcd) Cpu => (_apiServer?.Cpu ?? TimeSpan.Zero, _etcd?.Cpu ?? TimeSpan.Zero);

    /// <summary>Whether this machine has the programs.</summary>
    /// <param name="reason">Why not, and what to do about it.</param>
    /// <param name="full">Whether kube-controller-manager and kube-scheduler are needed too.</param>
    public static bool TryFindBinaries(out string reason, bool full = false) => ControlPlaneBinaries.TryFind(full, out reason) is not null;

    /// <summary>Starts a control plane and waits until it serves.</summary>
    /// <param name="options">What it consists of.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">A program is missing or ended; the message has the end of its log.</exception>
    public static async Task<RealControlPlane> StartAsync(RealControlPlaneOptions options, CancellationToken cancellation)
    {
        var binaries = ControlPlaneBinaries.TryFind(options.Full, out var reason) ?? throw new InvalidOperationException(reason);
        for (var attempt = 1; ; attempt++)
        {
            var controlPlane = new RealControlPlane(binaries, options);
            try
            {
                await controlPlane.StartAsync(cancellation);
                return controlPlane;
            }
            catch (InvalidOperationException fault) when (attempt < StartAttempts && fault.Message.Contains("address already in use", StringComparison.Ordinal))
            {
                // Between choosing a free port and listening on it, another program was given it.
                await controlPlane.DisposeAsync();
            }
            catch
            {
                await controlPlane.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>A kubeconfig of another user, who may do what RBAC grants.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="groups">The user's groups.</param>
    public string KubeconfigFor(string user, params IEnumerable<string> groups) => _folder.Kubeconfig(Server, user, groups);

    /// <summary>Kills the API server: clients lose their connections until <see cref="StartApiServerAsync"/>.</summary>
    public async Task StopApiServerAsync()
    {
        if (_apiServer is { } running)
        {
            _apiServer = null;
            await running.DisposeAsync();
        }
    }

    /// <summary>Starts the API server again, on the same port, with the same objects.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task StartApiServerAsync(CancellationToken cancellation)
    {
        _apiServer ??= Start("kube-apiserver", ApiServerFlags());
        await ReadyAsync(cancellation);
    }

    /// <summary>Kills the API server and starts it again.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task RestartApiServerAsync(CancellationToken cancellation)
    {
        await StopApiServerAsync();
        await StartApiServerAsync(cancellation);
    }

    /// <summary>Has etcd forget the history of everything: a watch from an older version is then told that it is gone.</summary>
    /// <param name="revision">The resource version up to which it is forgotten.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task CompactAsync(string revision, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        using var body = new StringContent($$"""{"revision":"{{revision}}","physical":true}""");
        using var answer = await http.PostAsync(new Uri($"http://127.0.0.1:{_etcdPort}/v3/kv/compaction"), body, cancellation);
        answer.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var program in _others)
        {
            await program.DisposeAsync();
        }

        await StopApiServerAsync();
        if (_etcd is { } etcd)
        {
            await etcd.DisposeAsync();
        }

        Audit.Dispose();
        _folder.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        _etcd = Start("etcd", EtcdFlags());
        await StartApiServerAsync(cancellation);
        if (_options.Full)
        {
            _others.Add(Start("kube-controller-manager", ControllerManagerFlags()));
            _others.Add(Start("kube-scheduler", SchedulerFlags()));
            await UntilAsync(HasDefaultServiceAccountAsync, "the default service account", cancellation);
        }
    }

    private IEnumerable<string> EtcdFlags() =>
    [
        $"--data-dir={_folder["etcd"]}",
        $"--listen-client-urls=http://127.0.0.1:{_etcdPort}",
        $"--advertise-client-urls=http://127.0.0.1:{_etcdPort}",
        $"--listen-peer-urls=http://127.0.0.1:{_etcdPeerPort}",
        "--unsafe-no-fsync",
        "--log-level=warn",
    ];

    private IEnumerable<string> ApiServerFlags() =>
    [
        $"--etcd-servers=http://127.0.0.1:{_etcdPort}",
        "--bind-address=127.0.0.1",
        $"--secure-port={_port}",
        $"--tls-cert-file={_folder["apiserver.crt"]}",
        $"--tls-private-key-file={_folder["apiserver.key"]}",
        $"--client-ca-file={_folder["ca.crt"]}",
        "--service-account-issuer=https://kubernetes.default.svc",
        $"--service-account-key-file={_folder["serviceaccounts.crt"]}",
        $"--service-account-signing-key-file={_folder["serviceaccounts.key"]}",
        "--service-cluster-ip-range=10.96.0.0/16",
        "--authorization-mode=RBAC",
        "--enable-admission-plugins=OwnerReferencesPermissionEnforcement",
        "--allow-privileged=true",
        "--kubelet-preferred-address-types=InternalIP",
        $"--audit-policy-file={_folder["audit-policy.yaml"]}",
        $"--audit-log-path={_folder["audit.log"]}",
        "--audit-log-maxsize=0",
        .. _options.ApiServerFlags,
    ];

    private IEnumerable<string> ControllerManagerFlags() =>
    [
        $"--kubeconfig={KubeconfigPath}",
        $"--root-ca-file={_folder["ca.crt"]}",
        $"--service-account-private-key-file={_folder["serviceaccounts.key"]}",
        "--use-service-account-credentials",
        "--leader-elect=false",
        "--secure-port=0",
        "--kube-api-qps=500",
        "--kube-api-burst=1000",
        "--pvclaimbinder-sync-period=1s",
        $"--node-monitor-grace-period={(int)_options.NodeMonitorGracePeriod.TotalSeconds}s",
        .. _options.ControllerManagerFlags,
    ];

    private IEnumerable<string> SchedulerFlags() =>
        [$"--kubeconfig={KubeconfigPath}", "--leader-elect=false", "--secure-port=0", "--kube-api-qps=500", "--kube-api-burst=1000"];

    private ChildProcess Start(string program, IEnumerable<string> flags) =>
        ChildProcess.Start(_binaries[program], flags, _folder[$"{program}.log"]);

    private Task ReadyAsync(CancellationToken cancellation) => UntilAsync(IsReadyAsync, "kube-apiserver's readiness", cancellation);

    private static async Task<bool> IsReadyAsync(ClusterApi api, CancellationToken cancellation) =>
        await api.ReadTextAsync("/readyz", cancellation) == "ok";

    private static async Task<bool> HasDefaultServiceAccountAsync(ClusterApi api, CancellationToken cancellation) =>
        await api.FindAsync<V1ServiceAccount>(new("default", "default"), cancellation) is not null;

    private async Task UntilAsync(Func<ClusterApi, CancellationToken, Task<bool>> holds, string what, CancellationToken cancellation)
    {
        using var api = new ClusterApi(Configuration, "startoperator-tests/start");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartLimit);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        string? fault = null;
        do
        {
            try
            {
                if (await holds(api, limit.Token))
                {
                    return;
                }
            }
            catch (Exception refused) when (refused is HttpRequestException or ApiRefusalException or IOException)
            {
                fault = refused.Message;
            }

            ThrowIfEnded();
        }
        while (await NextAsync(pace, limit.Token));

        cancellation.ThrowIfCancellationRequested();
        throw new InvalidOperationException($"waited {StartLimit.TotalSeconds} s in vain for {what}: {fault}\n{_apiServer?.Tail()}");
    }

    private static async Task<bool> NextAsync(PeriodicTimer pace, CancellationToken limit)
    {
        try
        {
            return await pace.WaitForNextTickAsync(limit);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void ThrowIfEnded()
    {
        if (new[] { _etcd, _apiServer }.Concat(_others).FirstOrDefault(program => program is { HasExited: true }) is { } ended)
        {
            throw new InvalidOperationException($"{Path.GetFileNameWithoutExtension(ended.LogFile)} ended:\n{ended.Tail()}");
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

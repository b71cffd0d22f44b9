using System.Diagnostics;

namespace StartOperator.Testing;

/// <summary>How a run of kubectl ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error.</param>
public sealed record KubectlResult(int ExitCode, string Output, string Errors);

/// <summary>Runs the real kubectl against a cluster.</summary>
/// <param name="kubeconfigPath">The cluster and the user.</param>
public sealed class KubectlRunner(string kubeconfigPath)
{
    /// <summary>Environment variables for kubectl, besides this process's: <c>KUBE_EDITOR</c>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether this machine has kubectl.</summary>
    /// <param name="reason">Why not, and what to do about it; empty when it has.</param>
    public static bool TryFind(out string reason)
    {
        var found = Folders().Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "kubectl.exe" : "kubectl")));
        reason = found ? "" : "no kubectl in PATH; install it";
        return found;
    }

    /// <summary>Runs kubectl to its end, however it ends.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <param name="input">What it reads from standard input, as for <c>apply -f -</c>.</param>
    public async Task<KubectlResult> TryRunAsync(IEnumerable<string> arguments, CancellationToken cancellation, string? input = null)
    {
        var start = new ProcessStartInfo("kubectl", ["--kubeconfig", kubeconfigPath, .. Cache(), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        using var kubectl = Process.Start(start) ?? throw new InvalidOperationException("kubectl did not start");
        using var kill = cancellation.Register(() => kubectl.Kill(entireProcessTree: true));
        var output = kubectl.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = kubectl.StandardError.ReadToEndAsync(CancellationToken.None);
        await kubectl.StandardInput.WriteAsync(input);
        kubectl.StandardInput.Close();
        await kubectl.WaitForExitAsync(CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        return new(kubectl.ExitCode, await output, await errors);
    }

    /// <summary>Runs kubectl and returns what it wrote to standard output.</summary>
    /// <param name="cancellation">Kills it.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="InvalidOperationException">It failed; the message has what it wrote.</exception>
    public async Task<string> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        var result = await TryRunAsync(arguments, cancellation);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException(
                $"kubectl {string.Join(' ', arguments)}: exit code {result.ExitCode}\n{result.Errors}{result.Output}");
    }

    // Discovery is cached by host and port, and the ports of test clusters come back with other clusters behind them.
    private string[] Cache()
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(kubeconfigPath))!;
        return folder.StartsWith(Path.GetTempPath(), StringComparison.Ordinal) ? ["--cache-dir", Path.Combine(folder, "kubectl-cache")] : [];
    }

    private static string[] Folders() =>
        (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
}

using System.Diagnostics;

namespace StartOperator.Testing;

/// <summary>Runs the real Helm against a cluster; <c>HELM</c> or <c>PATH</c> says where it is.</summary>
/// <param name="kubeconfigPath">The cluster and the user; Helm's caches are kept beside it, since ports of test clusters come back with other clusters behind them.</param>
public sealed class HelmRunner(string kubeconfigPath)
{
    /// <summary>Whether this machine has Helm.</summary>
    /// <param name="reason">Why not, and what to do about it; empty when it has.</param>
    public static bool TryFind(out string reason)
    {
        reason = File.Exists(Find()) ? "" : "no helm in PATH, and HELM does not name one; install it";
        return reason.Length == 0;
    }

    /// <summary>Runs Helm and returns what it wrote to standard output.</summary>
    /// <param name="cancellation">Kills it.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="InvalidOperationException">It failed; the message has what it wrote.</exception>
    public async Task<string> RunAsync(CancellationToken cancellation, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Find() ?? "helm", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KUBECONFIG"] = kubeconfigPath;
        foreach (var folder in (string[])["HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME", "KUBECACHEDIR"])
        {
            start.Environment[folder] = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(kubeconfigPath))!, "helm", folder);
        }

        using var helm = Process.Start(start) ?? throw new InvalidOperationException("helm did not start");
        await using var kill = cancellation.Register(() => helm.Kill(entireProcessTree: true));
        var output = helm.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = helm.StandardError.ReadToEndAsync(CancellationToken.None);
        await helm.WaitForExitAsync(CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        return helm.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"helm {string.Join(' ', start.ArgumentList)}: exit code {helm.ExitCode}\n{await errors}{await output}");
    }

    private static string? Find() => Environment.GetEnvironmentVariable("HELM") is { Length: > 0 } set
        ? set
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "helm.exe" : "helm")).FirstOrDefault(File.Exists);
}

using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace StartOperator.Cli.Tests.Import;

/// <summary>Looks at registries and archives with somebody else's eyes: <c>skopeo</c>.</summary>
internal static class Skopeo
{
    private const string Program = "/usr/bin/skopeo";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs it and returns what it prints; skips the test where it is not there.</summary>
    public static async Task<string> RunAsync(params string[] args)
    {
        Assert.SkipUnless(File.Exists(Program), $"{Program} is not there to look at registries with");
        using var process = Process.Start(new ProcessStartInfo(Program, args) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
        await process.WaitForExitAsync(patience.Token);
        process.ExitCode.ShouldBe(0, $"skopeo {string.Join(' ', args)}: {await error}");
        return await output;
    }

    /// <summary>The digest of a manifest that it printed raw.</summary>
    public static string DigestOf(string raw) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(raw)))}";
}

namespace StartOperator.Bench.Packages;

/// <summary>
/// Measures <c>startctl verify</c> against <c>sha512sum</c>, and <c>startctl import</c> against <c>skopeo copy</c>, in turns, on the same files and the same registry. Each
/// is compared with what ran just before or after it, since a machine is not equally fast all day.
/// </summary>
/// <param name="startctl">The program: an assembly, or compiled ahead of time.</param>
/// <param name="mebibytes">How large the package is.</param>
/// <param name="rounds">How often each is run.</param>
internal sealed class PackageRounds(string startctl, int mebibytes, int rounds)
{
    private readonly string[] _startctl = startctl.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", startctl] : [startctl];
    private readonly Dictionary<string, List<Measured>> _runs = new(StringComparer.Ordinal);

    /// <summary>Measures.</summary>
    public async Task<PackageFigures> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("startctl-bench-");
        try
        {
            var package = SyntheticPackage.Make(folder.FullName, mebibytes);
            using var registry = await LoopbackRegistry.StartAsync(folder.FullName, cancellationToken);
            await using var server = await WebFile.StartAsync(package.File, cancellationToken);
            for (var round = 0; round < rounds; round++)
            {
                await VerifyAsync(package, server.Url, folder, cancellationToken);
                await ImportAsync(package, server.Url, registry.Host, folder, cancellationToken);
            }

            return new PackageFigures(_startctl.Length > 1 ? "JIT" : "native AOT", mebibytes, Environment.ProcessorCount, Figures());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task VerifyAsync(SyntheticPackage package, string url, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        await RunAsync(Sum, folder, ["sha512sum", package.File], null, cancellationToken);
        await RunAsync(Verify, folder, [.. _startctl, "verify", package.File], null, cancellationToken);
        await RunAsync(VerifyPipe, folder, [.. _startctl, "verify", "-"], package.File, cancellationToken);
        await RunAsync(VerifyUrl, folder, [.. _startctl, "verify", url], null, cancellationToken);
    }

    private async Task ImportAsync(SyntheticPackage package, string url, string registry, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        string[] copy = ["skopeo", "copy", "--dest-tls-verify=false"];
        string[] target = [$"docker-archive:{package.Archive}", $"docker://{registry}/skopeo/boulder:1"];
        string[] Import(string place) => [.. _startctl, "import", place, "--registry", $"{registry}/startctl", "--insecure-registry"];

        await RunAsync(Copy, folder, [.. copy, .. target], null, cancellationToken);
        Empty(folder);
        await RunAsync(CopyAsItIs, folder, [.. copy, "--preserve-digests", .. target], null, cancellationToken);
        Empty(folder);
        await RunAsync(Push, folder, Import(package.File), null, cancellationToken);
        await RunAsync(Repeat, folder, Import(package.File), null, cancellationToken);
        Empty(folder);
        await RunAsync(PushPipe, folder, Import("-"), package.File, cancellationToken);
        Empty(folder);
        await RunAsync(PushUrl, folder, Import(url), null, cancellationToken);
        Empty(folder);
    }

    private const string Sum = "sha512sum";
    private const string Verify = "startctl verify FILE";
    private const string VerifyPipe = "startctl verify -";
    private const string VerifyUrl = "startctl verify URL";
    private const string Copy = "skopeo copy";
    private const string CopyAsItIs = "skopeo copy --preserve-digests";
    private const string Push = "startctl import FILE";
    private const string Repeat = "startctl import FILE, again";
    private const string PushPipe = "startctl import -";
    private const string PushUrl = "startctl import URL";

    private async Task RunAsync(string what, DirectoryInfo folder, IReadOnlyList<string> command, string? piped, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"{mebibytes} MiB: {what}");
        if (!_runs.TryGetValue(what, out var runs)) _runs[what] = runs = [];
        runs.Add(await Measured.RunAsync(command, Path.Combine(folder.FullName, "cache"), piped, cancellationToken));
    }

    /// <summary>What skopeo compresses it holds smaller, at the price of the digests: it is compared both ways.</summary>
    private List<PackageFigure> Figures()
    {
        var (sum, copy, asItIs) = (Figure(Sum), Figure(Copy), Figure(CopyAsItIs));
        return
        [
            sum, .. ((string[])[Verify, VerifyPipe, VerifyUrl]).Select(what => Figure(what).Beside(sum)),
            copy, asItIs, Figure(Push).Beside(copy), .. ((string[])[Push, Repeat, PushPipe, PushUrl]).Select(what => Figure(what).Beside(asItIs)),
        ];
    }

    private PackageFigure Figure(string what) => PackageFigure.Of(what, _runs[what]);

    /// <summary>Nothing is there already when the next one pushes.</summary>
    private static void Empty(DirectoryInfo folder)
    {
        var store = Path.Combine(folder.FullName, "store");
        if (Directory.Exists(store)) Directory.Delete(store, recursive: true);
    }
}

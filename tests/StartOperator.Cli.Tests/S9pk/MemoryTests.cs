using System.Diagnostics;
using System.Globalization;

namespace StartOperator.Cli.Tests.S9pk;

/// <summary>
/// Large packages take no more memory than small ones. <c>STARTOPERATOR_S9PK_MEBIBYTES</c> says how large the package is, such as 2048; the default
/// is small, and takes a second or two.
/// </summary>
public sealed class MemoryTests : IDisposable
{
    private const string Variable = "STARTOPERATOR_S9PK_MEBIBYTES";

    /// <summary>What startctl may hold, runtime and all: 64 MiB compiled ahead of time, and what the compiler takes that works while it runs here.</summary>
    private const long MostKilobytes = (64 + 20) * 1024;

    private static readonly long Mebibytes = long.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out var mebibytes) ? mebibytes : 256;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("startctl-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("verify")]
    [InlineData("inspect")]
    [InlineData("inspect", "--no-verify")]
    public async Task A_large_file_takes_little_memory(params string[] command) => await MeasureAsync(command, piped: false);

    [Theory]
    [InlineData("verify")]
    [InlineData("inspect")]
    public async Task A_large_pipe_takes_little_memory(params string[] command) => await MeasureAsync(command, piped: true);

    [Fact]
    public async Task A_large_package_from_a_web_server_takes_little_memory()
    {
        await using var server = await FileServer.StartAsync(Write());
        var watch = Stopwatch.StartNew();
        Judge(await Child.MeasureAsync(_ => Task.CompletedTask, "verify", server.Url), "verify URL", watch);
    }

    [Fact]
    public async Task Laying_out_a_large_package_takes_little_memory()
    {
        var watch = Stopwatch.StartNew();
        Judge(await Child.MeasureAsync(_ => Task.CompletedTask, "extract", Write(), "-C", Path.Combine(_folder.FullName, "target")), "extract", watch);
    }

    private async Task MeasureAsync(string[] command, bool piped)
    {
        var path = Write();
        var watch = Stopwatch.StartNew();
        var run = await Child.MeasureAsync(
            async stream =>
            {
                if (piped)
                {
                    await using var file = File.OpenRead(path);
                    await file.CopyToAsync(stream);
                }
            },
            [.. command, piped ? "-" : path]);
        Judge(run, $"{string.Join(' ', command)} {(piped ? "-" : "FILE")}", watch);
    }

    private string Write()
    {
        var path = Path.Combine(_folder.FullName, "large.s9pk");
        LargePackage.Write(path, Mebibytes << 20);
        return path;
    }

    private static void Judge(Child run, string what, Stopwatch watch)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what}, {Mebibytes} MiB: at most {run.PeakKilobytes / 1024.0:0.0} MiB of memory, {watch.Elapsed.TotalSeconds:0.0} s"));
        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        run.PeakKilobytes.ShouldBeLessThanOrEqualTo(MostKilobytes);
    }
}

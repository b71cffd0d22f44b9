using System.Diagnostics;
using System.Text.Json;
using StartOperator.Cli.Tests.S9pk;
using StartOperator.Package.S9pk;

namespace StartOperator.Cli.Tests.Import;

/// <summary>Packages come into a real registry as they are, and can be used from there.</summary>
public sealed class ImportTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly PackableFolder _package = new();

    public void Dispose() => _package.Dispose();

    [Fact]
    public async Task Every_digest_is_what_the_package_holds()
    {
        await using var registry = await DebianRegistry.StartAsync();
        var run = await ImportAsync(registry, await _package.PackAsync());

        var service = run.Object("StartService");
        var image = service.GetProperty("spec").GetProperty("images").GetProperty("main");
        var reference = image.GetProperty("image").GetString()!;
        reference.ShouldStartWith($"{registry.Host}/pk/pebble/main@sha256:");
        image.GetProperty("architectures").EnumerateArray().Select(item => item.GetString()).ShouldBe(["arm64", "amd64"]);
        Skopeo.DigestOf(await Skopeo.RunAsync("inspect", "--tls-verify=false", "--raw", $"docker://{reference}")).ShouldBe(reference.Split('@')[1]);

        using var file = File.OpenRead(_package.Package);
        foreach (var archive in S9pkReader.Read(file).Package!.Images!.Archives)
        {
            var platform = archive.Images[0].Platform!;
            using var seen = JsonDocument.Parse(await Skopeo.RunAsync("--override-arch", platform.Architecture, "inspect", "--tls-verify=false", $"docker://{reference}"));
            seen.RootElement.GetProperty("Layers").EnumerateArray().Select(layer => layer.GetString()).ShouldBe(archive.Images[0].Layers.Select(layer => layer.Blob.Digest!.ToString()));
        }
    }

    [Fact]
    public async Task Another_registry_can_take_it_over_byte_for_byte()
    {
        await using var registry = await DebianRegistry.StartAsync();
        var service = (await ImportAsync(registry, await _package.PackAsync())).Object("StartService").GetProperty("spec");
        string[] references =
        [
            service.GetProperty("images").GetProperty("main").GetProperty("image").GetString()!,
            service.GetProperty("assets").GetProperty("files").GetProperty("image").GetProperty("reference").GetString()!,
        ];
        foreach (var reference in references)
        {
            await Skopeo.RunAsync("copy", "--all", "--preserve-digests", "--src-tls-verify=false", "--dest-tls-verify=false", $"docker://{reference}", $"docker://{registry.Host}/copy:1");
            Skopeo.DigestOf(await Skopeo.RunAsync("inspect", "--tls-verify=false", "--raw", $"docker://{registry.Host}/copy:1")).ShouldBe(reference.Split('@')[1]);
        }
    }

    [Fact]
    public async Task A_second_import_writes_nothing()
    {
        await using var registry = await DebianRegistry.StartAsync();
        var first = await ImportAsync(registry, await _package.PackAsync());
        var files = registry.Files();

        var second = await ImportAsync(registry, _package.Package);

        second.Output.ShouldBe(first.Output);
        second.Error.ShouldContain("there already");
        second.Error.ShouldNotContain("sent");
        registry.Files().ShouldBe(files);
    }

    [Fact]
    public async Task What_is_killed_half_way_is_run_again()
    {
        await using var registry = await DebianRegistry.StartAsync();
        var path = Path.Combine(_package.Around, "large.s9pk");
        LargePackage.Write(path, 400 << 20);
        string[] args = ["import", path, "--registry", $"{registry.Host}/pk", "--insecure-registry"];
        using (var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "startctl.dll"), .. args]) { RedirectStandardOutput = true, UseShellExecute = false })!)
        {
            var started = Stopwatch.GetTimestamp();
            while (registry.Incomplete() < 40 << 20 && !process.HasExited && Stopwatch.GetElapsedTime(started) < Patience) await Task.Yield();
            process.HasExited.ShouldBeFalse("it must be killed before it ends by itself");
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        registry.Files().ShouldNotContain(file => file.Contains("/_manifests/", StringComparison.Ordinal));
        var again = await CommandLine.RunAsync(args);
        var (reference, fresh) = (Reference(again), await ImportAsync(registry, path, "--name", "other"));

        again.ExitCode.ShouldBe(0, again.Error);
        Skopeo.DigestOf(await Skopeo.RunAsync("inspect", "--tls-verify=false", "--raw", $"docker://{reference}")).ShouldBe(reference.Split('@')[1]);
        Reference(fresh).ShouldBe(reference);
    }

    [Fact]
    public async Task Nodes_that_emulate_arm64_find_its_image_under_their_own_architecture()
    {
        File.Delete(Path.Combine(_package.Folder, "docker-images/x86_64.tar"));
        await using var registry = await DebianRegistry.StartAsync();
        var run = await ImportAsync(registry, await _package.PackAsync(), "--emulated-on", "amd64");

        using var index = JsonDocument.Parse(await Skopeo.RunAsync("inspect", "--tls-verify=false", "--raw", $"docker://{Reference(run)}"));
        var manifests = index.RootElement.GetProperty("manifests").EnumerateArray().ToList();
        manifests.Select(manifest => manifest.GetProperty("platform").GetProperty("architecture").GetString()).ShouldBe(["arm64", "amd64"]);
        manifests.Select(manifest => manifest.GetProperty("digest").GetString()).Distinct().ShouldHaveSingleItem();
        run.Object("StartService").GetProperty("spec").GetProperty("images").GetProperty("main").GetProperty("architectures").EnumerateArray().Select(item => item.GetString()).ShouldBe(["arm64"]);
    }

    [Fact]
    public async Task Nothing_of_a_damaged_package_is_pushed()
    {
        await using var registry = await DebianRegistry.StartAsync();

        var run = await CommandLine.RunAsync("import", await _package.DamagedAsync(), "--registry", $"{registry.Host}/pk", "--insecure-registry");

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("signature");
        registry.Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_pipe_is_as_good_as_a_file()
    {
        await using var registry = await DebianRegistry.StartAsync();
        var file = await ImportAsync(registry, await _package.PackAsync());

        var pipe = await Child.RunAsync(await File.ReadAllBytesAsync(_package.Package, TestContext.Current.CancellationToken), "import", "-", "--registry", $"{registry.Host}/pk", "--insecure-registry");

        pipe.ExitCode.ShouldBe(0, pipe.Error);
        pipe.Output.ShouldBe(file.Output);
    }

    [Theory]
    [InlineData("--registry", "https://registry.example/x", "it is no URL")]
    [InlineData("--registry", "library/x", "no name of a server")]
    [InlineData("--registry", "registry.example/Upper", "lower-case")]
    public async Task A_place_that_can_not_be_is_told(string option, string place, string fault)
    {
        var run = await CommandLine.RunAsync("import", _package.WriteVector(), option, place);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain(fault);
    }

    private static string Reference(CommandLine run) =>
        run.Object("StartService").GetProperty("spec").GetProperty("images").GetProperty("main").GetProperty("image").GetString()!;

    private static async Task<CommandLine> ImportAsync(DebianRegistry registry, string package, params string[] more)
    {
        var run = await CommandLine.RunAsync(["import", package, "--registry", $"{registry.Host}/pk", "--insecure-registry", .. more]);
        run.ExitCode.ShouldBe(0, run.Error);
        return run;
    }
}

using System.Formats.Tar;
using System.Text.Json;
using StartOperator.Cli.Tests.S9pk;

namespace StartOperator.Cli.Tests.Import;

/// <summary>Packages become archives for nodes without a registry.</summary>
public sealed class ArchiveTests : IDisposable
{
    private readonly PackableFolder _package = new();

    public void Dispose() => _package.Dispose();

    private string Archives => Path.Combine(_package.Around, "archives");

    [Fact]
    public async Task A_pod_finds_an_archives_image_by_its_digest()
    {
        var run = await ImportAsync();

        PackableFolder.Names(Archives).ShouldBe(["pebble-assets-files-1.2.3.tar", "pebble-main-1.2.3.tar"]);
        var image = run.Object("StartService").GetProperty("spec").GetProperty("images").GetProperty("main");
        image.GetProperty("pullPolicy").GetString().ShouldBe("Never");
        using var index = Index("pebble-main-1.2.3.tar");
        var names = index.RootElement.GetProperty("manifests").EnumerateArray()
            .Select(manifest => manifest.GetProperty("annotations").GetProperty("io.containerd.image.name").GetString()).ToList();
        names.ShouldBe(["imported.invalid/pebble/main:1.2.3", image.GetProperty("image").GetString()]);
    }

    [Fact]
    public async Task The_same_package_gives_the_same_archives()
    {
        await ImportAsync();
        var first = await File.ReadAllBytesAsync(Path.Combine(Archives, "pebble-main-1.2.3.tar"), TestContext.Current.CancellationToken);

        await ImportAsync();

        (await File.ReadAllBytesAsync(Path.Combine(Archives, "pebble-main-1.2.3.tar"), TestContext.Current.CancellationToken)).ShouldBe(first);
    }

    [Fact]
    public async Task Other_programs_take_them()
    {
        var reference = (await ImportAsync()).Object("StartService").GetProperty("spec").GetProperty("images").GetProperty("main").GetProperty("image").GetString()!;

        var raw = await Skopeo.RunAsync("inspect", "--raw", $"oci-archive:{Archives}/pebble-main-1.2.3.tar:{reference}");

        Skopeo.DigestOf(raw).ShouldBe(reference.Split('@')[1]);
    }

    private async Task<CommandLine> ImportAsync()
    {
        var run = await CommandLine.RunAsync("import", await _package.PackAsync(), "--archive", Archives);
        run.ExitCode.ShouldBe(0, run.Error);
        return run;
    }

    private JsonDocument Index(string archive)
    {
        using var file = File.OpenRead(Path.Combine(Archives, archive));
        using var tar = new TarReader(file);
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            if (entry.Name == "index.json") return JsonDocument.Parse(entry.DataStream!);
        }

        throw new InvalidDataException("there is no index");
    }
}

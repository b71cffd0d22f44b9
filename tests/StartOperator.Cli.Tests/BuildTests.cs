using System.Formats.Tar;
using System.IO.Compression;

namespace StartOperator.Cli.Tests;

public sealed class BuildTests
{
    [Fact]
    public async Task A_project_folder_becomes_a_service_and_its_assets()
    {
        using var package = new PackageFolder();

        var run = await CommandLine.RunAsync("build", package.Path, "--image", "main=registry.invalid/pebble:1", "-n", "box");

        run.ExitCode.ShouldBe(0);
        var map = run.Object("ConfigMap");
        var service = run.Object("StartService");
        service.GetProperty("metadata").GetProperty("namespace").GetString().ShouldBe("box");
        var spec = service.GetProperty("spec");
        spec.GetProperty("manifest").GetProperty("version").GetString().ShouldBe("1.2.3");
        spec.GetProperty("images").GetProperty("main").GetProperty("image").GetString().ShouldBe("registry.invalid/pebble:1");
        spec.GetProperty("assets").GetProperty("files").GetProperty("configMap").GetProperty("name").GetString()
            .ShouldBe(map.GetProperty("metadata").GetProperty("name").GetString());
    }

    [Fact]
    public async Task The_tar_holds_the_files_below_the_volume()
    {
        using var package = new PackageFolder();
        package.Write("assets/files/deep/er/note.txt", "deep");

        var run = await CommandLine.RunAsync("build", package.Path);

        var bytes = run.Object("ConfigMap").GetProperty("binaryData").GetProperty("assets.tar.gz").GetBytesFromBase64();
        await using var zip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        await using var tar = new TarReader(zip);
        var names = new List<string>();
        while (await tar.GetNextEntryAsync(cancellationToken: TestContext.Current.CancellationToken) is { } entry)
        {
            names.Add(entry.Name);
        }

        names.ShouldBe(["files/", "files/deep/", "files/deep/er/", "files/deep/er/note.txt", "files/greeting.txt"]);
    }

    [Fact]
    public async Task The_same_folder_gives_the_same_bytes()
    {
        using var package = new PackageFolder();
        var first = await CommandLine.RunAsync("build", package.Path);
        File.SetLastWriteTimeUtc(Path.Combine(package.Path, "assets/files/greeting.txt"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var second = await CommandLine.RunAsync("build", package.Path);

        second.Output.ShouldBe(first.Output);
    }

    [Fact]
    public async Task Another_content_gives_another_config_map()
    {
        using var package = new PackageFolder();
        var first = await CommandLine.RunAsync("build", package.Path);
        package.Write("assets/files/greeting.txt", "hello again");

        var second = await CommandLine.RunAsync("build", package.Path);

        Name(second).ShouldNotBe(Name(first));

        static string? Name(CommandLine run) => run.Object("ConfigMap").GetProperty("metadata").GetProperty("name").GetString();
    }

    [Fact]
    public async Task A_declared_assets_volume_without_its_folder_is_an_error()
    {
        using var package = new PackageFolder(withAssets: false);

        var run = await CommandLine.RunAsync("build", package.Path);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("volumes.files");
        run.Error.ShouldContain("--allow-missing-assets");
    }

    [Fact]
    public async Task With_the_flag_it_is_an_empty_volume()
    {
        using var package = new PackageFolder(withAssets: false);

        var run = await CommandLine.RunAsync("build", package.Path, "--allow-missing-assets");

        run.ExitCode.ShouldBe(0);
        run.Object("StartService").GetProperty("spec").GetProperty("assets").TryGetProperty("files", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Assets_can_come_from_an_image()
    {
        using var package = new PackageFolder(withAssets: false);

        var run = await CommandLine.RunAsync("build", package.Path, "--assets-from", "registry.invalid/pebble-assets:1");

        run.ExitCode.ShouldBe(0);
        run.Objects.Count.ShouldBe(1);
        run.Object("StartService").GetProperty("spec").GetProperty("assets").GetProperty("files").GetProperty("image").GetProperty("reference").GetString()
            .ShouldBe("registry.invalid/pebble-assets:1");
    }

    [Fact]
    public async Task Assets_that_no_config_map_holds_are_an_error_with_the_way_out()
    {
        using var package = new PackageFolder();
        var noise = new byte[2 * 1024 * 1024];
        new Random(7).NextBytes(noise);
        await File.WriteAllBytesAsync(Path.Combine(package.Path, "assets/files/noise"), noise, TestContext.Current.CancellationToken);

        var run = await CommandLine.RunAsync("build", package.Path);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("--assets-from");
    }

    [Fact]
    public async Task A_link_out_of_the_volume_is_an_error()
    {
        using var package = new PackageFolder();
        File.CreateSymbolicLink(Path.Combine(package.Path, "assets/files/out"), "../../manifest.yaml");

        var run = await CommandLine.RunAsync("build", package.Path);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("files/out");
    }

    [Fact]
    public async Task An_image_that_the_package_does_not_have_is_a_warning()
    {
        using var package = new PackageFolder();

        var run = await CommandLine.RunAsync("build", package.Path, "--image", "mian=registry.invalid/x:1");

        run.ExitCode.ShouldBe(0);
        run.Error.ShouldContain("mian");
        run.Error.ShouldContain("its images are main");
    }

    [Fact]
    public async Task An_image_without_reference_is_a_fault()
    {
        using var package = new PackageFolder();

        var run = await CommandLine.RunAsync("build", package.Path, "--image", "main");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("ID=REFERENCE");
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_an_error()
    {
        using var package = new PackageFolder();

        var run = await CommandLine.RunAsync("build", package.Path, "--name", new string('a', 41));

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("40");
    }
}

using StartOperator.Package.Tests.S9pk;

namespace StartOperator.Cli.Tests.S9pk;

public sealed class ExtractTests : IDisposable
{
    private readonly PackableFolder _package = new();

    private string Target => Path.Combine(_package.Around, "target");

    public void Dispose() => _package.Dispose();

    [Fact]
    public async Task A_package_becomes_a_project_folder_that_packs_to_the_same_bytes()
    {
        var file = await _package.PackAsync();

        var run = await CommandLine.RunAsync("extract", file, "-C", Target);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("pebble is there");
        PackableFolder.Names(Target).ShouldBe(["INSTRUCTIONS.md", "LICENSE.md", "assets", "docker-images", "icon.png", "manifest.json"]);
        (await CommandLine.RunAsync("validate", Target)).ExitCode.ShouldBe(0);
        await CommandLine.RunAsync("pack", Target, "--key", _package.Key);
        (await File.ReadAllBytesAsync(Path.Combine(Target, "pebble.s9pk"), TestContext.Current.CancellationToken)).ShouldBe(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_damaged_package_leaves_nothing()
    {
        var file = await _package.DamagedAsync();
        var before = PackableFolder.Names(_package.Around);

        var run = await CommandLine.RunAsync("extract", file, "-C", Target);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("signature");
        PackableFolder.Names(_package.Around).ShouldBe(before);
    }

    [Fact]
    public async Task A_folder_with_files_is_left_alone()
    {
        Directory.CreateDirectory(Target);
        await File.WriteAllTextAsync(Path.Combine(Target, "mine"), "mine", TestContext.Current.CancellationToken);

        var run = await CommandLine.RunAsync("extract", await _package.PackAsync(), "-C", Target);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("exists");
        PackableFolder.Names(Target).ShouldBe(["mine"]);
    }

    [Fact]
    public async Task One_section_can_be_laid_out_alone()
    {
        var run = await CommandLine.RunAsync("extract", await _package.PackAsync(), "-C", Target, "--section", "instructions");

        run.ExitCode.ShouldBe(0, run.Error);
        PackableFolder.Names(Target).ShouldBe(["INSTRUCTIONS.md"]);
    }

    [Fact]
    public async Task A_section_that_no_package_has_is_wrong_usage() =>
        (await CommandLine.RunAsync("extract", "x.s9pk", "-C", Target, "--section", "images")).ExitCode.ShouldBe(2);

    [Fact]
    public async Task Assets_that_lead_out_of_the_folder_are_refused()
    {
        var bytes = (new RawPackage() with { Sections = [.. RawPackage.VectorSections.Select(section => section.Label == "assets" ? ("assets", new RawTar().File("../evil", "x").ToBytes()) : section)] }).ToBytes();
        var file = Path.Combine(_package.Around, "evil.s9pk");
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        var run = await CommandLine.RunAsync("extract", file, "-C", Target);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("leads upwards");
        File.Exists(Path.Combine(_package.Around, "evil")).ShouldBeFalse();
        Directory.Exists(Target).ShouldBeFalse();
    }
}

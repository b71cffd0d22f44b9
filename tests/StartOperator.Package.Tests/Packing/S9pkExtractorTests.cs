using System.Runtime.Versioning;
using StartOperator.Package.Packed;
using StartOperator.Package.S9pk;
using StartOperator.Package.S9pk.Extraction;
using StartOperator.Package.Tests.S9pk;

namespace StartOperator.Package.Tests.Packing;

[UnsupportedOSPlatform("windows")]
public sealed class S9pkExtractorTests : IDisposable
{
    private readonly Project _project = new();

    private string Target => Path.Combine(_project.Parent, "target");

    public void Dispose() => _project.Dispose();

    [Fact]
    public void What_was_laid_out_packs_to_the_same_bytes()
    {
        _project.Write("assets/compat/run.sh", "#!/bin/sh\n");
        File.SetUnixFileMode(Path.Combine(_project.Folder, "assets/compat/run.sh"), (UnixFileMode)Convert.ToInt32("755", 8));
        File.SetUnixFileMode(Path.Combine(_project.Folder, "assets/compat/dependencies.yaml"), (UnixFileMode)Convert.ToInt32("600", 8));
        File.CreateSymbolicLink(Path.Combine(_project.Folder, "assets/compat/link"), "run.sh");
        var (_, file) = _project.Pack();
        Extract(file).ShouldBeEmpty();

        var manifest = PackageReader.ReadFolder(Target).Manifest.ShouldNotBeNull();
        using var again = new MemoryStream();
        Package.Packing.ProjectPacker.Pack(Target, manifest, again, StartOperator.Package.S9pk.Signing.DeveloperKey.FromSeed(RawPackage.Seed));
        again.ToArray().ShouldBe(file);
    }

    [Fact]
    public void Files_go_where_the_manifest_says_that_they_were()
    {
        Extract(Samples.Good.ToBytes()).ShouldBeEmpty();
        Files(Target).ShouldBe(
        [
            "LICENSE", "assets", "assets/compat", "assets/compat/config_spec.yaml", "assets/compat/more", "assets/compat/more/same", "assets/compat/more/spec", "docker-images",
            "docker-images/aarch64.tar", "docker-images/x86_64.tar", "icon.svg", "instructions.md", "manifest.json", "scripts", "scripts/embassy.js",
        ]);
        File.ReadAllText(Path.Combine(Target, "assets/compat/more/spec")).ShouldBe("{}\n");
        new FileInfo(Path.Combine(Target, "assets/compat/more/same")).LinkTarget.ShouldBeNull();
        Files(_project.Parent).Where(file => file.StartsWith('.')).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("../icon.png")]
    [InlineData("/tmp/icon.png")]
    [InlineData("manifest.json")]
    [InlineData("Manifest.JSON")]
    [InlineData("LICENSE")]
    [InlineData("assets")]
    [InlineData("assets/icon.png")]
    [InlineData("docker-images")]
    [InlineData(".")]
    [InlineData("a/b/c/d/e/f/g/h/i/j/k")]
    public void A_place_that_is_not_its_own_is_not_used(string icon)
    {
        var manifest = NoteKeeper.Manifest with { Assets = NoteKeeper.Manifest.Assets with { Icon = icon } };
        Extract(Samples.Good.With("manifest", PackedManifest.ToCbor(manifest)).ToBytes()).ShouldBeEmpty();
        Files(Target).ShouldContain("icon.png");
        Files(Target).ShouldContain("LICENSE.md");
        Files(Target).ShouldContain("INSTRUCTIONS.md");
        File.Exists(Path.Combine(_project.Parent, "icon.png")).ShouldBeFalse();
    }

    [Fact]
    public void A_single_archive_becomes_one_file()
    {
        Extract(Samples.Good.With("docker_images", SavedImages.Archive()).ToBytes()).ShouldBeEmpty();
        File.ReadAllBytes(Path.Combine(Target, "image.tar")).ShouldBe(SavedImages.Archive());
    }

    [Fact]
    public void One_section_can_be_laid_out_alone()
    {
        Extract(Samples.Good.ToBytes(), S9pkSection.Instructions).ShouldBeEmpty();
        Files(Target).ShouldBe(["instructions.md"]);
    }

    [Fact]
    public void A_section_that_is_not_there_is_told_of() =>
        Extract(Samples.Good.With("scripts", null).ToBytes(), S9pkSection.Scripts).ShouldHaveSingleItem().Message.ShouldContain("no such section");

    [Fact]
    public void A_folder_that_is_empty_is_used()
    {
        Directory.CreateDirectory(Target);
        Extract(Samples.Good.ToBytes()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("target/file")]
    [InlineData("target")]
    public void What_exists_is_left_alone(string file)
    {
        var path = Path.Combine(_project.Parent, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "mine");
        Extract(Samples.Good.ToBytes()).ShouldHaveSingleItem().Message.ShouldContain("exists");
        File.ReadAllText(path).ShouldBe("mine");
    }

    [Theory]
    [InlineData("docker_images")]
    [InlineData("assets")]
    [InlineData("manifest")]
    public void A_section_with_errors_is_not_laid_out_but_others_can_be(string label)
    {
        var file = Samples.Good.With(label, [1, 2, 3]).ToBytes();
        Extract(file).ShouldHaveSingleItem().Path.ShouldBe(label);
        Directory.Exists(Target).ShouldBeFalse();
        Extract(file, S9pkSection.License).ShouldBeEmpty();
        Directory.GetFiles(Target).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(300)]
    [InlineData(6000)]
    public void A_file_that_changes_after_its_signature_was_checked_leaves_nothing(int at)
    {
        var file = Samples.Good.ToBytes();
        var package = S9pkReader.Read(new MemoryStream(file)).Package!;
        file[at < 0 ? file.Length + at : at] ^= 1;
        S9pkExtractor.Extract(new MemoryStream(file), package, Target).ShouldHaveSingleItem().Message.ShouldContain("changed");
        Left().ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_is_cut_off_after_its_signature_was_checked_leaves_nothing()
    {
        var file = Samples.Good.ToBytes();
        var package = S9pkReader.Read(new MemoryStream(file)).Package!;
        S9pkExtractor.Extract(new MemoryStream(file[..5000]), package, Target).ShouldHaveSingleItem().Message.ShouldContain("changed");
        Left().ShouldBeEmpty();
    }

    [Fact]
    public void A_disk_that_fails_leaves_nothing()
    {
        var file = Samples.Good.ToBytes();
        var package = S9pkReader.Read(new MemoryStream(file)).Package!;
        Should.Throw<IOException>(() => S9pkExtractor.Extract(new Failing(file), package, Target)).Message.ShouldBe("no more");
        Left().ShouldBeEmpty();
    }

    [Fact]
    public void A_package_that_was_not_verified_is_not_laid_out()
    {
        var file = Samples.Good.ToBytes();
        Should.Throw<ArgumentException>(() => S9pkExtractor.Extract(new MemoryStream(file), S9pkReader.Glance(new MemoryStream(file)).Package!, Target));
    }

    [Fact]
    public void Permissions_are_the_archives_but_the_owner_can_read_and_write()
    {
        var tar = new RawTar().Folder("compat").File("compat/a", "x").ToBytes();
        Extract(Samples.Good.With("assets", tar).ToBytes()).ShouldBeEmpty();
        File.GetUnixFileMode(Path.Combine(Target, "assets/compat")).ShouldBe((UnixFileMode)Convert.ToInt32("744", 8));
        File.GetUnixFileMode(Path.Combine(Target, "assets/compat/a")).ShouldBe((UnixFileMode)Convert.ToInt32("644", 8));
    }

    private IReadOnlyList<Diagnostics.Diagnostic> Extract(byte[] file, S9pkSection? only = null)
    {
        var package = S9pkReader.Read(new MemoryStream(file)).Package.ShouldNotBeNull();
        return S9pkExtractor.Extract(new MemoryStream(file), package, Target, only);
    }

    private IEnumerable<string> Left() => Directory.GetFileSystemEntries(_project.Parent).Where(entry => Path.GetFileName(entry) != "project");

    private static List<string> Files(string folder) =>
        [.. Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal)];

    private sealed class Failing(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => Position > 4000 ? throw new IOException("no more") : base.Read(buffer);
    }
}

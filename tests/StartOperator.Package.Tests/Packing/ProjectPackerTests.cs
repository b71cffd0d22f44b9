using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Packed;
using StartOperator.Package.S9pk;
using StartOperator.Package.Tests.S9pk;

namespace StartOperator.Package.Tests.Packing;

public sealed class ProjectPackerTests : IDisposable
{
    private readonly Project _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void What_was_packed_reads_back()
    {
        var (reading, file) = _project.Pack();
        reading.Diagnostics.ShouldBeEmpty();
        var package = S9pkReader.Read(new MemoryStream(file)).Package.ShouldNotBeNull();
        package.Manifest.ShouldBe(PackedManifest.Complete(NoteKeeper.Manifest));
        package.Images!.Archives.Select(archive => archive.Architecture).ShouldBe(["aarch64", "x86_64"]);
        package.Images.Default.ShouldBe("aarch64");
        package.Assets!.Entries.Select(entry => entry.Path)
            .ShouldBe(["compat", "compat/config_rules.yaml", "compat/config_spec.yaml", "compat/dependencies.yaml", "compat/wallet-d.rules.yaml"]);
        package.Section(S9pkSection.Scripts).ShouldBeNull();
        Section(package, file, S9pkSection.License).ShouldBe("MIT\n");
        Section(package, file, S9pkSection.Icon).ShouldBe("<svg/>");
    }

    [Fact]
    public void The_same_files_and_key_give_the_same_bytes()
    {
        var (_, first) = _project.Pack();
        foreach (var file in Directory.GetFiles(_project.Folder, "*", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddYears(40));
        _project.Pack().File.ShouldBe(first);
    }

    [Fact]
    public void Sections_follow_each_other_without_gaps()
    {
        var (reading, file) = _project.Pack();
        var sections = reading.Package!.Sections;
        sections[0].Position.ShouldBe(279);
        sections.Zip(sections.Skip(1)).ShouldAllBe(pair => pair.First.End == pair.Second.Position);
        sections[^1].End.ShouldBe(file.Length);
    }

    [Fact]
    public void The_list_of_architectures_comes_first_and_every_file_is_taken()
    {
        _project.Write("docker-images/NOTES", "hello");
        var (reading, file) = _project.Pack();
        var images = reading.Package!.Section(S9pkSection.DockerImages)!;
        using var tar = new System.Formats.Tar.TarReader(new MemoryStream(file, (int)images.Position, (int)images.Length));
        List<string> names = [];
        while (tar.GetNextEntry() is { } entry) names.Add(entry.Name);
        names.ShouldBe(["multiarch.cbor", "NOTES", "aarch64.tar", "x86_64.tar"]);
    }

    [Fact]
    public void A_single_archive_is_taken_as_it_is()
    {
        _project.Delete("docker-images");
        _project.Write("image.tar", SavedImages.Archive());
        var (reading, file) = _project.Pack();
        reading.Diagnostics.ShouldBeEmpty();
        var images = reading.Package!.Section(S9pkSection.DockerImages)!;
        file.AsSpan((int)images.Position, (int)images.Length).SequenceEqual(SavedImages.Archive()).ShouldBeTrue();
    }

    [Fact]
    public void Without_an_archive_for_ARM_the_first_is_the_default()
    {
        _project.Delete("docker-images/aarch64.tar");
        _project.Write("docker-images/riscv64.tar", SavedImages.Archive("riscv64"));
        _project.Pack().Reading.Package!.Images!.Default.ShouldBe("riscv64");
    }

    [Theory]
    [InlineData("LICENSE", "assets.license")]
    [InlineData("instructions.md", "assets.instructions")]
    [InlineData("icon.svg", "assets.icon")]
    [InlineData("docker-images", "assets.docker-images")]
    [InlineData("assets", "volumes.compat")]
    public void What_is_missing_is_an_error(string file, string path)
    {
        _project.Delete(file);
        var (reading, _) = _project.Pack();
        reading.Package.ShouldBeNull();
        var error = reading.Diagnostics.ShouldHaveSingleItem();
        (error.Severity, error.Path).ShouldBe((Severity.Error, path));
    }

    [Fact]
    public void A_folder_without_archives_is_an_error()
    {
        _project.Delete("docker-images");
        _project.Write("docker-images/README", "");
        _project.Pack().Reading.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("no file that ends in .tar");
    }

    [Theory]
    [InlineData("../icon.svg")]
    [InlineData("/etc/hostname")]
    public void Nothing_outside_the_project_is_packed(string path)
    {
        File.WriteAllText(Path.Combine(_project.Parent, "icon.svg"), "");
        _project.Manifest = NoteKeeper.Manifest with { Assets = NoteKeeper.Manifest.Assets with { Icon = path } };
        _project.Pack().Reading.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("outside the project");
    }

    [Fact]
    public void A_link_out_of_the_assets_is_an_error()
    {
        File.CreateSymbolicLink(Path.Combine(_project.Folder, "assets/compat/out"), "/etc/passwd");
        var (reading, _) = _project.Pack();
        reading.Package.ShouldBeNull();
        reading.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("leads out");
    }

    [Fact]
    public void What_StartOS_would_not_install_is_no_package()
    {
        _project.Write("icon.svg", new byte[102_401]);
        var (reading, _) = _project.Pack();
        reading.HasErrors.ShouldBeTrue();
        reading.Diagnostics.ShouldHaveSingleItem().Path.ShouldBe("icon");
    }

    [Fact]
    public void A_script_is_packed_where_a_procedure_calls_it()
    {
        _project.Manifest = NoteKeeper.Manifest with { Properties = new ScriptProcedure() };
        _project.Pack().Reading.Diagnostics.ShouldHaveSingleItem().Path.ShouldBe("assets.scripts");
        _project.Write("scripts/embassy.js", "export const properties = null;\n");
        var (reading, file) = _project.Pack();
        reading.Diagnostics.ShouldBeEmpty();
        Section(reading.Package!, file, S9pkSection.Scripts).ShouldBe("export const properties = null;\n");
    }

    [Fact]
    public void A_script_for_health_checks_alone_is_left_out_with_a_warning()
    {
        _project.Write("scripts/embassy.js", "export const health = {};\n");
        var check = NoteKeeper.Manifest.HealthChecks["web"] with { Procedure = new ScriptProcedure() };
        _project.Manifest = NoteKeeper.Manifest with { HealthChecks = new IdMap<Model.Health.HealthCheck>([new("web", check)]) };
        var (reading, _) = _project.Pack();
        reading.HasErrors.ShouldBeFalse();
        reading.Package!.Section(S9pkSection.Scripts).ShouldBeNull();
        reading.Diagnostics.ShouldHaveSingleItem().Path.ShouldBe("health-checks.web");
    }

    private static string Section(S9pkPackage package, byte[] file, S9pkSection section)
    {
        var place = package.Section(section)!;
        return System.Text.Encoding.UTF8.GetString(file, (int)place.Position, (int)place.Length);
    }
}

using StartOperator.Package.Model;
using StartOperator.Package.Model.Volumes;

namespace StartOperator.Package.Tests;

public sealed class AssetFoldersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_worked_example_has_its_folder()
    {
        var search = AssetFolders.Find(NoteKeeper.Manifest, NoteKeeper.Folder);
        search.Diagnostics.ShouldBeEmpty();
        search.Folders.ShouldHaveSingleItem().ShouldBe(new("compat", Path.Combine(NoteKeeper.Folder, "assets", "compat")));
    }

    [Fact]
    public void A_folder_that_is_missing_is_an_error_at_its_volume()
    {
        _folder.Write("assets/other/file", "");
        var search = AssetFolders.Find(NoteKeeper.Manifest, _folder.Path);
        search.Folders.ShouldBeEmpty();
        var finding = search.Diagnostics.ShouldHaveSingleItem();
        finding.Path.ShouldBe("volumes.compat");
        finding.Message.ShouldContain("assets/compat");
    }

    [Fact]
    public void A_file_is_no_folder()
    {
        _folder.Write("assets/compat", "");
        AssetFolders.Find(NoteKeeper.Manifest, _folder.Path).Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("does not exist");
    }

    [Fact]
    public void The_folder_of_all_assets_can_be_elsewhere_in_the_project()
    {
        _folder.Write("some/where/compat/file", "");
        var manifest = NoteKeeper.Manifest with { Assets = new AssetPaths { Assets = "./some/where/" } };
        AssetFolders.Find(manifest, _folder.Path).Folders["compat"].ShouldBe(Path.Combine(_folder.Path, "some", "where", "compat"));
    }

    [Theory]
    [InlineData("../assets")]
    [InlineData("assets/../../assets")]
    [InlineData("/etc")]
    public void Outside_the_project_nothing_is_looked_for(string assets)
    {
        var manifest = NoteKeeper.Manifest with { Assets = new AssetPaths { Assets = assets } };
        AssetFolders.Find(manifest, _folder.Path).Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("outside the project");
    }

    [Theory]
    [InlineData("assets", "elsewhere")]
    [InlineData("assets/compat", "../elsewhere/compat")]
    public void Symbolic_links_are_not_followed(string link, string target)
    {
        _folder.Write("elsewhere/compat/file", "");
        if (link != "assets") Directory.CreateDirectory(Path.Combine(_folder.Path, "assets"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, link), target);
        AssetFolders.Find(NoteKeeper.Manifest, _folder.Path).Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("symbolic link");
    }

    [Fact]
    public void Volumes_of_other_kinds_need_no_folder()
    {
        var manifest = NoteKeeper.Manifest with { Volumes = new IdMap<Volume>([new("main", new DataVolume())]) };
        AssetFolders.Find(manifest, _folder.Path).Diagnostics.ShouldBeEmpty();
    }
}

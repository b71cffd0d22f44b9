using System.Formats.Tar;
using System.Text;
using StartOperator.Compat.Tests.Support;

namespace StartOperator.Compat.Tests.Assets;

public sealed class TarLayOutTests : IDisposable
{
    private readonly Box _box = new();

    public void Dispose() => _box.Dispose();

    [LinuxFact]
    public void One_assets_volume_of_a_package_is_laid_out()
    {
        var tar = new HandmadeTar().Folder("main/").File("main/config_spec.yaml", "{}").Folder("www/").File("www/index.html").Bytes();

        _box.LayOut(tar, "--strip", "main").ShouldBe(ExitCode.Done);

        Directory.GetFileSystemEntries(_box.Tree).ShouldBe([$"{_box.Tree}/config_spec.yaml"]);
        File.ReadAllText($"{_box.Tree}/config_spec.yaml").ShouldBe("{}");
        _box.Said.ShouldMatch($"^laid out {_box.Tree}: 1 file, 0 folders, 0 links, 2 bytes, [0-9]+ ms\n$");
        _box.Complained.ShouldBeEmpty();
        _box.ShouldBeUntouched();
    }

    [LinuxFact]
    public void Without_strip_all_of_the_archive_is_laid_out()
    {
        _box.LayOut(new HandmadeTar().File("main/a").File("www/b").Bytes()).ShouldBe(ExitCode.Done);
        File.Exists($"{_box.Tree}/main/a").ShouldBeTrue();
        File.Exists($"{_box.Tree}/www/b").ShouldBeTrue();
    }

    [LinuxFact]
    public void A_gzipped_archive_is_known_by_its_first_bytes()
    {
        _box.LayOut(_box.Source("no-telling-name", new HandmadeTar().File("a", "x").Gzipped())).ShouldBe(ExitCode.Done);
        File.ReadAllText($"{_box.Tree}/a").ShouldBe("x");
    }

    [LinuxFact]
    public void An_empty_archive_makes_an_empty_tree()
    {
        _box.LayOut(new HandmadeTar().Bytes()).ShouldBe(ExitCode.Done);
        TreePicture.Of(_box.Tree).ShouldBe($". {TreePicture.Folder(0x1ed, 0)}");
    }

    [LinuxFact]
    public void An_assets_volume_without_files_is_an_empty_tree()
    {
        _box.LayOut(new HandmadeTar().Folder("main/").Bytes(), "--strip", "main").ShouldBe(ExitCode.Done);
        TreePicture.Of(_box.Tree).ShouldBe($". {TreePicture.Folder(0x1ed, HandmadeTar.Time)}");
    }

    [LinuxFact]
    public void Folders_that_no_entry_describes_are_ordinary_and_always_the_same()
    {
        _box.LayOut(new HandmadeTar().File("a/b/c").Bytes()).ShouldBe(ExitCode.Done);
        TreePicture.Of(_box.Tree).ShouldContain($"a/b {TreePicture.Folder(0x1ed, 0)}");
    }

    [LinuxFact]
    public void A_folder_described_after_its_files_gets_its_mode_and_time()
    {
        _box.LayOut(new HandmadeTar().File("a/b").Folder("a", mode: 0x1c0).Bytes()).ShouldBe(ExitCode.Done);
        TreePicture.Of(_box.Tree).ShouldContain($"a {TreePicture.Folder(0x1ed, HandmadeTar.Time)}");
    }

    [LinuxFact]
    public void A_folder_that_nobody_may_write_can_be_filled()
    {
        _box.LayOut(new HandmadeTar().Folder("a", mode: 0x16d).File("a/b").Bytes()).ShouldBe(ExitCode.Done);
        TreePicture.Of(_box.Tree).ShouldContain($"a {TreePicture.Folder(0x16d, HandmadeTar.Time)}");
        File.Exists($"{_box.Tree}/a/b").ShouldBeTrue();
    }

    [LinuxFact]
    public void Setuid_setgid_and_sticky_bits_are_dropped()
    {
        _box.LayOut(new HandmadeTar().File("a", "", mode: 0xfed).Folder("b", mode: 0xfff).Bytes()).ShouldBe(ExitCode.Done);
        TreePicture.Of(_box.Tree).ShouldContain($"a {TreePicture.File(0x1ed, HandmadeTar.Time, [])}");
        TreePicture.Of(_box.Tree).ShouldContain($"b {TreePicture.Folder(0x1ff, HandmadeTar.Time)}");
    }

    [LinuxFact]
    public void A_hard_link_is_the_same_file()
    {
        _box.LayOut(new HandmadeTar().File("main/a", "x").HardLink("main/sub/b", "./main/a").Bytes(), "--strip", "main").ShouldBe(ExitCode.Done);
        File.AppendAllText($"{_box.Tree}/sub/b", "y");
        File.ReadAllText($"{_box.Tree}/a").ShouldBe("xy");
        _box.Said.ShouldContain("2 files, 1 folder, 0 links, 2 bytes,");
    }

    [LinuxTheory]
    [InlineData("a/link", "b")]
    [InlineData("link", "a")]
    [InlineData("a/link", "../a/b")]
    [InlineData("link", "missing/file")]
    [InlineData("a/link", "link")]
    [InlineData("link", "a/../a/b")]
    public void A_symbolic_link_inside_the_tree_stays_as_it_is(string name, string target)
    {
        _box.LayOut(new HandmadeTar().Link(name, target).File("a/b").Bytes()).ShouldBe(ExitCode.Done, _box.Complained);
        TreePicture.Of(_box.Tree).ShouldContain($"{name} {TreePicture.Link(target, HandmadeTar.Time)}");
    }

    [LinuxTheory]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public void Long_names_of_each_format_are_understood(TarEntryFormat format)
    {
        var name = $"{new string('a', 200)}/{new string('b', 200)}";
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, format, leaveOpen: true))
        {
            var entry = Make(format, TarEntryType.RegularFile, name);
            entry.DataStream = new MemoryStream("x"u8.ToArray());
            writer.WriteEntry(entry);
            var link = Make(format, TarEntryType.SymbolicLink, "link");
            link.LinkName = name;
            writer.WriteEntry(link);
        }

        _box.LayOut(archive.ToArray()).ShouldBe(ExitCode.Done, _box.Complained);

        File.ReadAllText($"{_box.Tree}/link").ShouldBe("x");
    }

    [LinuxFact]
    public void Pax_names_win_over_the_headers()
    {
        _box.LayOut(new HandmadeTar().Pax(("path", "böse/ä"), ("mtime", "1500000000.75")).File("short", "x").Bytes()).ShouldBe(ExitCode.Done);
        TreePicture.Of(_box.Tree).ShouldContain($"böse/ä {TreePicture.File(0x1a4, 1_500_000_000, "x"u8.ToArray())}");
    }

    [LinuxFact]
    public void A_global_header_means_nothing()
    {
        var comment = Encoding.UTF8.GetBytes("15 path=/etc/x\n52 comment=0123456789012345678901234567890123456789\n");
        _box.LayOut(new HandmadeTar().Entry("pax_global_header", 'g', comment).File("a").Bytes()).ShouldBe(ExitCode.Done, _box.Complained);
        Directory.GetFileSystemEntries(_box.Tree).ShouldBe([$"{_box.Tree}/a"]);
    }

    [LinuxFact]
    public void A_folder_as_tar_wrote_it_in_1979_is_a_folder()
    {
        _box.LayOut(new HandmadeTar().Entry("a/", '\0').File("a/b", type: '\0').Bytes()).ShouldBe(ExitCode.Done, _box.Complained);
        File.Exists($"{_box.Tree}/a/b").ShouldBeTrue();
    }

    [LinuxFact]
    public void A_source_behind_a_symbolic_link_is_found_as_in_a_ConfigMap_mount()
    {
        _box.Source("..2026/assets.tar", new HandmadeTar().File("a").Bytes());
        File.CreateSymbolicLink(_box.SourcePath("..data"), "..2026");
        File.CreateSymbolicLink(_box.SourcePath("assets.tar"), "..data/assets.tar");

        _box.LayOut(_box.SourcePath("assets.tar")).ShouldBe(ExitCode.Done, _box.Complained);
        File.Exists($"{_box.Tree}/a").ShouldBeTrue();
    }

    [LinuxFact]
    public void Times_before_1970_and_after_2106_become_the_nearest_that_every_file_system_holds()
    {
        var tar = new HandmadeTar().Pax(("mtime", "-5")).File("early", "").Pax(("mtime", "99999999999")).File("late", "");
        _box.LayOut(tar.Bytes()).ShouldBe(ExitCode.Done, _box.Complained);
        TreePicture.Of(_box.Tree).ShouldContain($"early {TreePicture.File(0x1a4, 0, [])}");
        TreePicture.Of(_box.Tree).ShouldContain($"late {TreePicture.File(0x1a4, uint.MaxValue, [])}");
    }

    private static TarEntry Make(TarEntryFormat format, TarEntryType type, string name) =>
        format == TarEntryFormat.Pax ? new PaxTarEntry(type, name) : new GnuTarEntry(type, name);
}

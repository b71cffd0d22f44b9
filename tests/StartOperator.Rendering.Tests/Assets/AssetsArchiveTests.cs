using System.Formats.Tar;
using System.IO.Compression;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.Packing;

namespace StartOperator.Rendering.Tests.Assets;

public sealed class AssetsArchiveTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("assets-");
    private readonly List<Diagnostic> _diagnostics = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_entry_is_below_the_volumes_name_and_in_order_of_bytes()
    {
        Write("b.txt", "b");
        Write("B.txt", "B");
        Write("a/z.txt", "z");
        Write("a/é.txt", "é");
        Entries().Select(e => e.Name).ShouldBe(["pages/", "pages/B.txt", "pages/a/", "pages/a/z.txt", "pages/a/é.txt", "pages/b.txt"]);
    }

    [Fact]
    public void The_same_files_make_the_same_bytes_whenever_they_were_written()
    {
        Write("a.txt", "a");
        Write(new string('n', 150) + ".txt", "long");
        var first = Pack();
        foreach (var file in _folder.EnumerateFiles())
        {
            file.LastWriteTimeUtc = DateTime.UnixEpoch.AddYears(20);
        }

        Pack().ShouldBe(first);
        Entries().ShouldAllBe(e => e.ModificationTime == DateTimeOffset.UnixEpoch && e.Uid == 0 && e.Gid == 0);
    }

    [Fact]
    public void Contents_and_rights_come_along()
    {
        Write("run.sh", "#!/bin/sh\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(_folder.FullName, "run.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.SetUser);
        }

        var entry = Entries().Single(e => e.Name == "pages/run.sh");
        entry.Length.ShouldBe(10);
        entry.Mode.ShouldBe(OperatingSystem.IsWindows() ? entry.Mode : UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    [Fact]
    public void A_volume_without_a_folder_is_a_tar_with_its_name_only() => Entries(AssetsArchive.Pack(null, "pages", _diagnostics)).Select(e => e.Name).ShouldBe(["pages/"]);

    [Fact]
    public void A_link_within_the_folder_comes_along_as_a_link()
    {
        Write("a/page.html", "page");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "a", "index.html"), "page.html");
        var link = Entries().Single(e => e.Name == "pages/a/index.html");
        (link.EntryType, link.LinkName).ShouldBe((TarEntryType.SymbolicLink, "page.html"));
        _diagnostics.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../secret")]
    [InlineData("a/../../secret")]
    public void A_link_that_leads_out_is_told_and_left_out(string target)
    {
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "link"), target);
        Entries().Select(e => e.Name).ShouldBe(["pages/"]);
        var fault = _diagnostics.ShouldHaveSingleItem();
        (fault.Severity, fault.Path).ShouldBe((Severity.Error, "pages/link"));
        fault.Message.ShouldContain(target);
    }

    [Fact]
    public void A_folder_that_holds_itself_by_a_link_is_not_followed()
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "self"), ".");
        Entries().Select(e => e.Name).ShouldBe(["pages/", "pages/self"]);
    }

    [Fact]
    public void Files_that_are_too_large_for_memory_are_told_and_not_read()
    {
        using (var large = File.Create(Path.Combine(_folder.FullName, "chain.bin")))
        {
            large.SetLength(AssetsArchive.MaxFileBytes + 1);
        }

        Write("later.txt", "later");
        Entries().Select(e => e.Name).ShouldBe(["pages/"]);
        _diagnostics.ShouldHaveSingleItem().Message.ShouldContain("exceed 256 MiB");
    }

    private void Write(string path, string text)
    {
        var file = new FileInfo(Path.Combine(_folder.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
    }

    private byte[] Pack() => AssetsArchive.Pack(_folder.FullName, "pages", _diagnostics);

    private List<TarEntry> Entries() => Entries(Pack());

    private static List<TarEntry> Entries(byte[] packed)
    {
        using var tar = new TarReader(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress));
        var entries = new List<TarEntry>();
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }
}

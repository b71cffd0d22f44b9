using System.Text;
using StartOperator.Compat.Tests.Support;

namespace StartOperator.Compat.Tests.Assets;

/// <summary>Archives that no honest packer makes: each is refused by name, leaves the older tree be, and touches nothing else.</summary>
public sealed class HostileArchiveTests : IDisposable
{
    private static readonly Dictionary<string, (HandmadeTar Tar, string Complaint)> Archives = new()
    {
        ["a name that climbs"] = (new HandmadeTar().File("a").File("../outside/secret"), "../outside/secret: the entry's name leads upwards"),
        ["a name that climbs later"] = (new HandmadeTar().File("a/../../../outside/secret"), "leads upwards"),
        ["an absolute name"] = (new HandmadeTar().File("/etc/x"), "is an absolute path"),
        ["an absolute name in pax"] = (new HandmadeTar().Pax(("path", "/etc/x")).File("a"), "/etc/x: the entry's name is an absolute path"),
        ["a climbing folder"] = (new HandmadeTar().Folder("../../outside"), "leads upwards"),
        ["no name"] = (new HandmadeTar().File(""), "has no name"),
        ["a name with bytes that are not UTF-8"] = (new HandmadeTar().Entry("", '0', rawName: [0x61, 0xff]), "is not UTF-8"),
        ["a NUL in a pax name"] = (new HandmadeTar().Pax(("path", "a\0b")).File("a"), "contains a NUL"),
        ["a name of 5000 bytes"] = (new HandmadeTar().Pax(("path", string.Join('/', Enumerable.Repeat("abcdefghi", 500)))).File("a"), "deeper than"),
        ["an element of 300 bytes"] = (new HandmadeTar().Pax(("path", new string('a', 300))).File("a"), "has an element longer than 255 bytes"),
        ["a file twice"] = (new HandmadeTar().File("a", "one").File("a", "two"), "a: comes twice"),
        ["a file twice under two spellings"] = (new HandmadeTar().File("a/b", "one").File("./a//b", "two"), "comes twice"),
        ["a file where a folder is"] = (new HandmadeTar().Folder("a").File("a"), "a: comes twice"),
        ["a folder where a file is"] = (new HandmadeTar().File("a").Folder("a"), "needs a folder at a, which is a file"),
        ["a file in a file"] = (new HandmadeTar().File("a").File("a/b"), "a/b: needs a folder at a, which is a file"),
        ["a link where a folder is"] = (new HandmadeTar().Folder("a").Link("a", "b"), "comes twice"),
        ["a folder where a link is"] = (new HandmadeTar().Link("a", "b").Folder("a"), "which is a symbolic link"),
        ["a file through a link that leads out"] = (new HandmadeTar().Link("a", "../../outside").File("a/secret"),
            "needs a folder at a, which is a symbolic link"),
        ["a file through a link that stays inside"] = (new HandmadeTar().Folder("b").Link("a", "b").File("a/c"),
            "a/c: needs a folder at a, which is a symbolic link"),
        ["a file over a link"] = (new HandmadeTar().Link("a", "../../outside/secret").File("a"), "comes twice"),
        ["the root as a file"] = (new HandmadeTar().File("./."), "is the tree's root"),
        ["the root as a link"] = (new HandmadeTar().Link("./", "outside"), "is the tree's root"),
        ["an absolute link"] = (new HandmadeTar().Link("a", "/etc/passwd"), "a: is a symbolic link to /etc/passwd, which leads out of the tree"),
        ["a climbing link"] = (new HandmadeTar().Link("b/a", "../../outside"), "b/a: is a symbolic link to ../../outside, which leads out"),
        ["a link to the tree's parent"] = (new HandmadeTar().Link("a", ".."), "leads out"),
        ["a link that climbs through another"] = (new HandmadeTar().File("x/y/f").Link("x/y/up", "../..").Link("a", "x/y/up/.."),
            "a: is a symbolic link"),
        ["a link that climbs through a later one"] = (new HandmadeTar().Link("a", "x/y/up/..").Folder("x/y").Link("x/y/up", "../.."),
            "a: is a symbolic link"),
        ["a link without target"] = (new HandmadeTar().Link("a", ""), "a"),
        ["a link of 1025 bytes"] = (new HandmadeTar().Pax(("linkpath", new string('a', 1025))).Link("a", "b"), "is longer than 1024 bytes"),
        ["a hard link out of the archive"] = (new HandmadeTar().HardLink("a", "../../outside/secret"), "a: is a hard link to ../../outside/secret"),
        ["a hard link by absolute path"] = (new HandmadeTar().HardLink("a", "/etc/passwd"), "a: is a hard link to /etc/passwd"),
        ["a hard link to nothing"] = (new HandmadeTar().HardLink("a", "b"), "a: is a hard link to b, which is no file that comes before it"),
        ["a hard link to a later file"] = (new HandmadeTar().HardLink("a", "b").File("b"), "which is no file that comes before it"),
        ["a hard link to itself"] = (new HandmadeTar().HardLink("a", "a"), "which is no file that comes before it"),
        ["a hard link to a folder"] = (new HandmadeTar().Folder("b").HardLink("a", "b"), "which is no file that comes before it"),
        ["a hard link to a symbolic link"] = (new HandmadeTar().Link("b/c/d", "../../x").HardLink("a", "b/c/d"),
            "which is no file that comes before it"),
        ["a hard link through a symbolic link"] = (new HandmadeTar().File("b/f").Link("c", "b").HardLink("a", "c/f"),
            "which is no file that comes before it"),
        ["a character device"] = (new HandmadeTar().Entry("a", '3'), "a: is a device or fifo"),
        ["a block device"] = (new HandmadeTar().Entry("a", '4'), "a: is a device or fifo"),
        ["a fifo"] = (new HandmadeTar().Entry("a", '6'), "a: is a device or fifo"),
        ["an unknown kind"] = (new HandmadeTar().Entry("a", 'Z'), "a: is an entry of unknown type 'Z'"),
        ["a multi-volume continuation"] = (new HandmadeTar().File("b").Entry("a", 'M'), "a: is an entry of unknown type 'M'"),
        ["a GNU sparse file"] = (new HandmadeTar().File("b").Entry("a", 'S'), "a: is a sparse file; pack without --sparse"),
        ["a pax sparse file"] = (new HandmadeTar().Pax(("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0")).File("a"), "a: is a sparse file"),
        ["a folder with content"] = (new HandmadeTar().File("b").Entry("a", '5', "content"u8.ToArray()), "is damaged after entry 1, b"),
        ["a file that claims more than there is"] = (new HandmadeTar().Entry("a", '0', [1, 2, 3], claimedLength: 100_000),
            "is damaged after entry 1, a: it ends too early"),
        ["a file that claims eight gigabytes"] = (new HandmadeTar().Entry("a", '0', [1, 2, 3], claimedLength: 8589934591),
            "a: goes beyond the limit of 2147483648 bytes"),
        ["a pax header that claims gigabytes"] = (new HandmadeTar().Entry("a", 'x', [1, 2, 3], claimedLength: 2_000_000_000),
            "has a header of more than 1 MiB"),
        ["a GNU name that claims gigabytes"] = (new HandmadeTar().Entry("a", 'L', [1, 2, 3], claimedLength: 2_000_000_000),
            "has a header of more than 1 MiB"),
        ["a pax header of nonsense"] = (new HandmadeTar().File("b").PaxBytes("nonsense"u8.ToArray()).File("a"), "is damaged after entry 1, b"),
        ["a pax key that names a file twice"] = (new HandmadeTar().File("b").PaxBytes("9 path=a\n9 path=b\n"u8.ToArray()).File("a"),
            "b: comes twice"),
        ["a pax time beyond all numbers"] = (new HandmadeTar().File("b").Pax(("mtime", new string('9', 20))).File("a"),
            "is damaged after entry 1, b"),
        ["a pax length that is negative"] = (new HandmadeTar().File("b").Pax(("size", "-5")).File("a"), "is damaged after entry 1, b"),
        ["a block of sevens"] = (new HandmadeTar().File("b").Raw([.. Enumerable.Repeat((byte)'7', 512)]),
            "is damaged after entry 1, b: a header's checksum is wrong"),
        ["a header without checksum"] = (new HandmadeTar().File("b").Raw(WithoutChecksum()).File("c"), "is damaged after entry 1, b"),
        ["letters for a mode"] = (new HandmadeTar().File("b").Raw(WithField(100, "abcdefg")),
            "is damaged after entry 1, b: a header has a number that is none"),
        ["a negative length"] = (new HandmadeTar().File("b").Raw(WithField(124, new string('\u00ff', 12))), "an entry has a negative length"),
        ["a length beyond all numbers"] = (new HandmadeTar().File("b").Raw(WithField(124, '\u0080' + new string('\u0001', 11))),
            "a number that is too large"),
        ["a header changed in one bit"] = (new HandmadeTar().File("b").Raw(ChangedInOneBit()), "is damaged after entry 1, b"),
    };

    private readonly Box _box = new();

    public static TheoryData<string> Names => [.. Archives.Keys];

    public void Dispose() => _box.Dispose();

    private static byte[] WithField(int at, string latin)
    {
        var header = new HandmadeTar().File("a", "").Unended();
        Encoding.Latin1.GetBytes(latin).CopyTo(header, at);
        HandmadeTar.Seal(header);
        return header;
    }

    private static byte[] WithoutChecksum()
    {
        var header = new HandmadeTar().File("a", "").Unended();
        header.AsSpan(148, 8).Clear();
        return header;
    }

    private static byte[] ChangedInOneBit()
    {
        var header = new HandmadeTar().File("a").Unended();
        header[0] ^= 2;
        return header;
    }

    [LinuxTheory]
    [MemberData(nameof(Names))]
    public void It_is_refused_and_nothing_but_the_older_tree_is_there(string name)
    {
        var (tar, complaint) = Archives[name];
        _box.LayOut(new HandmadeTar().File("older").Bytes()).ShouldBe(ExitCode.Done);
        var older = TreePicture.Of(_box.Tree);

        _box.LayOut(tar.Bytes()).ShouldBe(ExitCode.Refused, _box.Complained);

        _box.Complained.ShouldStartWith($"compat: {_box.SourcePath("assets.tar")}: ");
        _box.Complained.ShouldContain(complaint);
        _box.Complained.TrimEnd('\n').ShouldNotContain("\n");
        _box.Said.ShouldBeEmpty();
        TreePicture.Of(_box.Tree).ShouldBe(older);
        _box.ShouldBeUntouched();
    }

    [LinuxTheory]
    [MemberData(nameof(Names))]
    public void It_is_refused_gzipped_as_well(string name)
    {
        _box.LayOut(Archives[name].Tar.Gzipped()).ShouldBe(ExitCode.Refused, _box.Complained);
        Directory.Exists(_box.Tree).ShouldBeFalse();
        _box.ShouldBeUntouched();
    }

    [LinuxFact]
    public void A_refused_entry_is_named_with_the_folder_that_strip_took_off()
    {
        _box.LayOut(new HandmadeTar().File("main/a").File("main/a").Bytes(), "--strip", "main").ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain(": main/a: comes twice");
        _box.LayOut(new HandmadeTar().Link("main/a", "../x").Bytes(), "--strip", "main").ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain(": main/a: is a symbolic link to ../x");
    }

    [LinuxFact]
    public void A_missing_assets_volume_is_named()
    {
        _box.LayOut(new HandmadeTar().File("www/a").Bytes(), "--strip", "main").ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("has no folder main");
    }

    [LinuxFact]
    public void An_assets_volume_that_is_a_file_is_refused()
    {
        _box.LayOut(new HandmadeTar().File("main").Bytes(), "--strip", "main").ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("main: is the tree's root");
    }

    [LinuxFact]
    public void A_hard_link_into_another_assets_volume_is_refused()
    {
        _box.LayOut(new HandmadeTar().File("www/a").HardLink("main/b", "www/a").Bytes(), "--strip", "main").ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("main/b: is a hard link to www/a, outside of main");
    }

    [LinuxFact]
    public void What_strip_leaves_out_may_be_of_any_kind_but_not_of_any_name()
    {
        _box.LayOut(new HandmadeTar().Entry("dev/null", '3').File("main/a").Bytes(), "--strip", "main").ShouldBe(ExitCode.Done);
        _box.LayOut(new HandmadeTar().File("../x").File("main/a").Bytes(), "--strip", "main").ShouldBe(ExitCode.Refused);
    }

    [LinuxTheory]
    [InlineData("")]
    [InlineData("not a tar file")]
    [InlineData("PK\u0003\u0004")]
    public void Something_else_than_a_tar_file_is_refused(string content)
    {
        _box.LayOut(Encoding.UTF8.GetBytes(content)).ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("is no tar file, neither plain nor gzipped");
    }

    [LinuxFact]
    public void An_archive_cut_off_between_entries_is_refused()
    {
        _box.LayOut(new HandmadeTar().File("a").Unended()).ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("is damaged after entry 1, a: it ends too early");
    }

    [LinuxFact]
    public void A_gzipped_archive_cut_off_anywhere_is_refused()
    {
        var whole = new HandmadeTar().File("a", new string('x', 3000)).Folder("b").Link("c", "a").Gzipped();
        for (var length = 0; length < whole.Length; length++)
        {
            _box.LayOut(whole[..length]).ShouldBe(ExitCode.Refused, $"cut off after {length} bytes");
        }

        _box.ShouldBeUntouched();
    }

    [LinuxFact]
    public void A_gzipped_archive_cut_off_after_its_last_entry_is_refused()
    {
        // All entries can be read, and the zeros that end the archive; the checksum can't.
        var whole = new HandmadeTar().File("a", new string('x', 3000)).Raw(new byte[100_000]).Gzipped();
        _box.LayOut(whole).ShouldBe(ExitCode.Done);
        for (var cut = 1; cut < 20; cut++) _box.LayOut(whole[..^cut]).ShouldBe(ExitCode.Refused, $"without the last {cut} bytes");
        _box.Complained.ShouldContain("is damaged after entry 1, a");
    }

    [LinuxFact]
    public void A_gzipped_archive_with_something_after_it_is_refused()
    {
        _box.LayOut([.. new HandmadeTar().File("a").Gzipped(), 1, 2, 3]).ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("is damaged after entry 1, a");
    }

    [LinuxFact]
    public void A_gzipped_archive_with_a_wrong_checksum_is_refused()
    {
        var packed = new HandmadeTar().File("a").Gzipped();
        packed[^8] ^= 1;
        _box.LayOut(packed).ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("is damaged after entry 1, a");
    }
}

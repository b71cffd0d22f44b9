using System.Text;
using StartOperator.Compat.Tar;
using StartOperator.Compat.Tests.Support;

namespace StartOperator.Compat.Tests.Tar;

public sealed class TarArchiveTests
{
    [Fact]
    public void Entries_come_in_order_with_their_content()
    {
        var archive = Open(new HandmadeTar().File("a", "one").Folder("d/").Link("l", "a").HardLink("h", "a").File("b", new string('x', 513)));

        var entries = ReadAll(archive);

        entries.Select(entry => (entry.Entry.Kind, entry.Entry.Name, entry.Entry.LinkName, entry.Content)).ShouldBe(
        [
            (TarEntryKind.File, "a", "", "one"),
            (TarEntryKind.Folder, "d/", "", ""),
            (TarEntryKind.SymbolicLink, "l", "a", ""),
            (TarEntryKind.HardLink, "h", "a", ""),
            (TarEntryKind.File, "b", "", new string('x', 513)),
        ]);
        entries[0].Entry.Mode.ShouldBe(0x1a4u);
        entries[0].Entry.ModifiedAt.ShouldBe(HandmadeTar.Time);
    }

    [Fact]
    public void Content_that_is_not_read_is_passed_over()
    {
        var archive = Open(new HandmadeTar().File("a", new string('x', 5000)).File("b"));
        archive.Next()!.Name.ShouldBe("a");
        archive.ReadContent(new byte[10]).ShouldBe(10);
        archive.Next()!.Name.ShouldBe("b");
        archive.Next().ShouldBeNull();
    }

    [Fact]
    public void What_follows_the_archives_end_is_not_looked_at() =>
        ReadAll(Open(new HandmadeTar().File("a").Raw(new byte[512]).File("b"))).Count.ShouldBe(1);

    [Fact]
    public void A_posix_headers_prefix_comes_before_the_name() =>
        First(Header("name", block => "some/where"u8.CopyTo(block.AsSpan(345)))).Name.ShouldBe("some/where/name");

    [Fact]
    public void A_GNU_header_has_other_things_where_posix_has_the_prefix() =>
        First(Header("name", block =>
        {
            "ustar  \0"u8.CopyTo(block.AsSpan(257));
            "14527435435"u8.CopyTo(block.AsSpan(345));
        })).Name.ShouldBe("name");

    [Fact]
    public void A_name_may_fill_its_field() => First(Header(new string('n', 100), _ => { })).Name.ShouldBe(new string('n', 100));

    [Fact]
    public void Numbers_may_be_binary_and_padded_with_blanks() =>
        First(Header("a", block =>
        {
            new byte[] { 0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0 }.CopyTo(block, 136);
            "   644 \0"u8.CopyTo(block.AsSpan(100));
        })).ShouldBe(new TarEntry(TarEntryKind.File, '0', "a", "", 0x1a4, 4294967296, 0));

    [Fact]
    public void A_time_before_1970_may_be_binary() =>
        First(Header("a", block => block.AsSpan(136, 12).Fill(0xff))).ModifiedAt.ShouldBe(-1);

    [Fact]
    public void An_old_programs_signed_checksum_is_right_too()
    {
        var block = new HandmadeTar().Entry("ä", '0').Unended();
        var sum = 8 * ' ';
        for (var i = 0; i < block.Length; i++) sum += i is >= 148 and < 156 ? 0 : (sbyte)block[i];
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0')).CopyTo(block, 148);
        First(block).Name.ShouldBe("ä");
    }

    [Fact]
    public void Pax_records_may_hold_any_bytes_and_those_that_matter_win_over_the_header()
    {
        var records = new HandmadeTar()
            .Pax(("SCHILY.xattr.security.capability", "\0\n=1 x=\n\0"), ("path", "line\nbreak"), ("mtime", "12.999"), ("uname", "me"))
            .File("short", "x");
        ReadAll(Open(records)).Single().Entry.ShouldBe(new TarEntry(TarEntryKind.File, '0', "line\nbreak", "", 0x1a4, 12, 1));
    }

    [Fact]
    public void Of_two_pax_records_with_one_key_the_later_counts_and_an_empty_one_for_nothing() =>
        ReadAll(Open(new HandmadeTar().Pax(("path", "one"), ("path", "two"), ("path", "")).File("a"))).Single().Entry.Name.ShouldBe("two");

    [Fact]
    public void A_pax_length_wins_over_the_headers()
    {
        var tar = new HandmadeTar().Pax(("size", "3")).Entry("a", '0', "one"u8.ToArray(), claimedLength: 0).File("b");
        ReadAll(Open(tar)).Select(entry => entry.Content).ShouldBe(["one", "content"]);
    }

    [Fact]
    public void Records_count_for_one_entry_only() =>
        ReadAll(Open(new HandmadeTar().Pax(("path", "long")).File("a").File("b"))).Select(entry => entry.Entry.Name).ShouldBe(["long", "b"]);

    [Theory]
    [InlineData("x")]
    [InlineData("0 path=a\n")]
    [InlineData("5 a=b\n")]
    [InlineData("9 path=ab")]
    [InlineData("99 path=a\n")]
    [InlineData("9999999999999 path=a\n")]
    [InlineData("-9 path=a\n")]
    [InlineData("7 patha\n")]
    [InlineData("5 =a\n")]
    [InlineData("9 size=x\n")]
    [InlineData("11 mtime=x\n")]
    [InlineData("10 size=-1\n")]
    [InlineData("30 size=99999999999999999999\n")]
    public void A_malformed_pax_record_is_noticed(string records) =>
        Should.Throw<InvalidDataException>(() => ReadAll(Open(new HandmadeTar().PaxBytes(Encoding.ASCII.GetBytes(records)).File("a"))))
            .Message.ShouldBe("a pax header is malformed");

    [Fact]
    public void An_archive_cut_off_anywhere_is_noticed()
    {
        var whole = new HandmadeTar().Pax(("path", "long")).File("a", new string('x', 700)).Folder("b").Unended();
        for (var length = 0; length <= whole.Length; length++)
        {
            Should.Throw<EndOfStreamException>(() => ReadAll(new TarArchive(new MemoryStream(whole, 0, length))), $"cut off after {length} bytes");
        }
    }

    private static TarArchive Open(HandmadeTar tar) => new(new MemoryStream(tar.Bytes()));

    private static TarEntry First(byte[] bytes) => new TarArchive(new MemoryStream(bytes)).Next()!;

    private static byte[] Header(string name, Action<byte[]> change)
    {
        var block = new HandmadeTar().Entry(name, '0').Unended();
        change(block);
        HandmadeTar.Seal(block);
        return block;
    }

    private static List<(TarEntry Entry, string Content)> ReadAll(TarArchive archive)
    {
        var entries = new List<(TarEntry, string)>();
        while (archive.Next() is { } entry)
        {
            var content = new MemoryStream();
            var buffer = new byte[300];
            while (archive.ReadContent(buffer) is var read && read > 0) content.Write(buffer, 0, read);
            entries.Add((entry, Encoding.UTF8.GetString(content.ToArray())));
        }

        return entries;
    }
}

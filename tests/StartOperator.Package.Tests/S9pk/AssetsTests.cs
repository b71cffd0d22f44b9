using StartOperator.Package.Diagnostics;
using StartOperator.Package.S9pk;
using StartOperator.Package.S9pk.Assets;

namespace StartOperator.Package.Tests.S9pk;

/// <summary>The section with the assets, right and wrong.</summary>
public sealed class AssetsTests
{
    [Fact]
    public void Files_folders_and_links_are_listed()
    {
        var tree = Samples.Read(Samples.Good).Package!.Assets.ShouldNotBeNull();
        tree.Entries.Select(entry => (entry.Path, entry.Kind, entry.Length, entry.Target)).ShouldBe(
        [
            ("compat", AssetKind.Folder, 0, null), ("compat/config_spec.yaml", AssetKind.File, 3, null), ("compat/more", AssetKind.Folder, 0, null),
            ("compat/more/spec", AssetKind.SymbolicLink, 0, "../config_spec.yaml"), ("compat/more/same", AssetKind.HardLink, 0, "compat/config_spec.yaml"),
        ]);
        tree.Volumes.ShouldBe(["compat"]);
    }

    [Fact]
    public void No_assets_are_just_the_end_of_an_archive()
    {
        var reading = Samples.With("assets", new byte[1024]);
        reading.Package!.Assets!.Entries.ShouldBeEmpty();
        reading.Diagnostics.ShouldHaveSingleItem().Path.ShouldBe("volumes.compat");
    }

    [Fact]
    public void No_bytes_at_all_are_no_assets_either() => Samples.With("assets", []).Package!.Assets!.Entries.ShouldBeEmpty();

    [Fact]
    public void An_archive_may_lack_the_blocks_that_end_it() =>
        Samples.With("assets", Samples.Assets.ToUnfinishedBytes()).Package!.Assets!.Entries.Count.ShouldBe(5);

    [Fact]
    public void Names_may_be_written_in_a_roundabout_way() =>
        Tree(new RawTar().Folder("./").Folder("./compat//").File("./compat/./a", "a")).Entries.Select(entry => entry.Path).ShouldBe(["compat", "compat/a"]);

    [Fact]
    public void Long_names_come_in_records_of_their_own()
    {
        var name = "compat/" + new string('x', 200);
        Tree(new RawTar().Pax('x', ("path", name)).File("short", "a")).Entries.ShouldHaveSingleItem().Path.ShouldBe(name);
        Tree(new RawTar().Entry('L', "././@LongLink", [.. System.Text.Encoding.UTF8.GetBytes(name), 0]).File("short", "a")).Entries.ShouldHaveSingleItem().Path.ShouldBe(name);
        Tree(new RawTar().Entry('K', "././@LongLink", [.. "nowhere"u8, 0]).Link("compat/a", "short")).Entries.ShouldHaveSingleItem().Target.ShouldBe("nowhere");
    }

    [Theory]
    [InlineData("../evil", "leads upwards")]
    [InlineData("compat/../../evil", "leads upwards")]
    [InlineData("/etc/cron.d/evil", "absolute")]
    [InlineData("compat/\u0001", "control character")]
    [InlineData("compat/\n", "control character")]
    public void A_name_that_leads_anywhere_but_down_is_refused(string name, string says) => Refused(new RawTar().File(name, "x")).ShouldContain(says);

    [Fact]
    public void A_long_name_in_a_record_is_held_to_the_same() => Refused(new RawTar().Pax('x', ("path", "../evil")).File("compat/a", "x")).ShouldContain("leads upwards");

    [Fact]
    public void A_name_that_is_not_UTF_8_is_refused()
    {
        var tar = new RawTar().Pax('x', ("path", "compat/X")).File("a", "x").ToBytes();
        tar[512 + "17 path=compat/".Length] = 0xff;
        Refused(tar).ShouldContain("not UTF-8");
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("../..")]
    [InlineData("../../etc/passwd")]
    [InlineData("a/../../../b")]
    [InlineData("nowhere/../../..")]
    public void A_link_out_of_the_tree_is_refused(string target) => Refused(new RawTar().Link("compat/out", target)).ShouldContain("leads out");

    [Theory]
    [InlineData("compat/a", "b", "compat/b", "../..")]
    [InlineData("compat/a", "b/..", "compat/b", "../other/c/../../..")]
    [InlineData("compat/a/b", "../up/..", "compat/up", "../../x")]
    public void A_link_out_of_the_tree_by_way_of_another_link_is_refused(string one, string target, string other, string onward) =>
        Refused(new RawTar().Link(one, target).Link(other, onward)).ShouldContain("leads out");

    [Fact]
    public void A_link_that_leads_nowhere_or_in_circles_is_harmless() =>
        Tree(new RawTar().Link("compat/a", "b").Link("compat/b", "a").Link("compat/c", "gone/../../other").Link("compat/d", "..")).Entries.Count.ShouldBe(4);

    [Fact]
    public void Nothing_is_written_through_a_link() => Refused(new RawTar().Folder("compat/real").Link("compat/a", "real").File("compat/a/file", "x")).ShouldContain("which is a link");

    [Fact]
    public void Nothing_lies_below_a_file() => Refused(new RawTar().File("compat/a", "x").File("compat/a/file", "x")).ShouldContain("which is a file");

    [Theory]
    [InlineData('0', '0')]
    [InlineData('0', '2')]
    [InlineData('2', '0')]
    [InlineData('5', '0')]
    [InlineData('0', '5')]
    [InlineData('2', '5')]
    public void A_name_that_is_there_twice_is_refused(char first, char second) =>
        Refused(new RawTar().Entry(first, "compat/a", [], "b").Entry(second, "compat/a", [], "b")).ShouldContain("twice");

    [Fact]
    public void A_folder_may_be_there_twice() => Tree(new RawTar().Folder("compat").Folder("compat").File("compat/a", "")).Entries.Count.ShouldBe(3);

    [Theory]
    [InlineData('3', "device")]
    [InlineData('4', "device")]
    [InlineData('6', "pipe")]
    [InlineData('S', "sparse")]
    [InlineData('Z', "neither file")]
    public void What_is_neither_file_nor_folder_nor_link_is_refused(char type, string says) => Refused(new RawTar().Entry(type, "compat/a", [])).ShouldContain(says);

    [Fact]
    public void A_sparse_file_of_pax_is_refused() =>
        Refused(new RawTar().Pax('x', ("GNU.sparse.major", "1"), ("GNU.sparse.realsize", "99999999999")).File("compat/a", "x")).ShouldContain("sparse");

    [Theory]
    [InlineData("gone")]
    [InlineData("compat")]
    [InlineData("compat/link")]
    [InlineData("../a")]
    [InlineData("/etc/passwd")]
    [InlineData("compat/late")]
    public void A_hard_link_must_lead_to_an_earlier_file(string target) =>
        Refused(new RawTar().File("compat/a", "x").Link("compat/link", "a").HardLink("compat/hard", target).File("compat/late", "x")).ShouldContain("hard link");

    [Fact]
    public void Hard_links_that_repeat_too_much_are_refused()
    {
        var tar = new RawTar().File("compat/a", new string('x', 1000));
        for (var at = 0; at < 10; at++) tar.HardLink($"compat/a{at}", "compat/a");
        Limited(tar, new S9pkLimits { Repeated = 9_999 }).ShouldContain("repeat");
        Limited(tar, new S9pkLimits { Repeated = 10_000 }).ShouldBeEmpty();
    }

    [Fact]
    public void More_entries_than_allowed_are_refused() => Limited(Samples.Assets, new S9pkLimits { AssetEntries = 4 }).ShouldContain("one too many");

    [Fact]
    public void More_links_than_allowed_are_refused() => Limited(Samples.Assets, new S9pkLimits { AssetLinks = 0 }).ShouldContain("link too many");

    [Fact]
    public void More_names_than_allowed_are_refused() => Limited(Samples.Assets.Folder(new string('x', 90)), new S9pkLimits { Names = 150 }).ShouldContain("names");

    [Fact]
    public void A_path_that_is_too_deep_is_refused() =>
        Refused(new RawTar().Pax('x', ("path", string.Join('/', Enumerable.Repeat("a", 101)))).File("a", "x")).ShouldContain("deep");

    [Theory]
    [InlineData("00000003000\0")]
    [InlineData("77777777777\0")]
    [InlineData("0000000000x\0")]
    [InlineData("-0000000001\0")]
    public void A_length_that_a_header_claims_is_not_believed(string length) => Refused(new RawTar().Entry('0', "compat/a", [], length: length)).ShouldNotBeEmpty();

    [Fact]
    public void A_length_of_more_than_any_file_is_not_believed()
    {
        var tar = new RawTar().Entry('0', "compat/a", [], length: "\u0000\u0000\u0000\u0000").ToBytes();
        foreach (var head in (byte[])[0x80, 0xff, 0xc0])
        {
            tar[124] = head;
            tar.AsSpan(125, 11).Fill(0xff);
            Fix(tar);
            Refused(tar).ShouldNotBeEmpty();
            tar.AsSpan(125, 3).Clear();
            tar[128] = 0x7f;
            Fix(tar);
            Refused(tar).ShouldNotBeEmpty();
        }
    }

    [Theory]
    [InlineData("path")]
    [InlineData("linkpath")]
    [InlineData("size")]
    public void A_global_header_that_overrides_headers_is_refused(string key) => Refused(new RawTar().Pax('g', (key, "1")).File("compat/a", "x")).ShouldContain("global header");

    [Fact]
    public void A_global_header_with_a_comment_is_harmless() => Tree(new RawTar().Pax('g', ("comment", "made by hand")).File("compat/a", "x")).Entries.Count.ShouldBe(1);

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("99 path=a\n")]
    [InlineData("3 a\n")]
    [InlineData("11 path=ab")]
    [InlineData("-1 path=a\n")]
    [InlineData("99999999999999999999 path=a\n")]
    [InlineData("10 size=x\n")]
    public void A_pax_record_that_is_malformed_is_refused(string record)
    {
        var tar = new RawTar().Entry('x', "pax", System.Text.Encoding.ASCII.GetBytes(record)).File("compat/a", "x");
        if (record.Length == 0) Tree(tar).Entries.Count.ShouldBe(1);
        else Refused(tar).ShouldContain("pax");
    }

    [Fact]
    public void A_record_that_is_huge_is_not_read() => Refused(new RawTar().Entry('x', "pax", new byte[256 * 1024 + 1]).File("compat/a", "x")).ShouldContain("longer than");

    [Fact]
    public void A_checksum_that_is_wrong_is_refused() => Refused(new RawTar().Entry('0', "compat/a", [], sumOff: 1)).ShouldContain("checksum");

    [Fact]
    public void An_archive_that_is_cut_off_is_refused()
    {
        var tar = new RawTar().File("compat/a", new string('x', 1000)).ToUnfinishedBytes();
        foreach (var length in (int[])[1, 511, 513, 1100, 1535]) Refused(tar[..length]).ShouldContain("early");
    }

    [Fact]
    public void A_folder_with_content_is_refused() => Refused(new RawTar().Entry('5', "compat", new byte[10])).ShouldContain("has content");

    [Fact]
    public void Of_modes_only_permissions_count()
    {
        var tar = new RawTar().File("compat/a", "x").ToBytes();
        "0007755\0"u8.CopyTo(tar.AsSpan(100));
        Fix(tar);
        Samples.With("assets", tar).Package!.Assets!.Entries[0].Mode.ShouldBe((UnixFileMode)Convert.ToInt32("755", 8));
    }

    [Theory]
    [InlineData(100, 8)]
    [InlineData(124, 12)]
    public void Numbers_may_be_binary(int at, int length)
    {
        var tar = new RawTar().File("compat/a", "x").ToBytes();
        tar.AsSpan(at, length).Clear();
        (tar[at], tar[at + length - 1]) = (0x80, 1);
        Fix(tar);
        Samples.With("assets", tar).Package!.Assets!.Entries[0].Length.ShouldBe(1);
        tar[at] = 0x81;
        Fix(tar);
        Refused(tar).ShouldContain("too large");
    }

    private static void Fix(byte[] tar)
    {
        tar.AsSpan(148, 8).Fill((byte)' ');
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(tar.Take(512).Sum(octet => octet), 8).PadLeft(6, '0') + "\0 ").CopyTo(tar, 148);
    }

    private static AssetsTree Tree(RawTar tar)
    {
        var reading = Samples.With("assets", tar.ToBytes());
        reading.HasErrors.ShouldBeFalse(string.Join('\n', reading.Diagnostics));
        return reading.Package!.Assets.ShouldNotBeNull();
    }

    private static string Refused(RawTar tar) => Refused(tar.ToBytes());

    private static string Refused(byte[] tar)
    {
        var reading = Samples.With("assets", tar);
        var error = Samples.ShouldFail(reading);
        error.Path.ShouldStartWith("assets");
        reading.Package!.Assets.ShouldBeNull();
        return error.Message;
    }

    private static string Limited(RawTar tar, S9pkLimits limits) =>
        S9pkReader.Read(new MemoryStream(Samples.Good.With("assets", tar.ToBytes()).ToBytes()), limits).Diagnostics.FirstOrDefault(finding => finding.Severity == Severity.Error)?.Message ?? "";
}

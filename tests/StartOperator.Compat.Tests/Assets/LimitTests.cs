using StartOperator.Compat.Tar;
using StartOperator.Compat.Tests.Support;

namespace StartOperator.Compat.Tests.Assets;

public sealed class LimitTests : IDisposable
{
    private readonly Box _box = new();

    public void Dispose() => _box.Dispose();

    [LinuxFact]
    public void As_many_bytes_as_allowed_are_laid_out_and_not_one_more()
    {
        var tar = new HandmadeTar().File("a", "12345").File("b", "678").Bytes();
        _box.LayOut(tar, "--max-bytes", "8").ShouldBe(ExitCode.Done);
        _box.LayOut(new HandmadeTar().File("a", "12345").File("b", "679").Bytes(), "--max-bytes", "7").ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("b: goes beyond the limit of 7 bytes in all; raise --max-bytes");
        _box.ShouldBeUntouched();
    }

    [LinuxFact]
    public void A_hard_link_counts_as_much_as_a_copy()
    {
        var tar = new HandmadeTar().File("a", "12345").HardLink("b", "a").Bytes();
        _box.LayOut(tar, "--max-bytes", "9").ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("b: goes beyond the limit of 9 bytes");
        _box.LayOut(tar, "--max-bytes", "10").ShouldBe(ExitCode.Done);
    }

    [LinuxFact]
    public void A_folder_that_holds_too_many_bytes_is_refused()
    {
        _box.Write("sources/folder/a", "123456789");
        _box.LayOut(_box.SourcePath("folder"), "--max-bytes", "8").ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("sources/folder/a: goes beyond the limit of 8 bytes");
    }

    [LinuxFact]
    public void As_many_entries_as_allowed_are_laid_out_and_not_one_more()
    {
        _box.LayOut(new HandmadeTar().File("a").File("b").Bytes(), "--max-entries", "2").ShouldBe(ExitCode.Done);
        _box.LayOut(new HandmadeTar().File("a").File("b").File("c").Bytes(), "--max-entries", "2").ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("c: is one too many: the limit is 2 entries; raise --max-entries");
    }

    [LinuxFact]
    public void Folders_that_no_entry_describes_count_as_entries()
    {
        _box.LayOut(new HandmadeTar().File("a/b/c/d").Bytes(), "--max-entries", "3").ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("a/b/c/d: is one too many");
    }

    [LinuxFact]
    public void A_folder_with_too_many_files_is_refused()
    {
        for (var i = 0; i < 5; i++) _box.Write($"sources/folder/{i}", "");
        _box.LayOut(_box.SourcePath("folder"), "--max-entries", "4").ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("is one too many");
    }

    [LinuxFact]
    public void A_small_file_that_unpacks_to_very_much_is_refused_before_it_does()
    {
        var tar = new HandmadeTar().Entry("a", '0', new byte[ProportionateStream.AlwaysAllowed + (1 << 20)]);
        _box.LayOut(tar.Gzipped()).ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("unpacks to more than 200 times its own length");
        _box.ShouldBeUntouched();
    }

    [LinuxFact]
    public void A_small_file_that_unpacks_to_very_much_after_the_archives_end_is_refused()
    {
        var tar = new HandmadeTar().File("a").Raw(new byte[ProportionateStream.AlwaysAllowed + (1 << 20)]);
        _box.LayOut(tar.Gzipped()).ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("unpacks to more than 200 times its own length");
    }

    [LinuxFact]
    public void Names_that_would_fill_the_memory_are_refused()
    {
        var tar = new HandmadeTar();
        var target = new string('a', 1000);
        for (var i = 0; i < 9_000; i++) tar.Pax(("linkpath", target)).Link($"link-{i}", "x");
        _box.LayOut(tar.Bytes()).ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("all names together may take 8 MiB");
    }
}

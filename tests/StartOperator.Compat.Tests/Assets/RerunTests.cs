using StartOperator.Compat.Tests.Support;

namespace StartOperator.Compat.Tests.Assets;

public sealed class RerunTests : IDisposable
{
    private static readonly byte[] Old = new HandmadeTar().File("a", "old").Folder("empty").Link("link", "a").Bytes();
    private static readonly byte[] New = new HandmadeTar().File("a", "new").File("b", "new").Bytes();

    private readonly Box _box = new();

    public void Dispose() => _box.Dispose();

    [LinuxFact]
    public void The_same_source_again_changes_nothing()
    {
        _box.LayOut(Old).ShouldBe(ExitCode.Done);
        var changes = new List<string>();

        _box.Run(changes.Add, "assets", "lay-out", "--from", _box.SourcePath("assets.tar"), "--to", _box.Tree).ShouldBe(ExitCode.Done);

        changes.ShouldBeEmpty();
        _box.Said.ShouldMatch($"^kept {_box.Tree}: 1 file, 1 folder, 1 link, 3 bytes, [0-9]+ ms\n$");
    }

    [LinuxFact]
    public void The_same_folder_again_changes_nothing_until_it_changes()
    {
        _box.Write("sources/folder/a", "x");
        _box.LayOut(_box.SourcePath("folder")).ShouldBe(ExitCode.Done);
        _box.LayOut(_box.SourcePath("folder")).ShouldBe(ExitCode.Done);
        _box.Said.ShouldStartWith("kept ");

        _box.Write("sources/folder/a", "y");
        _box.LayOut(_box.SourcePath("folder")).ShouldBe(ExitCode.Done);
        _box.Said.ShouldStartWith("replaced ");
        File.ReadAllText($"{_box.Tree}/a").ShouldBe("y");
    }

    [LinuxFact]
    public void Another_source_replaces_the_whole_tree()
    {
        _box.LayOut(Old).ShouldBe(ExitCode.Done);
        _box.LayOut(New).ShouldBe(ExitCode.Done);
        _box.Said.ShouldStartWith("replaced ");
        Directory.GetFileSystemEntries(_box.Tree).Order().ShouldBe([$"{_box.Tree}/a", $"{_box.Tree}/b"]);
        _box.ShouldBeUntouched();
    }

    [LinuxFact]
    public void Another_folder_of_the_same_archive_replaces_the_tree()
    {
        var tar = new HandmadeTar().File("main/a").File("www/b").Bytes();
        _box.LayOut(tar, "--strip", "main").ShouldBe(ExitCode.Done);
        _box.LayOut(tar, "--strip", "www").ShouldBe(ExitCode.Done);
        Directory.GetFileSystemEntries(_box.Tree).ShouldBe([$"{_box.Tree}/b"]);
    }

    [LinuxTheory]
    [InlineData("changed")]
    [InlineData("shortened")]
    [InlineData("removed")]
    [InlineData("added")]
    [InlineData("chmod")]
    [InlineData("touched")]
    [InlineData("relinked")]
    [InlineData("turned into a link")]
    [InlineData("folder removed")]
    [InlineData("fifo added")]
    public async Task A_tree_that_somebody_changed_is_laid_out_anew(string change)
    {
        _box.LayOut(Old).ShouldBe(ExitCode.Done);
        var whole = TreePicture.Of(_box.Tree);
        var file = $"{_box.Tree}/a";
        var time = File.GetLastWriteTimeUtc(file);
        switch (change)
        {
            case "changed": File.WriteAllText(file, "odd"); File.SetLastWriteTimeUtc(file, time); break;
            case "shortened": File.WriteAllText(file, ""); File.SetLastWriteTimeUtc(file, time); break;
            case "removed": File.Delete(file); break;
            case "added": File.WriteAllText($"{_box.Tree}/empty/more", ""); break;
            case "chmod": File.SetUnixFileMode(file, UnixFileMode.UserRead); break;
            case "touched": File.SetLastWriteTimeUtc(file, time.AddSeconds(1)); break;
            case "relinked": File.Delete($"{_box.Tree}/link"); File.CreateSymbolicLink($"{_box.Tree}/link", "/etc/passwd"); break;
            case "turned into a link": File.Delete(file); File.CreateSymbolicLink(file, "/etc/passwd"); break;
            case "folder removed": Directory.Delete($"{_box.Tree}/empty"); break;
            default: await Shell.Run("mkfifo", [$"{_box.Tree}/fifo"], TestContext.Current.CancellationToken); break;
        }

        _box.LayOut(Old).ShouldBe(ExitCode.Done, _box.Complained);

        _box.Said.ShouldStartWith("replaced ");
        TreePicture.Of(_box.Tree).ShouldBe(whole);
        _box.ShouldBeUntouched();
    }

    [LinuxTheory]
    [InlineData("")]
    [InlineData("source x\n")]
    [InlineData("source x\ntree y\n")]
    [InlineData("\0\0\0")]
    public void A_marker_that_says_nothing_true_is_not_believed(string marker)
    {
        _box.LayOut(Old).ShouldBe(ExitCode.Done);
        File.WriteAllText(_box["volume/.tree.digest"], marker);
        _box.LayOut(Old).ShouldBe(ExitCode.Done);
        _box.Said.ShouldStartWith("replaced ");
        _box.LayOut(Old).ShouldBe(ExitCode.Done);
        _box.Said.ShouldStartWith("kept ");
    }

    [LinuxFact]
    public void A_marker_that_is_a_link_is_not_followed()
    {
        _box.LayOut(Old).ShouldBe(ExitCode.Done);
        File.Delete(_box["volume/.tree.digest"]);
        File.CreateSymbolicLink(_box["volume/.tree.digest"], _box["outside/secret"]);
        _box.LayOut(Old).ShouldBe(ExitCode.Done, _box.Complained);
        File.ReadAllText(_box["outside/secret"]).ShouldBe("secret");
        new FileInfo(_box["volume/.tree.digest"]).LinkTarget.ShouldBeNull();
    }

    [LinuxFact]
    public void A_folder_that_was_there_before_any_run_is_replaced()
    {
        Directory.CreateDirectory(_box.Tree);
        _box.LayOut(New).ShouldBe(ExitCode.Done);
        File.ReadAllText($"{_box.Tree}/a").ShouldBe("new");
    }

    [LinuxFact]
    public async Task An_older_tree_is_removed_whatever_its_names_and_modes()
    {
        var commands = $"mkdir -p '{_box.Tree}/a/b' && touch \"$(printf '{_box.Tree}/a/b/\\377')\" && chmod 500 '{_box.Tree}/a/b'";
        await Shell.Run("sh", ["-c", commands], TestContext.Current.CancellationToken);
        _box.LayOut(New).ShouldBe(ExitCode.Done, _box.Complained);
        Directory.Exists($"{_box.Tree}/a/b").ShouldBeFalse();
        _box.ShouldBeUntouched();
    }

    [LinuxTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_target_that_is_no_folder_is_refused_and_stays(bool link)
    {
        if (link) File.CreateSymbolicLink(_box.Tree, _box["outside"]);
        else File.WriteAllText(_box.Tree, "mine");
        _box.LayOut(New).ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain($"{_box.Tree}: is there and is no folder");
        if (link) new FileInfo(_box.Tree).LinkTarget.ShouldBe(_box["outside"]);
        else File.ReadAllText(_box.Tree).ShouldBe("mine");
        _box.ShouldBeUntouched();
    }

    [LinuxFact]
    public void A_target_whose_volume_is_not_mounted_is_a_failure_that_may_pass()
    {
        _box.Run(null, "assets", "lay-out", "--from", _box.Source("a.tar", New), "--to", "/no-such-volume/tree").ShouldBe(ExitCode.Io);
        _box.Complained.ShouldContain("/no-such-volume: cannot open the folder: No such file or directory; check that the volume is mounted");
    }

    [LinuxFact]
    public void What_killed_runs_left_is_removed_and_what_only_looks_like_it_is_not()
    {
        _box.Write("volume/.tree.next-0123456789abcdef/deep/file", "left");
        _box.Write("volume/..tree.digest.next-0123456789abcdef", "left");
        _box.Write("volume/.tree.next-backup/file", "mine");
        _box.Write("volume/.other.next-0123456789abcdef/file", "mine");

        _box.LayOut(New).ShouldBe(ExitCode.Done);

        Directory.GetFileSystemEntries(_box.Volume).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe([".other.next-0123456789abcdef", ".tree.digest", ".tree.next-backup", "neighbour", "tree"]);
    }

    [LinuxFact]
    public void Leftovers_of_links_are_removed_without_following_them()
    {
        Directory.CreateDirectory(_box["volume/.tree.next-0123456789abcdef"]);
        File.CreateSymbolicLink(_box["volume/.tree.next-0123456789abcdef/link"], _box["outside"]);
        _box.LayOut(New).ShouldBe(ExitCode.Done);
        _box.ShouldBeUntouched();
    }
}

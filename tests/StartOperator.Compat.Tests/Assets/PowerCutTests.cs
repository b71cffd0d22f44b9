using CsCheck;
using StartOperator.Compat.Assets;
using StartOperator.Compat.Linux;
using StartOperator.Compat.Tests.Support;

namespace StartOperator.Compat.Tests.Assets;

/// <summary>The program is stopped before each single change it makes to the disk; the next run has to end as if nothing had happened.</summary>
public sealed class PowerCutTests
{
    private static readonly byte[] Old = new HandmadeTar().File("version", "old").File("only-old/a", "old").Link("link", "version").Bytes();

    private static readonly byte[] New = new HandmadeTar()
        .Folder("empty", mode: 0x16d).File("version", "new").File("only-new/sub/a", new string('x', 140_000))
        .HardLink("again", "version").Link("link", "only-new").Bytes();

    private static readonly string OldPicture = PictureOf(Old);
    private static readonly string NewPicture = PictureOf(New);

    [LinuxFact]
    public void A_first_lay_out_survives_a_cut_before_every_change() => CutBeforeEveryChange(older: null, exchange: true);

    [LinuxFact]
    public void A_replacement_survives_a_cut_before_every_change() => CutBeforeEveryChange(Old, exchange: true);

    [LinuxFact]
    public void A_replacement_survives_every_cut_on_a_file_system_that_cannot_exchange() => CutBeforeEveryChange(Old, exchange: false);

    [LinuxFact]
    public void A_second_cut_while_recovering_from_the_first_changes_nothing() =>
        Gen.Select(Gen.Int[0, 45], Gen.Int[0, 45], Gen.Bool, Gen.Bool).Sample(
            (first, second, hasOlder, exchange) =>
            {
                using var box = new Box(inMemory: true);
                if (hasOlder) box.LayOut(Old).ShouldBe(ExitCode.Done);
                LayOutNew(box, new Cut(first, exchange));
                LayOutNew(box, new Cut(second, exchange));
                ShouldRecover(box, $"cut before changes {first} and {second}");
            },
            iter: 100);

    [LinuxFact]
    public void At_every_step_a_reader_finds_the_old_tree_or_the_new_one_whole()
    {
        using var box = new Box();
        box.LayOut(Old).ShouldBe(ExitCode.Done);
        var seen = new List<string>();
        LayOutNew(box, _ => seen.Add(TreePicture.Of(box.Tree)));

        seen.Count.ShouldBeGreaterThan(20);
        seen.ShouldAllBe(picture => picture == OldPicture || picture == NewPicture);
        seen[0].ShouldBe(OldPicture);
        seen[^1].ShouldBe(NewPicture);
        seen.SkipWhile(picture => picture == OldPicture).ShouldAllBe(picture => picture == NewPicture);
    }

    [LinuxFact]
    public void A_disk_that_is_full_at_any_one_moment_leaves_a_whole_tree_and_no_rubbish()
    {
        for (var failing = 0; ; failing++)
        {
            using var box = new Box(inMemory: true);
            box.LayOut(Old).ShouldBe(ExitCode.Done);
            var full = new FullDisk(failing);
            var exit = box.Run(full.Before, "assets", "lay-out", "--from", box.Source("new.tar", New), "--to", box.Tree);
            if (!full.WasFull)
            {
                failing.ShouldBeGreaterThan(20);
                return;
            }

            exit.ShouldBe(ExitCode.Io, full.FailedChange);
            box.Complained.ShouldContain("No space left on device; free space there or raise the volume's size limit");
            TreePicture.Of(box.Tree).ShouldBeOneOf(OldPicture, NewPicture);
            box.ShouldBeUntouched();
            ShouldRecover(box, full.FailedChange);
        }
    }

    private static void CutBeforeEveryChange(byte[]? older, bool exchange)
    {
        for (var survived = 0; ; survived++)
        {
            using var box = new Box(inMemory: true);
            if (older is not null) box.LayOut(older).ShouldBe(ExitCode.Done);
            var cut = new Cut(survived, exchange);
            LayOutNew(box, cut);
            if (!cut.WasMade)
            {
                survived.ShouldBeGreaterThan(20);
                return;
            }

            if (older is null || !exchange) PictureOrNothing(box).ShouldBeOneOf(older is null ? "" : OldPicture, "", NewPicture);
            else PictureOrNothing(box).ShouldBeOneOf(OldPicture, NewPicture);
            ShouldRecover(box, cut.Change);
        }
    }

    private static void ShouldRecover(Box box, string after)
    {
        box.LayOut(box.Source("new.tar", New)).ShouldBe(ExitCode.Done, $"{after}: {box.Complained}");
        TreePicture.Of(box.Tree).ShouldBe(NewPicture, after);
        box.ShouldBeUntouched();
        box.LayOut(box.Source("new.tar", New)).ShouldBe(ExitCode.Done);
        box.Said.ShouldStartWith("kept ", Case.Sensitive, after);
    }

    private static string PictureOrNothing(Box box) => Directory.Exists(box.Tree) ? TreePicture.Of(box.Tree) : "";

    private static void LayOutNew(Box box, Cut cut)
    {
        try
        {
            LayOutNew(box, cut.Before);
        }
        catch (PowerCutException)
        {
            cut.WasMade.ShouldBeTrue();
        }
    }

    private static void LayOutNew(Box box, Action<string> beforeChange)
    {
        var request = new LayOutRequest(box.Source("new.tar", New), box.Tree, null, LayOutLimits.Default);
        new AssetsLayOut(new Disk(beforeChange), TimeProvider.System).Run(request, out _).ShouldBeNull();
    }

    private static string PictureOf(byte[] tar)
    {
        if (OnLinux.Skip is not null) return "";
        using var box = new Box(inMemory: true);
        box.LayOut(tar).ShouldBe(ExitCode.Done);
        return TreePicture.Of(box.Tree);
    }

    /// <summary>Lets so many changes happen, and none after them: not even those that would tidy up.</summary>
    private sealed class Cut(int survived, bool exchange)
    {
        private int _changes;

        public bool WasMade { get; private set; }

        public string Change { get; private set; } = "no change";

        public void Before(string change)
        {
            if (_changes++ >= survived)
            {
                if (!WasMade) Change = change;
                WasMade = true;
                throw new PowerCutException();
            }

            if (!exchange && change.StartsWith("exchange", StringComparison.Ordinal)) throw new DiskFailure("exchange", change, Errno.Einval);
        }
    }

    private sealed class PowerCutException : Exception;

    /// <summary>Fails one change.</summary>
    private sealed class FullDisk(int failing)
    {
        private int _changes;

        public bool WasFull => _changes > failing;

        public string FailedChange { get; private set; } = "";

        public void Before(string change)
        {
            if (_changes++ != failing) return;
            FailedChange = change;
            throw new DiskFailure(change, "the volume", Errno.Enospc);
        }
    }
}

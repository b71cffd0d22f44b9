using System.Formats.Tar;
using StartOperator.Compat.Tests.Support;

namespace StartOperator.Compat.Tests.Programs;

/// <summary>What a container's log and exit code show; see <see cref="CompatProcess"/> on how to run these on a published program.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly Box _box = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _box.Dispose();

    [LinuxFact]
    public async Task A_lay_out_says_in_one_line_what_it_did_and_ends_with_0()
    {
        var source = _box.Source("a.tgz", new HandmadeTar().File("main/ä", "x").Link("main/link", "ä").Folder("main/empty").Gzipped());

        var first = await LayOut(source, "--strip", "main");
        first.ShouldBe(new Shell(0, first.Output, ""));
        first.Output.ShouldMatch($"^laid out {_box.Tree}: 1 file, 1 folder, 1 link, 1 byte, [0-9]+ ms\n$");
        File.ReadAllText($"{_box.Tree}/link").ShouldBe("x");

        (await LayOut(source, "--strip", "main")).Output.ShouldStartWith($"kept {_box.Tree}: ");
        _box.ShouldBeUntouched();
    }

    [LinuxFact]
    public async Task A_refused_archive_ends_with_1_and_one_line_of_why_and_what_to_do()
    {
        var run = await LayOut(_box.Source("a.tar", new HandmadeTar().File("../x").Bytes()));
        var complaint = "../x: the entry's name leads upwards by '..'; pack the assets again, with plain relative names";
        run.ShouldBe(new Shell(1, "", $"compat: {_box.SourcePath("a.tar")}: {complaint}\n"));
    }

    [LinuxFact]
    public async Task A_wrong_command_line_ends_with_2() =>
        (await CompatProcess.Run(Cancel, "assets", "lay-out", "--form", "x"))
            .ShouldBe(new Shell(2, "", "compat: --form: is no option of this command; see 'compat --help'\n"));

    [LinuxFact]
    public async Task A_missing_volume_ends_with_3()
    {
        var source = _box.Source("a.tar", new HandmadeTar().Bytes());
        var run = await CompatProcess.Run(Cancel, "assets", "lay-out", "--from", source, "--to", "/missing/tree");
        const string Remedy = "check that the volume is mounted and the path is spelled right";
        run.ShouldBe(new Shell(3, "", $"compat: /missing: cannot open the folder: No such file or directory; {Remedy}\n"));
    }

    [LinuxFact]
    public async Task A_full_disk_ends_with_3_and_leaves_nothing()
    {
        await MountOrSkip(_box["volume/neighbour"], "size=1m");
        try
        {
            var source = _box.Source("a.tar", new HandmadeTar().File("small").File("large", new string('x', 2_000_000)).Bytes());
            var run = await CompatProcess.Run(Cancel, "assets", "lay-out", "--from", source, "--to", _box["volume/neighbour/tree"]);
            run.Exit.ShouldBe(3, run.Error);
            run.Error.ShouldContain("No space left on device; free space there or raise the volume's size limit");
            Directory.GetFileSystemEntries(_box["volume/neighbour"]).ShouldBeEmpty();
        }
        finally
        {
            await Shell.Run("umount", [_box["volume/neighbour"]], CancellationToken.None);
        }
    }

    [LinuxFact]
    public async Task A_mount_as_target_ends_with_3_and_the_advice_to_mount_one_level_up()
    {
        Directory.CreateDirectory(_box.Tree);
        await MountOrSkip(_box.Tree, "size=10m");
        try
        {
            var run = await LayOut(_box.Source("a.tar", new HandmadeTar().File("a").Bytes()));
            run.Exit.ShouldBe(3, run.Error);
            run.Error.ShouldContain("mount the volume one level up");
        }
        finally
        {
            await Shell.Run("umount", [_box.Tree], CancellationToken.None);
        }

        _box.ShouldBeUntouched();
    }

    [LinuxFact]
    public async Task A_run_that_is_killed_while_it_writes_is_made_good_by_the_next()
    {
        (await LayOut(_box.Source("old.tar", new HandmadeTar().File("version", "old").Bytes()))).Exit.ShouldBe(0);
        var source = LargeSource();
        using var watcher = new FileSystemWatcher(_box.Volume) { NotifyFilter = NotifyFilters.DirectoryName };
        var writing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, created) =>
        {
            if (created.Name!.StartsWith(".tree.next-", StringComparison.Ordinal)) writing.TrySetResult();
        };
        watcher.EnableRaisingEvents = true;

        using (var process = CompatProcess.Start("assets", "lay-out", "--from", source, "--to", _box.Tree))
        {
            await writing.Task.WaitAsync(Cancel);
            process.Kill();
            await process.WaitForExitAsync(Cancel);
            process.ExitCode.ShouldBe(128 + 9);
        }

        Directory.GetFileSystemEntries(_box.Volume, ".tree.next-*").ShouldNotBeEmpty();
        File.ReadAllText($"{_box.Tree}/version").ShouldBe("old");

        (await LayOut(source)).Exit.ShouldBe(0);
        File.ReadAllText($"{_box.Tree}/version").ShouldBe("new");
        _box.ShouldBeUntouched();
    }

    [LinuxFact]
    public async Task Help_and_version_are_told_on_standard_output()
    {
        var help = await CompatProcess.Run(Cancel, "--help");
        help.Exit.ShouldBe(0);
        help.Output.ShouldContain("compat assets lay-out --from SOURCE --to TARGET");
        (await CompatProcess.Run(Cancel, "--version")).Output.ShouldMatch("^compat [0-9]+[.][0-9]+[.][0-9]+\n$");
    }

    [LinuxFact]
    public async Task A_published_program_installs_a_copy_that_works()
    {
        Assert.SkipUnless(CompatProcess.IsPublished, "COMPAT_PROGRAM names no published compat program");
        var copy = _box["volume/neighbour/compat"];
        var run = await CompatProcess.Run(Cancel, "install", "--to", copy);
        run.Exit.ShouldBe(0, run.Error);
        run.Output.ShouldMatch($"^installed {copy}: [0-9]+ bytes\n$");
        (await CompatProcess.RunCopy(copy, Cancel, "--version")).Output.ShouldStartWith("compat ");
    }

    [LinuxFact]
    public async Task A_program_that_NET_runs_says_that_it_cannot_install_itself()
    {
        Assert.SkipWhen(CompatProcess.IsPublished, "COMPAT_PROGRAM names a published compat program");
        var run = await CompatProcess.Run(Cancel, "install", "--to", _box["volume/compat"]);
        run.Exit.ShouldBe(2);
        run.Error.ShouldContain("dotnet publish");
    }

    private static async Task MountOrSkip(string place, string options)
    {
        var mount = await Shell.Try("mount", ["-t", "tmpfs", "-o", options, "tmpfs", place], Cancel);
        Assert.SkipUnless(mount.Exit == 0, $"no volume can be mounted here: {mount.Error}");
    }

    private Task<Shell> LayOut(string source, params string[] options) =>
        CompatProcess.Run(Cancel, ["assets", "lay-out", "--from", source, "--to", _box.Tree, .. options]);

    /// <summary>So many files that a kill right after the first change comes before the last, even if this process has to wait for its turn.</summary>
    private string LargeSource()
    {
        var path = _box.Source("large.tar", []);
        var content = new byte[8 << 20];
        using var archive = File.Create(path);
        using var writer = new TarWriter(archive, TarEntryFormat.Pax);
        writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "version") { DataStream = new MemoryStream("new"u8.ToArray()) });
        for (var i = 0; i < 32; i++)
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"large-{i}") { DataStream = new MemoryStream(content) });
        }

        return path;
    }
}

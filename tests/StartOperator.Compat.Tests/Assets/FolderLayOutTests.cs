using System.Net.Sockets;
using StartOperator.Compat.Tests.Support;

namespace StartOperator.Compat.Tests.Assets;

public sealed class FolderLayOutTests : IDisposable
{
    private readonly Box _box = new();

    private string Source => _box.SourcePath("folder");

    public void Dispose() => _box.Dispose();

    [LinuxFact]
    public void A_folder_is_copied_with_modes_times_links_and_empty_folders()
    {
        _box.Write("sources/folder/bin/run", "#!", (UnixFileMode)0x1ed);
        _box.Write("sources/folder/data/ö \n.txt", "x", (UnixFileMode)0x1a4);
        Directory.CreateDirectory($"{Source}/empty");
        File.CreateSymbolicLink($"{Source}/bin/start", "run");
        File.CreateSymbolicLink($"{Source}/data/out", "../bin/run");
        File.SetLastWriteTimeUtc($"{Source}/bin/run", DateTime.UnixEpoch.AddSeconds(1_500_000_000));
        Directory.SetLastWriteTimeUtc($"{Source}/bin", DateTime.UnixEpoch.AddSeconds(1_400_000_000));

        _box.LayOut(Source).ShouldBe(ExitCode.Done, _box.Complained);

        TreePicture.Of(_box.Tree).ShouldBe(TreePicture.Of(Source));
        _box.Said.ShouldContain("2 files, 3 folders, 2 links, 3 bytes,");
        _box.ShouldBeUntouched();
    }

    [LinuxFact]
    public void With_strip_the_folder_of_that_name_is_copied()
    {
        _box.Write("sources/folder/main/a", "");
        _box.Write("sources/folder/www/b", "");
        _box.LayOut(Source, "--strip", "main").ShouldBe(ExitCode.Done);
        Directory.GetFileSystemEntries(_box.Tree).ShouldBe([$"{_box.Tree}/a"]);
    }

    [LinuxTheory]
    [InlineData("missing")]
    [InlineData("file")]
    [InlineData("link")]
    public void With_strip_that_has_to_be_a_folder(string name)
    {
        _box.Write("sources/folder/file", "");
        File.CreateSymbolicLink($"{Source}/link", "../../outside");
        _box.LayOut(Source, "--strip", name).ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain($"{Source}/{name}: is no folder");
    }

    [LinuxTheory]
    [InlineData("/etc/passwd")]
    [InlineData("../outside/secret")]
    [InlineData("a/../../x")]
    public void A_link_that_leads_out_is_refused(string target)
    {
        _box.Write("sources/folder/a/b", "");
        File.CreateSymbolicLink($"{Source}/link", target);
        _box.LayOut(Source).ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain($"{Source}/link: is a symbolic link to {target}, which leads out of the tree");
        Directory.Exists(_box.Tree).ShouldBeFalse();
        _box.ShouldBeUntouched();
    }

    [LinuxFact]
    public void A_socket_is_refused()
    {
        Directory.CreateDirectory(Source);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint($"{Source}/socket"));
        _box.LayOut(Source).ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain($"{Source}/socket: is a device, fifo or socket");
    }

    [LinuxFact]
    public async Task A_fifo_is_refused_without_waiting_for_a_writer()
    {
        Directory.CreateDirectory(Source);
        await Shell.Run("mkfifo", [$"{Source}/fifo"], TestContext.Current.CancellationToken);
        _box.LayOut(Source).ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain($"{Source}/fifo: is a device, fifo or socket");
        _box.LayOut($"{Source}/fifo").ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("is neither a folder nor a file");
    }

    [LinuxFact]
    public async Task A_name_that_is_not_UTF8_is_refused()
    {
        Directory.CreateDirectory(Source);
        await Shell.Run("sh", ["-c", $"touch \"$(printf '{Source}/a\\377')\""], TestContext.Current.CancellationToken);
        _box.LayOut(Source).ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("is not UTF-8");
        await Shell.Run("rm", ["-r", Source], TestContext.Current.CancellationToken); // the framework can't
    }

    [LinuxFact]
    public void A_source_around_the_target_is_refused()
    {
        _box.LayOut(_box.Volume).ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("overlaps with TARGET");
        _box.LayOut(_box.Root).ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("overlaps with TARGET");
    }

    [LinuxFact]
    public void A_source_inside_the_target_is_refused_and_stays()
    {
        _box.LayOut(new HandmadeTar().File("main/a").Bytes()).ShouldBe(ExitCode.Done);
        _box.LayOut($"{_box.Tree}/main").ShouldBe(ExitCode.Refused);
        _box.LayOut(_box.Tree).ShouldBe(ExitCode.Refused);
        File.Exists($"{_box.Tree}/main/a").ShouldBeTrue();
    }

    [LinuxFact]
    public async Task A_file_with_two_names_becomes_two_files()
    {
        _box.Write("sources/folder/a", "x");
        await Shell.Run("ln", [$"{Source}/a", $"{Source}/b"], TestContext.Current.CancellationToken);
        _box.LayOut(Source).ShouldBe(ExitCode.Done);
        await File.AppendAllTextAsync($"{_box.Tree}/a", "y", TestContext.Current.CancellationToken);
        File.ReadAllText($"{_box.Tree}/b").ShouldBe("x");
    }

    [LinuxFact]
    public void A_folder_deeper_than_allowed_is_refused()
    {
        Directory.CreateDirectory($"{Source}/{string.Join('/', Enumerable.Repeat("a", 101))}");
        _box.LayOut(Source).ShouldBe(ExitCode.Refused);
        _box.Complained.ShouldContain("is nested deeper than 100 folders");
    }

    [LinuxFact]
    public void A_missing_source_is_a_failure_that_may_pass()
    {
        _box.LayOut(_box.SourcePath("missing")).ShouldBe(ExitCode.Io);
        _box.Complained.ShouldContain($"{_box.SourcePath("missing")}: cannot open: No such file or directory; check that the volume is mounted");
    }
}

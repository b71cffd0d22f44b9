using StartOperator.Compat.Install;
using StartOperator.Compat.Linux;
using StartOperator.Compat.Tests.Support;

namespace StartOperator.Compat.Tests.Programs;

public sealed class SelfInstallTests : IDisposable
{
    private const UnixFileMode Executable = (UnixFileMode)0x1ed;

    private readonly TemporaryFolder _folder = new();
    private readonly string _program;

    public SelfInstallTests()
    {
        _program = _folder.Write("image/compat", new string('p', 300_000), UnixFileMode.UserRead);
        _folder.MakeFolder("volume");
    }

    private string Copy => _folder["volume/compat"];

    public void Dispose() => _folder.Dispose();

    [LinuxFact]
    public void The_program_is_copied_and_executable_by_everyone()
    {
        new SelfInstall(new Disk()).Run(_program, Copy, out var bytes).ShouldBeNull();
        bytes.ShouldBe(300_000);
        File.ReadAllText(Copy).ShouldBe(File.ReadAllText(_program));
        File.GetUnixFileMode(Copy).ShouldBe(Executable);
    }

    [LinuxFact]
    public void An_older_copy_is_replaced_even_if_it_is_a_link()
    {
        var elsewhere = _folder.Write("elsewhere", "mine");
        File.CreateSymbolicLink(Copy, elsewhere);
        new SelfInstall(new Disk()).Run(_program, Copy, out _).ShouldBeNull();
        new FileInfo(Copy).LinkTarget.ShouldBeNull();
        File.ReadAllText(elsewhere).ShouldBe("mine");
    }

    [LinuxFact]
    public void A_folder_in_the_programs_place_is_refused_with_the_path_that_was_meant()
    {
        var fault = new SelfInstall(new Disk()).Run(_program, _folder["volume"], out _).ShouldNotBeNull();
        fault.Exit.ShouldBe(ExitCode.Refused);
        fault.Remedy.ShouldContain($"{_folder["volume"]}/compat");
    }

    [LinuxFact]
    public void A_cut_before_any_change_leaves_the_older_copy_or_the_new_one_and_the_next_run_tidies_up()
    {
        for (var survived = 0; ; survived++)
        {
            File.WriteAllText(Copy, "older");
            if (TryCut(survived))
            {
                survived.ShouldBeGreaterThan(5);
                return;
            }

            File.ReadAllText(Copy).ShouldBeOneOf("older", File.ReadAllText(_program));
            new SelfInstall(new Disk()).Run(_program, Copy, out _).ShouldBeNull();
            Directory.GetFileSystemEntries(_folder["volume"]).ShouldBe([Copy]);
            File.GetUnixFileMode(Copy).ShouldBe(Executable);
        }
    }

    [LinuxFact]
    public void A_full_disk_leaves_the_older_copy_and_no_rubbish()
    {
        File.WriteAllText(Copy, "older");
        var disk = new Disk(change =>
        {
            if (change.StartsWith("write", StringComparison.Ordinal)) throw new DiskFailure("write", Copy, Errno.Enospc);
        });
        Should.Throw<DiskFailure>(() => new SelfInstall(disk).Run(_program, Copy, out _)).ToFault().Remedy.ShouldContain("free space");
        File.ReadAllText(Copy).ShouldBe("older");
        Directory.GetFileSystemEntries(_folder["volume"]).ShouldBe([Copy]);
    }

    /// <summary>Whether the run got to its end.</summary>
    private bool TryCut(int survived)
    {
        var changes = 0;
        var disk = new Disk(_ =>
        {
            if (changes++ >= survived) throw new TimeoutException();
        });
        try
        {
            new SelfInstall(disk).Run(_program, Copy, out _);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}

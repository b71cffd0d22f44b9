using StartOperator.Compat.Tests.Support;

namespace StartOperator.Compat.Tests.Assets;

/// <summary>Archives made by the tar program of this machine.</summary>
public sealed class ForeignTarTests : IDisposable
{
    private readonly Box _box = new();

    public void Dispose() => _box.Dispose();

    [LinuxTheory]
    [InlineData("gnu")]
    [InlineData("oldgnu")]
    [InlineData("pax")]
    [InlineData("ustar")]
    [InlineData("v7")]
    public async Task A_folder_packed_by_tar_comes_out_as_it_went_in(string format)
    {
        var cancel = TestContext.Current.CancellationToken;
        Assert.SkipUnless(await HasGnuTar(cancel), "there is no GNU tar on this machine");
        var isModern = format is "gnu" or "oldgnu" or "pax";
        _box.Write("sources/folder/main/bin/run", new string('x', 10_000), (UnixFileMode)0x1ed);
        _box.Write("sources/folder/main/ümlaut 😀", "", (UnixFileMode)0x1a4);
        if (isModern) _box.Write($"sources/folder/main/{new string('d', 120)}/{new string('f', 200)}", "deep");
        if (isModern) File.CreateSymbolicLink(_box.SourcePath("folder/main/long"), $"{new string('d', 120)}/{new string('f', 200)}");
        Directory.CreateDirectory(_box.SourcePath("folder/main/empty"));
        File.CreateSymbolicLink(_box.SourcePath("folder/main/start"), "bin/run");
        await Shell.Run("ln", [_box.SourcePath("folder/main/bin/run"), _box.SourcePath("folder/main/again")], cancel);
        await Shell.Run("tar", [$"--format={format}", "-C", _box.SourcePath("folder"), "-cf", _box.SourcePath("assets.tar"), "main"], cancel);

        _box.LayOut(_box.SourcePath("assets.tar"), "--strip", "main").ShouldBe(ExitCode.Done, _box.Complained);

        TreePicture.Of(_box.Tree).ShouldBe(TreePicture.Of(_box.SourcePath("folder/main")));
    }

    [LinuxTheory]
    [InlineData("gnu")]
    [InlineData("pax")]
    public async Task A_sparse_file_packed_by_tar_is_refused_by_name(string format)
    {
        var cancel = TestContext.Current.CancellationToken;
        Assert.SkipUnless(await HasGnuTar(cancel), "there is no GNU tar on this machine");
        await Shell.Run("truncate", ["-s", "1M", _box.SourcePath("sparse")], cancel);
        await Shell.Run("tar", [$"--format={format}", "--sparse", "-C", _box.SourcePath(""), "-cf", _box.SourcePath("assets.tar"), "sparse"], cancel);

        _box.LayOut(_box.SourcePath("assets.tar")).ShouldBe(ExitCode.Refused);

        _box.Complained.ShouldContain("sparse: is a sparse file; pack without --sparse");
    }

    private static async Task<bool> HasGnuTar(CancellationToken cancel)
    {
        try
        {
            return (await Shell.Try("tar", ["--version"], cancel)).Output.Contains("GNU tar", StringComparison.Ordinal);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

using System.Runtime.Versioning;

namespace StartOperator.Cli.Tests.S9pk;

[UnsupportedOSPlatform("windows")]
public sealed class KeyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("startctl-test-");

    private string Key => Path.Combine(_folder.FullName, "developer.key");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_key_can_be_read_by_its_owner_alone()
    {
        var run = await CommandLine.RunAsync("key", "create", Key);

        run.ExitCode.ShouldBe(0);
        File.GetUnixFileMode(Key).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await CommandLine.RunAsync("key", "show", Key)).Output.ShouldBe(run.Output);
        run.Output.Trim().Length.ShouldBe(64);
    }

    [Fact]
    public async Task Two_keys_are_never_the_same()
    {
        var one = await CommandLine.RunAsync("key", "create", Key);
        var other = await CommandLine.RunAsync("key", "create", Key + "2");

        other.Output.ShouldNotBe(one.Output);
    }

    [Fact]
    public async Task A_key_is_never_overwritten()
    {
        await File.WriteAllTextAsync(Key, "precious", TestContext.Current.CancellationToken);

        var run = await CommandLine.RunAsync("key", "create", Key);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("must not be lost");
        (await File.ReadAllTextAsync(Key, TestContext.Current.CancellationToken)).ShouldBe("precious");
    }

    [Fact]
    public async Task What_is_no_key_is_told_so()
    {
        await File.WriteAllTextAsync(Key, "precious", TestContext.Current.CancellationToken);

        var run = await CommandLine.RunAsync("key", "show", Key);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("key create");
    }
}

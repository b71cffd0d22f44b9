namespace StartOperator.Cli.Tests.S9pk;

public sealed class PackTests : IDisposable
{
    private readonly PackableFolder _package = new();

    public void Dispose() => _package.Dispose();

    [Fact]
    public async Task A_project_folder_becomes_a_signed_package_in_it()
    {
        var run = await CommandLine.RunAsync("pack", _package.Folder, "--key", _package.Key);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("pebble 1.2.3");
        run.Output.ShouldContain("signed by 03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8");
        File.Exists(_package.Package).ShouldBeTrue();
        (await CommandLine.RunAsync("verify", _package.Package)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task The_same_folder_and_key_give_the_same_bytes_wherever_they_go()
    {
        var first = await _package.PackAsync();
        var other = Path.Combine(_package.Around, "other.s9pk");

        await CommandLine.RunAsync("pack", _package.Folder, "--key", _package.Key, "--output", other);

        (await File.ReadAllBytesAsync(other, TestContext.Current.CancellationToken)).ShouldBe(await File.ReadAllBytesAsync(first, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Where_something_is_missing_no_file_is_left()
    {
        File.Delete(Path.Combine(_package.Folder, "icon.png"));
        var before = PackableFolder.Names(_package.Folder);

        var run = await CommandLine.RunAsync("pack", _package.Folder, "--key", _package.Key);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("assets.icon");
        PackableFolder.Names(_package.Folder).ShouldBe(before);
    }

    [Fact]
    public async Task What_was_packed_before_stays_where_packing_fails()
    {
        var file = await _package.PackAsync();
        var before = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        _package.Write("icon.png", new byte[200_000]);

        var run = await CommandLine.RunAsync("pack", _package.Folder, "--key", _package.Key);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("icon");
        (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).ShouldBe(before);
    }

    [Fact]
    public async Task Without_a_key_nothing_is_packed()
    {
        (await CommandLine.RunAsync("pack", _package.Folder)).ExitCode.ShouldBe(2);
        var run = await CommandLine.RunAsync("pack", _package.Folder, "--key", Path.Combine(_package.Folder, "icon.png"));
        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("no developer's key");
    }

    [Fact]
    public async Task Warnings_about_the_manifest_are_told_once()
    {
        using var package = new PackableFolder(PackageFolder.Manifest + "\nmin-os-version: 0.3.0\n");

        var run = await CommandLine.RunAsync("pack", package.Folder, "--key", package.Key);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.Split("min-os-version").Length.ShouldBe(2);
    }
}

namespace StartOperator.Cli.Tests.S9pk;

/// <summary>The commands that take project folders, given package files.</summary>
public sealed class PackageFileTests : IDisposable
{
    private readonly PackableFolder _package = new();

    public void Dispose() => _package.Dispose();

    [Fact]
    public async Task Validate_takes_a_package_file()
    {
        var run = await CommandLine.RunAsync("validate", await _package.PackAsync(), _package.Folder);

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("pebble.s9pk: ok: pebble 1.2.3");
        run.Output.ShouldContain("2 packages ok");
    }

    [Fact]
    public async Task Validate_tells_what_is_wrong_with_a_package_file()
    {
        var run = await CommandLine.RunAsync("validate", "-o", "json", await _package.DamagedAsync(), _package.WriteVector());

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("signature");
        run.Output.ShouldContain("\"path\": \"main\"");
    }

    [Fact]
    public async Task Build_makes_the_same_of_a_package_file_and_of_its_folder()
    {
        var folder = await CommandLine.RunAsync("build", _package.Folder, "--image", "main=registry.invalid/pebble:1");
        var file = await CommandLine.RunAsync("build", await _package.PackAsync(), "--image", "main=registry.invalid/pebble:1");

        file.ExitCode.ShouldBe(0, file.Error);
        file.Object("ConfigMap").GetRawText().ShouldBe(folder.Object("ConfigMap").GetRawText());
        file.Object("StartService").GetProperty("spec").GetProperty("assets").GetRawText().ShouldBe(folder.Object("StartService").GetProperty("spec").GetProperty("assets").GetRawText());
        file.Object("StartService").GetProperty("spec").GetProperty("manifest").GetProperty("eos-version").GetString().ShouldBe("0.3.5.1");
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("build")]
    [InlineData("render")]
    public async Task A_package_file_that_is_not_there_is_told_in_one_line(string command)
    {
        var run = await CommandLine.RunAsync(command, "/nowhere/pebble.s9pk");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("/nowhere/pebble.s9pk");
        run.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Render_takes_a_package_file()
    {
        var run = await CommandLine.RunAsync("render", await _package.PackAsync(), "--image", "main=registry.invalid/pebble:1", "-n", "box");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Objects.Select(o => o.GetProperty("kind").GetString()).ShouldBe(["ConfigMap", "ServiceAccount", "NetworkPolicy", "Service", "PersistentVolumeClaim", "Pod"]);
    }

    [Fact]
    public async Task Build_of_a_damaged_package_file_gives_nothing()
    {
        var run = await CommandLine.RunAsync("build", await _package.DamagedAsync(), "--image", "main=registry.invalid/pebble:1");

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("signature");
    }
}

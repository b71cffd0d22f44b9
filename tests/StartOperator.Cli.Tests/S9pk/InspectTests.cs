using System.Text.Json;
using StartOperator.Package.Tests.S9pk;

namespace StartOperator.Cli.Tests.S9pk;

public sealed class InspectTests : IDisposable
{
    private readonly PackableFolder _package = new();

    public void Dispose() => _package.Dispose();

    [Fact]
    public async Task People_see_summary_sections_images_and_assets()
    {
        var run = await CommandLine.RunAsync("inspect", await _package.PackAsync());

        run.ExitCode.ShouldBe(0);
        run.Error.ShouldBeEmpty();
        run.Output.ShouldStartWith("Pebble  pebble 1.2.3\n");
        run.Output.ShouldContain("verified");
        run.Output.ShouldContain("main (data)");
        run.Output.ShouldContain("docker_images");
        run.Output.ShouldContain("start9/pebble/main:1.2.3");
        run.Output.ShouldContain("aarch64 (default)");
        run.Output.ShouldContain("linux/amd64");
        run.Output.ShouldContain("└── greeting.txt 5 B");
        run.Output.Split('\n').ShouldAllBe(line => line == line.TrimEnd());
    }

    [Fact]
    public async Task Json_has_everything()
    {
        var run = await CommandLine.RunAsync("inspect", "-o", "json", await _package.PackAsync());

        run.ExitCode.ShouldBe(0);
        using var json = JsonDocument.Parse(run.Output);
        var root = json.RootElement;
        root.GetProperty("format").GetInt32().ShouldBe(1);
        root.GetProperty("verified").GetBoolean().ShouldBeTrue();
        root.GetProperty("hash").GetString()!.Length.ShouldBe(103);
        root.GetProperty("manifest").GetProperty("id").GetString().ShouldBe("pebble");
        root.GetProperty("sections").GetArrayLength().ShouldBe(6);
        root.GetProperty("images")[0].GetProperty("architecture").GetString().ShouldBe("aarch64");
        root.GetProperty("images")[0].GetProperty("layers")[1].GetProperty("digest").GetString().ShouldBe(SavedImages.Digest("program"));
        root.GetProperty("assets")[1].GetProperty("path").GetString().ShouldBe("files/greeting.txt");
        root.GetProperty("diagnostics").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_package_with_errors_is_shown_as_far_as_it_goes()
    {
        var run = await CommandLine.RunAsync("inspect", _package.WriteVector());

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("manifest has errors");
        run.Output.ShouldContain("PALMKZRHDKXB6OQOFU2VT3FFFZ5GRNM6RDTSDND3O4KBOZ32PYYDII2LL7IUTLEACZYMBLYL7WX3FE6CETFAVURRIUICEKWISXODE3A");
        run.Error.ShouldContain("docker_images");
    }

    [Fact]
    public async Task A_package_with_a_wrong_signature_is_not_shown()
    {
        var run = await CommandLine.RunAsync("inspect", await _package.DamagedAsync());

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("signature");
    }

    [Fact]
    public async Task A_look_without_verification_says_so()
    {
        var run = await CommandLine.RunAsync("inspect", "--no-verify", await _package.DamagedAsync());

        run.Output.ShouldContain("not checked: believe nothing of this");
        run.Output.ShouldNotContain("hash");
        run.Output.ShouldContain("start9/pebble/main:1.2.3");
    }

    [Fact]
    public async Task Nothing_in_a_package_reaches_the_terminal_as_a_command()
    {
        using var package = new PackableFolder(PackageFolder.Manifest.Replace("title: Pebble", "title: \"\\e[31mP\\u202ee[bold]\"", StringComparison.Ordinal)
            .Replace("A pebble.", "\"a\\n\\a\"", StringComparison.Ordinal));

        var run = await CommandLine.RunAsync("inspect", await package.PackAsync());

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldStartWith("\\u001b[31mP\\u202ee[bold]  pebble");
        run.Output.ShouldNotContain("\u001b");
        run.Output.ShouldNotContain("\u0007");
        run.Output.ShouldNotContain("\u202e");
    }

    [Fact]
    public async Task Long_lists_of_assets_are_cut_for_people()
    {
        for (var at = 0; at < 300; at++)
        {
            _package.Write($"assets/files/f{at}", []);
        }

        var run = await CommandLine.RunAsync("inspect", await _package.PackAsync());

        run.Output.ShouldContain("and 102 more");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_in_one_line()
    {
        var run = await CommandLine.RunAsync("inspect", "/nowhere/x.s9pk");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("/nowhere/x.s9pk");
        run.Error.ShouldNotContain("   at ");
    }
}

using System.Text.Json;

namespace StartOperator.Cli.Tests;

public sealed class ValidateTests
{
    [Fact]
    public async Task A_good_package_is_ok()
    {
        using var package = new PackageFolder();

        var run = await CommandLine.RunAsync("validate", package.Path);

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("ok: pebble 1.2.3");
    }

    [Fact]
    public async Task An_error_names_its_place_and_remedy_and_ends_with_1()
    {
        using var package = new PackageFolder(PackageFolder.Manifest.Replace("type: assets", "type: asset", StringComparison.Ordinal));

        var run = await CommandLine.RunAsync("validate", package.Path);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("manifest.yaml:11:");
        run.Output.ShouldContain("error: volumes.files.type:");
        run.Output.ShouldContain("assets");
    }

    [Fact]
    public async Task Warnings_alone_end_with_0()
    {
        using var package = new PackageFolder(PackageFolder.Manifest + "\nmin-os-version: 0.3.0\n");

        var run = await CommandLine.RunAsync("validate", package.Path);

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("warning: min-os-version");
    }

    [Fact]
    public async Task Missing_assets_are_a_warning_here()
    {
        using var package = new PackageFolder(withAssets: false);

        var run = await CommandLine.RunAsync("validate", package.Path);

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("warning: volumes.files");
    }

    [Fact]
    public async Task Json_output_holds_every_diagnostic()
    {
        using var good = new PackageFolder();
        using var bad = new PackageFolder("id: [");

        var run = await CommandLine.RunAsync("validate", "-o", "json", good.Path, bad.Path);

        run.ExitCode.ShouldBe(1);
        using var json = JsonDocument.Parse(run.Output);
        json.RootElement.GetArrayLength().ShouldBe(2);
        json.RootElement[0].GetProperty("result").GetString().ShouldBe("ok");
        json.RootElement[0].GetProperty("version").GetString().ShouldBe("1.2.3");
        var diagnostic = json.RootElement[1].GetProperty("diagnostics")[0];
        diagnostic.GetProperty("severity").GetString().ShouldBe("error");
        diagnostic.GetProperty("line").GetInt32().ShouldBeGreaterThan(0);
        diagnostic.GetProperty("remedy").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_folder_without_manifest_is_skipped_beside_packages()
    {
        using var package = new PackageFolder();
        var empty = Directory.CreateTempSubdirectory("startctl-test-");

        var run = await CommandLine.RunAsync("validate", package.Path, empty.FullName);

        empty.Delete();
        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("1 packages ok, 0 with errors, 1 skipped");
    }

    [Fact]
    public async Task A_folder_without_manifest_alone_is_a_fault()
    {
        var empty = Directory.CreateTempSubdirectory("startctl-test-");

        var run = await CommandLine.RunAsync("validate", empty.FullName);

        empty.Delete();
        run.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_does_not_exist_is_a_fault_in_one_line()
    {
        var run = await CommandLine.RunAsync("validate", "/nowhere/manifest.yaml");

        run.ExitCode.ShouldBe(1);
        (run.Output + run.Error).ShouldContain("/nowhere/manifest.yaml");
        (run.Output + run.Error).ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Text_that_goes_to_no_terminal_has_no_colour()
    {
        using var package = new PackageFolder("id: [");

        var run = await CommandLine.RunAsync("validate", package.Path);

        run.Output.ShouldNotContain("\u001b");
    }
}

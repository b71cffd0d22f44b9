namespace StartOperator.Cli.Tests;

public sealed class RenderTests
{
    [Fact]
    public async Task A_folder_renders_to_everything_it_needs()
    {
        using var package = new PackageFolder();

        var run = await CommandLine.RunAsync("render", package.Path, "--image", "main=registry.invalid/pebble:1", "-n", "box");

        run.ExitCode.ShouldBe(0);
        run.Objects.Select(o => o.GetProperty("kind").GetString())
            .ShouldBe(["ConfigMap", "ServiceAccount", "NetworkPolicy", "Service", "PersistentVolumeClaim", "Pod"]);
        run.Objects.ShouldAllBe(o => o.GetProperty("metadata").GetProperty("namespace").GetString() == "box");
    }

    [Fact]
    public async Task What_build_writes_render_reads()
    {
        using var package = new PackageFolder();
        var built = await CommandLine.RunAsync("build", package.Path, "--image", "main=registry.invalid/pebble:1", "-n", "box");
        var file = package.Write("built.yaml", built.Output);

        var fromFile = await CommandLine.RunAsync("render", file);
        var fromFolder = await CommandLine.RunAsync("render", package.Path, "--image", "main=registry.invalid/pebble:1", "-n", "box");

        fromFile.Output.ShouldBe(fromFolder.Output);
    }

    [Fact]
    public async Task Nobody_owns_rendered_objects()
    {
        using var package = new PackageFolder();

        var run = await CommandLine.RunAsync("render", package.Path, "--image", "main=registry.invalid/pebble:1");

        run.Output.ShouldNotContain("ownerReferences");
    }

    [Fact]
    public async Task An_unknown_image_is_an_error_with_the_remedy()
    {
        using var package = new PackageFolder();

        var run = await CommandLine.RunAsync("render", package.Path);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("ImageUnknown");
    }

    [Fact]
    public async Task Pointers_lead_to_services_that_are_rendered_with_it()
    {
        using var target = new PackageFolder();
        using var reader = new PackageFolder(
            PackageFolder.Manifest
                .Replace("id: pebble", "id: reader", StringComparison.Ordinal)
                .Replace("files: {type: assets}", "files: {type: pointer, package-id: pebble, volume-id: main, path: /public, readonly: true}", StringComparison.Ordinal),
            withAssets: false);

        var alone = await CommandLine.RunAsync("render", reader.Path, "--image", "main=registry.invalid/x:1");
        var together = await CommandLine.RunAsync("render", reader.Path, target.Path, "--image", "main=registry.invalid/x:1");

        ClaimsOf(alone, "reader").ShouldBe(["reader-main"]);
        ClaimsOf(together, "reader").ShouldBe(["pebble-main", "reader-main"]);
    }

    [Fact]
    public async Task A_faulty_manifest_in_a_resource_names_the_field()
    {
        using var package = new PackageFolder();
        var built = await CommandLine.RunAsync("build", package.Path, "--image", "main=registry.invalid/pebble:1");
        var file = package.Write("built.yaml", built.Output.Replace("type: data", "type: dta", StringComparison.Ordinal));

        var run = await CommandLine.RunAsync("render", file);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("spec.manifest.volumes.main.type");
    }

    [Theory]
    [InlineData("", "there is no StartService in it")]
    [InlineData("kind: [", "line")]
    [InlineData("kind: StartService\nspec: 3", "spec")]
    [InlineData("a: &a [*a]", "anchors")]
    public async Task A_file_that_is_no_service_is_refused(string content, string says)
    {
        using var package = new PackageFolder();
        var file = package.Write("service.yaml", content);

        var run = await CommandLine.RunAsync("render", file);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain(says);
        run.Error.ShouldNotContain("   at ");
    }

    private static List<string?> ClaimsOf(CommandLine run, string pod) =>
    [
        .. run.Objects.Single(o => o.GetProperty("kind").GetString() == "Pod" && o.GetProperty("metadata").GetProperty("name").GetString() == pod)
            .GetProperty("spec").GetProperty("volumes").EnumerateArray()
            .Where(v => v.TryGetProperty("persistentVolumeClaim", out _))
            .Select(v => v.GetProperty("persistentVolumeClaim").GetProperty("claimName").GetString())
            .Order(StringComparer.Ordinal),
    ];
}

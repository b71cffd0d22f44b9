using System.Text.Json;
using System.Text.RegularExpressions;

namespace StartOperator.Distribution.Tests.Images;

/// <summary>The images that `make images` wrote.</summary>
public sealed partial class ImageTests
{
    private const int MiB = 1024 * 1024;

    public static TheoryData<string, string, string> All => new()
    {
        { "start-operator", "arm64", "/start-operator" },
        { "start-operator", "amd64", "/start-operator" },
        { "start-operator-compat", "arm64", "/compat" },
        { "start-operator-compat", "amd64", "/compat" },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void An_image_runs_one_program_as_a_user_without_rights(string name, string architecture, string program)
    {
        var image = ImageArchive.Open(name, architecture);

        image.Config.GetProperty("architecture").GetString().ShouldBe(architecture);
        var config = image.Config.GetProperty("config");
        config.GetProperty("User").GetString().ShouldBe("65532:65532");
        config.GetProperty("Entrypoint").EnumerateArray().Select(e => e.GetString()).ShouldBe([program]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_image_has_no_shell_and_tells_what_is_in_it(string name, string architecture, string program)
    {
        var paths = ImageArchive.Open(name, architecture).Paths();

        paths.ShouldContain(program.TrimStart('/'));
        paths.ShouldContain($"usr/share/sbom/{name}.cdx.json");
        paths.Where(p => Shell().IsMatch(p)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void An_image_is_labelled(string name, string architecture, string program)
    {
        var labels = ImageArchive.Open(name, architecture).Config.GetProperty("config").GetProperty("Labels");

        program.ShouldNotBeEmpty();
        foreach (var label in (string[])["title", "description", "version", "revision", "created", "vendor"])
        {
            labels.GetProperty($"org.opencontainers.image.{label}").GetString().ShouldNotBeNullOrEmpty(label);
        }
    }

    [Theory]
    [InlineData("start-operator", 40)]
    [InlineData("start-operator-compat", 5)]
    public void An_image_is_small(string name, int limit)
    {
        foreach (var architecture in (string[])["arm64", "amd64"])
        {
            ImageArchive.Open(name, architecture).CompressedSize.ShouldBeLessThan(limit * MiB);
        }
    }

    [Theory]
    [InlineData("start-operator", "/start-operator", "usage: start-operator")]
    [InlineData("start-operator-compat", "/compat", "compat assets lay-out")]
    public async Task The_arm64_program_runs_on_the_libraries_of_its_image(string name, string program, string told)
    {
        var emulator = Programs.Need("qemu-aarch64-static");
        var root = Directory.CreateTempSubdirectory();
        try
        {
            ImageArchive.Open(name, "arm64").Extract(root.FullName);

            var run = await Programs.RunAsync(emulator, "-L", root.FullName, root.FullName + program, "--help");

            run.ExitCode.ShouldBe(0, run.Error);
            run.Output.ShouldContain(told);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_sbom_has_the_c_library_openssl_and_the_client_of_kubernetes()
    {
        var path = Repository.PathOf("artifacts", "images", "start-operator-arm64.cdx.json");
        Assert.SkipUnless(File.Exists(path), $"there is no {path}; `make images` makes it");
        var names = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("components").EnumerateArray().Select(c => c.GetProperty("name").GetString()!).ToList();

        names.ShouldContain("libc6");
        names.ShouldContain(n => n.StartsWith("libssl3", StringComparison.Ordinal));
        names.ShouldContain("KubernetesClient.Aot");
        names.ShouldContain(n => n.StartsWith("Microsoft.NETCore.App.Runtime.NativeAOT", StringComparison.Ordinal));
        names.ShouldNotContain("Meziantou.Analyzer");
    }

    [GeneratedRegex("(^|/)(sh|bash|dash|busybox|apt-get|ldconfig)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Shell();
}

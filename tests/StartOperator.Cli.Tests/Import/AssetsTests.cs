using System.Formats.Tar;
using System.Text.Json;
using StartOperator.Cli.Tests.S9pk;

namespace StartOperator.Cli.Tests.Import;

/// <summary>A pod has the same files whichever way they come to it.</summary>
public sealed class AssetsTests : IDisposable
{
    private readonly PackableFolder _package = new();

    public AssetsTests()
    {
        _package.Write("assets/files/deep/er/page.html", "page"u8.ToArray());
        _package.Write("assets/files/run.sh", "#!/bin/sh\n"u8.ToArray());
        _package.Write("assets/files/secret.txt", "x"u8.ToArray());
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(Path.Combine(_package.Folder, "assets/files/run.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.SetUnixFileMode(Path.Combine(_package.Folder, "assets/files/secret.txt"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(Path.Combine(_package.Folder, "assets/files/home"), "deep/er/page.html");
    }

    public void Dispose() => _package.Dispose();

    [Fact]
    public async Task Copied_and_mounted_files_are_the_same()
    {
        var copied = Entries(await LayerAsync("copied"), "assets/files/");
        var mounted = Entries(await LayerAsync("mounted", "--image-volumes"), "./");

        mounted.ShouldBe(copied);
        copied.ShouldContain("RegularFile run.sh 755 1970 #!/bin/sh\n");
        copied.ShouldContain("RegularFile secret.txt 644 1970 x", "as compat lays it out: readable by all");
        copied.ShouldContain("SymbolicLink home deep/er/page.html 1970 ");
    }

    [Fact]
    public async Task Mounted_files_are_all_that_an_image_holds()
    {
        var source = (await ImportAsync("mounted", "--image-volumes")).Object("StartService").GetProperty("spec").GetProperty("assets").GetProperty("files").GetProperty("image");

        source.GetProperty("mode").GetString().ShouldBe("Mount");
        source.GetProperty("path").GetString().ShouldBe("/");
    }

    [Fact]
    public async Task Programs_in_image_volumes_are_warned_of()
    {
        (await ImportAsync("mounted", "--image-volumes")).Error.ShouldContain("it holds programs (run.sh), which may not run from an image volume");
        (await ImportAsync("copied")).Error.ShouldNotContain("run.sh");
    }

    [Fact]
    public async Task Assets_are_listed_for_every_architecture()
    {
        (await ArchitecturesAsync("copied")).ShouldBe(["arm64", "arm", "amd64"]);
    }

    [Fact]
    public async Task A_program_is_listed_for_nodes_that_emulate_its_architecture_and_have_none_of_their_own()
    {
        (await ArchitecturesAsync("alone", "--compat-program", Program(0xb7))).ShouldBe(["arm64"]);
        (await ArchitecturesAsync("emulated", "--compat-program", Program(0xb7), "--emulated-on", "amd64")).ShouldBe(["arm64", "amd64"]);
        (await ArchitecturesAsync("both", "--compat-program", Program(0xb7), "--compat-program", Program(0x3e), "--emulated-on", "amd64")).ShouldBe(["arm64", "amd64"]);
        (await ArchitecturesAsync("foreign", "--compat-program", Program(0x3e), "--emulated-on", "arm")).ShouldBe(["amd64"], "nobody emulates amd64");
    }

    [Fact]
    public async Task Image_volumes_have_no_program_beside_the_files()
    {
        var run = await CommandLine.RunAsync("import", await _package.PackAsync(), "--archive", _package.Around, "--image-volumes", "--compat-program", Program(0xb7));

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("leave it out with --image-volumes");
    }

    [Fact]
    public async Task A_program_that_is_none_is_not_put_beside_them()
    {
        var run = await CommandLine.RunAsync("import", await _package.PackAsync(), "--archive", _package.Around, "--compat-program", _package.Key);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("it is no program for Linux");
    }

    private async Task<List<string?>> ArchitecturesAsync(string folder, params string[] options)
    {
        await ImportAsync(folder, options);
        using var index = Read(folder, "index.json");
        using var inner = Read(folder, BlobOf(index.RootElement.GetProperty("manifests")[0]));
        return [.. inner.RootElement.GetProperty("manifests").EnumerateArray().Select(manifest => manifest.GetProperty("platform").GetProperty("architecture").GetString())];
    }

    /// <summary>The head of a static program for a machine, by its number in ELF.</summary>
    private string Program(byte machine)
    {
        var head = new byte[64];
        "\u007fELF\u0002\u0001"u8.CopyTo(head);
        head[18] = machine;
        var path = Path.Combine(_package.Around, $"program-{machine}");
        File.WriteAllBytes(path, head);
        return path;
    }

    private async Task<byte[]> LayerAsync(string folder, params string[] options)
    {
        await ImportAsync(folder, options);
        using var index = Read(folder, "index.json");
        using var inner = Read(folder, BlobOf(index.RootElement.GetProperty("manifests")[0]));
        using var manifest = Read(folder, BlobOf(inner.RootElement.GetProperty("manifests")[0]));
        return Entry(folder, BlobOf(manifest.RootElement.GetProperty("layers")[0]));
    }

    private async Task<CommandLine> ImportAsync(string folder, params string[] options)
    {
        var run = await CommandLine.RunAsync(["import", await _package.PackAsync(), "--archive", Path.Combine(_package.Around, folder), .. options]);
        run.ExitCode.ShouldBe(0, run.Error);
        return run;
    }

    private static string BlobOf(JsonElement descriptor) => $"blobs/{descriptor.GetProperty("digest").GetString()!.Replace(':', '/')}";

    private JsonDocument Read(string folder, string entry) => JsonDocument.Parse(Entry(folder, entry));

    private byte[] Entry(string folder, string name)
    {
        using var file = File.OpenRead(Directory.GetFiles(Path.Combine(_package.Around, folder), "*assets*").Single());
        using var tar = new TarReader(file);
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            if (entry.Name != name) continue;
            using var content = new MemoryStream();
            entry.DataStream!.CopyTo(content);
            return content.ToArray();
        }

        throw new InvalidDataException($"there is no {name}");
    }

    private static List<string> Entries(byte[] layer, string root)
    {
        List<string> entries = [];
        using var tar = new TarReader(new MemoryStream(layer));
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            var name = entry.Name.StartsWith(root, StringComparison.Ordinal) ? entry.Name[root.Length..] : root == "./" ? entry.Name : null;
            if (string.IsNullOrEmpty(name)) continue;
            using var text = entry.DataStream is null ? null : new StreamReader(entry.DataStream);
            var what = entry.EntryType == TarEntryType.SymbolicLink ? entry.LinkName : Convert.ToString((int)entry.Mode, 8);
            entries.Add($"{entry.EntryType} {name} {what} {entry.ModificationTime.Year} {text?.ReadToEnd()}");
        }

        return entries;
    }
}

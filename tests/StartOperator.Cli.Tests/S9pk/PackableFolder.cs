using StartOperator.Package.Tests.S9pk;

namespace StartOperator.Cli.Tests.S9pk;

/// <summary>A small package with everything that packing takes, and a key; removed afterwards.</summary>
internal sealed class PackableFolder : IDisposable
{
    private readonly PackageFolder _project;
    private readonly DirectoryInfo _around = Directory.CreateTempSubdirectory("startctl-test-");

    public PackableFolder(string manifest = PackageFolder.Manifest)
    {
        _project = new PackageFolder(manifest);
        _project.Write("LICENSE.md", "MIT\n");
        _project.Write("INSTRUCTIONS.md", "# Pebble\n");
        _project.Write("icon.png", "png");
        Write("docker-images/aarch64.tar", SavedImages.Archive("arm64", "start9/pebble/main:1.2.3"));
        Write("docker-images/x86_64.tar", SavedImages.Archive("amd64", "start9/pebble/main:1.2.3"));
        Key = Path.Combine(_around.FullName, "developer.key");
        File.WriteAllText(Key, StartOperator.Package.S9pk.Signing.DeveloperKey.FromSeed(RawPackage.Seed).ToPem());
    }

    /// <summary>The project folder.</summary>
    public string Folder => _project.Path;

    /// <summary>A folder for what a test makes.</summary>
    public string Around => _around.FullName;

    /// <summary>The developer's key.</summary>
    public string Key { get; }

    /// <summary>Where the package goes by default.</summary>
    public string Package => Path.Combine(Folder, "pebble.s9pk");

    public void Write(string file, byte[] content)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    /// <summary>Packs it and returns the package's path.</summary>
    public async Task<string> PackAsync()
    {
        var run = await CommandLine.RunAsync("pack", Folder, "--key", Key);
        run.ExitCode.ShouldBe(0, run.Error);
        return Package;
    }

    /// <summary>The names of what lies in a folder, hidden ones too.</summary>
    public static List<string> Names(string folder) => [.. Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>A package with a manifest that is an empty map: signed, but nothing that StartOS would install.</summary>
    public string WriteVector()
    {
        var path = Path.Combine(_around.FullName, "vector.s9pk");
        File.WriteAllBytes(path, new RawPackage().ToBytes());
        return path;
    }

    /// <summary>A file without a byte.</summary>
    public string Empty()
    {
        var path = Path.Combine(_around.FullName, "empty.s9pk");
        File.WriteAllBytes(path, []);
        return path;
    }

    /// <summary>The package with a changed byte.</summary>
    public async Task<string> DamagedAsync()
    {
        var bytes = await File.ReadAllBytesAsync(await PackAsync());
        bytes[^700] ^= 1;
        var path = Path.Combine(_around.FullName, "damaged.s9pk");
        await File.WriteAllBytesAsync(path, bytes);
        return path;
    }

    public void Dispose()
    {
        _project.Dispose();
        _around.Delete(recursive: true);
    }
}

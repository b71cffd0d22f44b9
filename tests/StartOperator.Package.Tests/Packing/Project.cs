using System.Text;
using StartOperator.Package.Model;
using StartOperator.Package.Packing;
using StartOperator.Package.S9pk;
using StartOperator.Package.S9pk.Signing;
using StartOperator.Package.Tests.S9pk;

namespace StartOperator.Package.Tests.Packing;

/// <summary>The worked example as a project folder that can be packed, gone after the test.</summary>
internal sealed class Project : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Project()
    {
        Write("manifest.yaml", NoteKeeper.Text);
        Write("LICENSE", "MIT\n");
        Write("instructions.md", "# Note Keeper\n");
        Write("icon.svg", "<svg/>");
        Write("docker-images/x86_64.tar", SavedImages.Archive("amd64"));
        Write("docker-images/aarch64.tar", SavedImages.Archive());
        foreach (var file in Directory.GetFiles(Path.Combine(NoteKeeper.Folder, "assets/compat")))
            Write($"assets/compat/{Path.GetFileName(file)}", File.ReadAllBytes(file));
    }

    /// <summary>Its folder.</summary>
    public string Folder => Path.Combine(_folder.Path, "project");

    /// <summary>The folder that holds it, for other things of the test.</summary>
    public string Parent => _folder.Path;

    /// <summary>What its manifest says, or would.</summary>
    public Manifest Manifest { get; set; } = NoteKeeper.Manifest;

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public string Write(string name, byte[] content)
    {
        var file = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
        return file;
    }

    public void Delete(string name)
    {
        var path = Path.Combine(Folder, name);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else File.Delete(path);
    }

    /// <summary>Packs it.</summary>
    public (S9pkReading Reading, byte[] File) Pack()
    {
        using var output = new MemoryStream();
        var reading = ProjectPacker.Pack(Folder, Manifest, output, DeveloperKey.FromSeed(RawPackage.Seed));
        return (reading, output.ToArray());
    }

    public void Dispose() => _folder.Dispose();
}

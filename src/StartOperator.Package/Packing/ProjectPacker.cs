using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Packed;
using StartOperator.Package.Reading;
using StartOperator.Package.S9pk;
using StartOperator.Package.S9pk.Signing;

namespace StartOperator.Package.Packing;

/// <summary>
/// Packs a project folder into a package file as StartOS's packer does (contract: s9pk.md §6, manifest.md §4). The same files and key give the same
/// bytes. What was packed is read again, so that nothing is called a package that StartOS would not install.
/// </summary>
public sealed class ProjectPacker
{
    private const string ScriptFile = "embassy.js";
    private const string FormerImages = "image.tar";
    private const string Architectures = "aarch64.tar and x86_64.tar";

    private readonly string _folder;
    private readonly Manifest _manifest;
    private readonly List<Diagnostic> _diagnostics = [];

    private ProjectPacker(string folder, Manifest manifest) => (_folder, _manifest) = (folder, manifest);

    /// <summary>Packs a folder.</summary>
    /// <param name="folder">The project folder.</param>
    /// <param name="manifest">The manifest in it.</param>
    /// <param name="output">Where the package goes: empty, readable, writable and seekable. It is complete only if the result has no error.</param>
    /// <param name="key">The developer's key.</param>
    /// <exception cref="IOException">A file can't be read, or the package can't be written.</exception>
    public static S9pkReading Pack(string folder, Manifest manifest, Stream output, DeveloperKey key)
    {
        var packer = new ProjectPacker(folder, manifest);
        var sections = packer.Sections();
        if (packer.HasErrors) return packer.Failed();

        S9pkWriter.Write(output, sections, key);
        if (packer.HasErrors) return packer.Failed();

        output.Position = 0;
        var reading = S9pkReader.Read(output);
        return new S9pkReading(reading.Package, null, [.. packer._diagnostics, .. reading.Diagnostics]);
    }

    private bool HasErrors => _diagnostics.Exists(diagnostic => diagnostic.Severity == Severity.Error);

    private S9pkReading Failed() => new(null, null, _diagnostics);

    private Dictionary<S9pkSection, Action<Stream>> Sections()
    {
        var sections = new Dictionary<S9pkSection, Action<Stream>>
        {
            [S9pkSection.Manifest] = output => output.Write(PackedManifest.ToCbor(_manifest)),
        };
        AddFile(sections, S9pkSection.License, "license", _manifest.Assets.License);
        AddFile(sections, S9pkSection.Instructions, "instructions", _manifest.Assets.Instructions);
        AddFile(sections, S9pkSection.Icon, "icon", _manifest.Assets.Icon);
        AddImages(sections);
        var assets = AssetFolders.Find(_manifest, _folder);
        _diagnostics.AddRange(assets.Diagnostics);
        sections[S9pkSection.Assets] = output => AssetsArchive.Write(assets.Folders, output, _diagnostics);
        if (NeedsScript()) AddFile(sections, S9pkSection.Scripts, "scripts", _manifest.Assets.Scripts, ScriptFile);
        return sections;
    }

    private void AddFile(Dictionary<S9pkSection, Action<Stream>> sections, S9pkSection section, string key, params string[] path)
    {
        if (ProjectFile(key, path) is not { } file) return;

        if (File.Exists(file)) sections[section] = output => Copy(file, output);
        else Error(key, $"'{Wording.Short(string.Join('/', path))}' is not there", $"add the file, or say in 'assets.{key}' where it is");
    }

    private void AddImages(Dictionary<S9pkSection, Action<Stream>> sections)
    {
        const string Key = "docker-images";
        var path = _manifest.Assets.DockerImages;
        if (ProjectFile(Key, path) is not { } images) return;

        var former = Path.Combine(_folder, FormerImages);
        if (path == new AssetPaths().DockerImages && !Directory.Exists(images) && !File.Exists(images) && File.Exists(former)) images = former;
        if (File.Exists(images))
            sections[S9pkSection.DockerImages] = output => Copy(images, output);
        else if (!Directory.Exists(images))
            Error(Key, $"neither '{Wording.Short(path)}' nor {FormerImages} is there", $"save the images there, in a folder as {Architectures}");
        else if (ImageBundle.Find(images) is { } bundle)
            sections[S9pkSection.DockerImages] = bundle.Write;
        else
            Error(Key, $"there is no file that ends in .tar in '{Wording.Short(path)}'", $"save the images there, as {Architectures}");
    }

    /// <summary>StartOS's packer does not look at health checks and dependencies here, so a script for those alone is left out.</summary>
    private bool NeedsScript() => ProcedurePaths.Of(_manifest).Any(known => known.Procedure is ScriptProcedure
        && !known.Path.StartsWith("health-checks.", StringComparison.Ordinal) && !known.Path.StartsWith("dependencies.", StringComparison.Ordinal));

    /// <summary>The path of a file in the project; null when it lies outside, which is an error.</summary>
    private string? ProjectFile(string key, params string[] path)
    {
        if (!Path.IsPathRooted(path[0]) && !FilePath.Segments(path[0]).Contains("..")) return Path.Combine([_folder, .. path]);

        Error(key, $"'{Wording.Short(path[0])}' lies outside the project", "name a path inside the project");
        return null;
    }

    private void Error(string key, string message, string remedy) =>
        _diagnostics.Add(new Diagnostic(Severity.Error, $"assets.{key}", message, remedy, null));

    private static void Copy(string file, Stream output)
    {
        using var input = File.OpenRead(file);
        input.CopyTo(output);
    }
}

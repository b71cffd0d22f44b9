using System.Text.Json;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;
using StartOperator.Package.Reading;

namespace StartOperator.Package;

/// <summary>
/// Reads manifests as their authors write them (contract: manifest.md §1). Whatever is wrong with the input comes back as
/// diagnostics: nothing that a file or a text can hold makes these methods throw.
/// </summary>
public static class PackageReader
{
    private static readonly (string Name, DocumentFormat Format)[] Manifests =
    [
        ("manifest.toml", DocumentFormat.Toml),
        ("manifest.yaml", DocumentFormat.Yaml),
        ("manifest.json", DocumentFormat.Json),
    ];

    /// <summary>Reads the manifest of a project folder: the first there is of <c>manifest.toml</c>, <c>.yaml</c> and <c>.json</c>.</summary>
    public static PackageReading ReadFolder(string path)
    {
        var present = Manifests.Where(manifest => File.Exists(Path.Combine(path, manifest.Name))).ToList();
        return present.Count == 0 ? Absent(path) : ReadFile(Path.Combine(path, present[0].Name), present[0].Format);
    }

    /// <summary>Reads a manifest file; the ending of its name says what language it is in.</summary>
    public static PackageReading ReadFile(string path)
    {
        DocumentFormat? format = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".toml" => DocumentFormat.Toml,
            ".yaml" or ".yml" => DocumentFormat.Yaml,
            ".json" => DocumentFormat.Json,
            _ => null,
        };
        return format is { } known
            ? ReadFile(path, known)
            : Failed($"'{Wording.Short(path)}' does not end in .toml, .yaml or .json", "name the file after the language it is in");
    }

    /// <summary>Reads a manifest from a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="format">What language it is in.</param>
    /// <param name="sourceName">How diagnostics name the text.</param>
    public static PackageReading ReadText(string text, DocumentFormat format, string sourceName)
    {
        var document = new DocumentReader();
        return Read(document, document.LoadText(text, format, sourceName), DocumentForm.Authoring);
    }

    internal static PackageReading ReadCanonical(JsonElement json)
    {
        var document = new DocumentReader();
        return Read(document, document.LoadJson(json), DocumentForm.Canonical);
    }

    internal static PackageReading ReadCanonical(string json, string sourceName)
    {
        var document = new DocumentReader();
        return Read(document, document.LoadText(json, DocumentFormat.Json, sourceName), DocumentForm.Canonical);
    }

    /// <summary>Reads the manifest of an <c>.s9pk</c> file, and hands out what it says as JSON; null where JSON can't say it.</summary>
    internal static PackageReading ReadPacked(ReadOnlyMemory<byte> cbor, out JsonValue? json)
    {
        var document = new DocumentReader();
        var root = document.LoadCbor(cbor);
        json = root is null ? null : JsonText.Read(root with { Log = new DiagnosticLog() }, int.MaxValue);
        return Read(document, root, DocumentForm.Authoring);
    }

    private static PackageReading ReadFile(string path, DocumentFormat format)
    {
        var document = new DocumentReader();
        return Read(document, document.LoadFile(path, format), DocumentForm.Authoring);
    }

    private static PackageReading Read(DocumentReader document, Cursor? root, DocumentForm form)
    {
        var manifest = root is null ? null : ManifestReader.Read(root, form);
        return new PackageReading(document.Log.Errors == 0 ? manifest : null, document.Log.InOrder());
    }

    private static PackageReading Absent(string path) =>
        !Directory.Exists(path) ? Failed($"there is no folder '{Wording.Short(path)}'", "check the path")
        : File.Exists(Path.Combine(path, "manifest.yml")) ? Failed("StartOS does not look at manifest.yml", "rename it to manifest.yaml")
        : Failed("there is no manifest.toml, manifest.yaml or manifest.json", "run this in the package's project folder");

    private static PackageReading Failed(string message, string remedy)
    {
        var document = new DocumentReader();
        document.Report(message, remedy, null);
        return new PackageReading(null, document.Log.InOrder());
    }
}

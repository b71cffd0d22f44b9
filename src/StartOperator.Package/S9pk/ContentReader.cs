using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Model.Volumes;
using StartOperator.Package.S9pk.Assets;
using StartOperator.Package.S9pk.Container;
using StartOperator.Package.S9pk.Images;
using StartOperator.Package.S9pk.Signing;
using StartOperator.Package.S9pk.Streams;

namespace StartOperator.Package.S9pk;

/// <summary>Reads the sections of a package as they pass, in whatever order, and puts them together when all have passed.</summary>
internal sealed class ContentReader(S9pkLimits limits, bool digests)
{
    private readonly DiagnosticLog _log = new();
    private readonly List<SectionContent> _sections = [];
    private PackageReading? _manifest;
    private JsonValue? _manifestJson;
    private ImageIndex? _images;
    private AssetsTree? _assets;
    private bool _areImagesWhole;

    /// <summary>What is wrong with the contents: the manifest first.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => [.. _manifest?.Diagnostics ?? [], .. _log.InOrder()];

    /// <summary>Reads a section.</summary>
    public void Read(SectionContent section, Stream content)
    {
        if (section.Section == S9pkSection.DockerImages)
        {
            var errors = _log.Errors;
            _images = new ImagesReader(section, digests, limits, _log).Read(content);
            _areImagesWhole = _log.Errors == errors;
            _sections.Add(section);
            return;
        }

        using var observed = new ObservedStream(content, digests, mostKept: section.Section == S9pkSection.Manifest ? limits.Manifest : 0);
        if (section.Section == S9pkSection.Assets) _assets = new AssetsReader(limits, _log).Read(observed);
        _sections.Add(section with { Digest = observed.Finish() });
        if (section.Section == S9pkSection.Manifest) ReadManifest(section, observed.Kept);
        if (section.Section == S9pkSection.Icon && section.Length > limits.Icon)
            Error(section, $"the icon has {section.Length} bytes; at most {limits.Icon} are allowed", "make it smaller");
    }

    /// <summary>The package, when all sections have been read.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="end">The hash that was signed, and the file's length; null when no signature was checked.</param>
    public S9pkPackage Finish(S9pkHeader header, (PackageHash Hash, long Length)? end)
    {
        if (_manifest?.Manifest is { } manifest) Check(manifest, header);
        return new S9pkPackage
        {
            Signer = header.Signer,
            Hash = end?.Hash,
            Start = header.Length,
            Length = end?.Length ?? header.Sections[^1].End,
            Sections = [.. _sections],
            Manifest = _manifest?.Manifest,
            ManifestJson = _manifestJson,
            Images = _images,
            Assets = _assets,
        };
    }

    private void ReadManifest(SectionContent section, ReadOnlyMemory<byte> cbor)
    {
        if (cbor.Length < section.Length)
            Error(section, $"the manifest has {section.Length} bytes; at most {limits.Manifest} are allowed", "make it smaller");
        else
            _manifest = PackageReader.ReadPacked(cbor, out _manifestJson);
    }

    private void Check(Manifest manifest, S9pkHeader header)
    {
        // What is missing from archives that can't be read says nothing.
        if (_images is not null && _areImagesWhole)
        {
            foreach (var diagnostic in ImageChecks.Check(_images, manifest)) _log.Append(diagnostic);
        }

        if (_assets is not null) CheckAssets(manifest, _assets);
        var script = ProcedurePaths.Of(manifest).FirstOrDefault(known => known.Procedure is ScriptProcedure).Path;
        if (script is not null && header[S9pkSection.Scripts] is null)
        {
            Warn(script, "is a script, but the package holds none, so it fails whenever it is called",
                "use docker procedures; StartOS's packer leaves embassy.js out where only health checks and dependencies are scripts");
        }
    }

    private void CheckAssets(Manifest manifest, AssetsTree assets)
    {
        var present = assets.Volumes.ToHashSet(StringComparer.Ordinal);
        foreach (var (id, _) in manifest.Volumes.Where(volume => volume.Value is AssetsVolume && !present.Contains(volume.Key)))
            Warn($"volumes.{id}", "the package holds no files for this volume, so it is empty", $"{S9pkFault.PackAgain}, with the volume's folder");
    }

    private void Warn(string path, string message, string remedy) => _log.Append(new Diagnostic(Severity.Warning, path, message, remedy, null));

    private void Error(SectionContent section, string message, string remedy) =>
        _log.Append(new Diagnostic(Severity.Error, section.Section.Label(), message, remedy, null));
}

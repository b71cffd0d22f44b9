using StartOperator.Package.Diagnostics;
using StartOperator.Package.Reading;
using StartOperator.Package.S9pk.Archives;
using StartOperator.Package.S9pk.Streams;

namespace StartOperator.Package.S9pk.Images;

/// <summary>
/// Reads the section with the images in one passage (contract: s9pk.md §3). An entry called <c>multiarch.cbor</c> says that the section is a
/// bundle of one archive for each architecture; as that entry may come last, every entry that may be such an archive is looked into.
/// </summary>
internal sealed class ImagesReader(SectionContent section, bool digests, S9pkLimits limits, DiagnosticLog log)
{
    private const string SaveAgain = "save the images again with docker save or docker buildx --output type=docker, and pack the package again";
    private const int DigestDigits = 64;

    private static readonly string Root = S9pkSection.DockerImages.Label();

    private readonly ArchiveFiles _files = new(new ArchiveBudget(limits));
    private readonly ArchiveBudget _outerBudget = new(limits);
    private readonly ArchiveBudget _innerBudget = new(limits);
    private readonly Dictionary<string, InnerArchive> _inner = new(StringComparer.Ordinal);
    private MultiArch? _bundle;

    /// <summary>Reads the section; null when it can't be read, which is logged as an error.</summary>
    public ImageIndex? Read(Stream content)
    {
        try
        {
            var archive = new ArchiveReader(content);
            while (archive.Next() is { } entry) Take(entry, archive.Content);
            return _bundle is null ? Assemble() : Assemble(_bundle);
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            Error(Root, $"the images can't be read: {fault.Message}");
            return null;
        }
    }

    private void Take(ArchiveEntry entry, Stream content)
    {
        _outerBudget.Spend(entry);
        var position = section.Position + entry.Position;
        var isFile = entry.Kind == ArchiveEntryKind.File;
        if (isFile && entry.Name == MultiArch.FileName)
            TakeBundle(entry, content);
        else if (isFile && MultiArch.ArchitectureOf(entry.Name) is { } architecture && MayBeOne(architecture))
            TakeArchive(entry, architecture, content, position);
        else if (_bundle is null)
            Take(_files, entry, content, position);
    }

    private void TakeBundle(ArchiveEntry entry, Stream content)
    {
        if (_bundle is not null) throw new InvalidDataException($"{MultiArch.FileName} is there twice");
        if (entry.Length > MultiArch.MostBytes) throw new InvalidDataException($"{MultiArch.FileName} has more than {MultiArch.MostBytes >> 10} KiB");

        var cbor = new byte[entry.Length];
        content.ReadExactly(cbor);
        _bundle = MultiArch.Read(cbor);
    }

    /// <summary>Takes what may be the archive of an architecture, and as long as nobody knows, may also be a file of the only archive.</summary>
    private void TakeArchive(ArchiveEntry entry, string architecture, Stream content, long position)
    {
        using var observed = new ObservedStream(content, digests && _bundle is null, _files.Keeps(entry));
        var inner = InnerArchive.Read(observed, entry.Length, position, digests, _innerBudget);
        if (!_inner.TryAdd(architecture, inner)) _inner[architecture] = inner with { Files = null, Fault = $"{entry.Name} is there twice" };
        if (_bundle is null) _files.Take(entry, observed, position);
    }

    private void Take(ArchiveFiles files, ArchiveEntry entry, Stream content, long position)
    {
        using var observed = new ObservedStream(content, digests, files.Keeps(entry));
        files.Take(entry, observed, position);
    }

    private ImageIndex Assemble() =>
        new(false, null, [new ImageArchive(null, section.Position, section.Length, [.. Assemble(_files, Root)])]);

    private ImageIndex Assemble(MultiArch bundle)
    {
        var architectures = bundle.Available.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new ImageIndex(true, bundle.Default, [.. architectures.Select(Assemble).OfType<ImageArchive>()]);
    }

    private ImageArchive? Assemble(string architecture)
    {
        var path = $"{Root}/{Wording.Short(architecture)}{MultiArch.Ending}";
        if (_inner.GetValueOrDefault(architecture) is not { } inner)
        {
            Error(path, $"{MultiArch.FileName} lists this architecture, but its archive is missing");
            return null;
        }

        if (inner.Files is { } files) return new ImageArchive(architecture, inner.Position, inner.Length, [.. Assemble(files, path)]);

        Error(path, $"the archive can't be read: {inner.Fault}");
        return null;
    }

    private List<PackagedImage> Assemble(ArchiveFiles files, string path)
    {
        List<PackagedImage> images = [];
        if (files.Find("manifest.json") is not { IsWhole: true } list)
        {
            Error(path, "there is no manifest.json in it, so this is no archive as docker save writes it");
            return images;
        }

        try
        {
            foreach (var saved in SavedManifest.Read(list.Start))
            {
                if (Assemble(saved, files, path) is { } image) images.Add(image);
            }
        }
        catch (InvalidDataException fault)
        {
            Error(path, fault.Message);
        }

        return images;
    }

    private PackagedImage? Assemble(SavedImage saved, ArchiveFiles files, string path)
    {
        var missing = saved.Layers.Prepend(saved.Config).FirstOrDefault(name => files.Find(name) is null);
        if (missing is not null)
        {
            Error(path, $"manifest.json names '{Wording.Short(missing)}', which is not in the archive");
            return null;
        }

        var file = files.Find(saved.Config)!;
        var name = Wording.Short(saved.Config);
        var config = file.IsWhole ? ImageConfig.Read(file.Start) : null;
        if (config is null)
            Error(path, $"'{name}' is no configuration of an image");
        else if (config.DiffIds.Count != saved.Layers.Count)
            Error(path, $"'{name}' tells of {config.DiffIds.Count} layers, but {saved.Layers.Count} are there");

        return new PackagedImage(
            saved.RepoTags is { } tags ? [.. tags] : null,
            file.Blob,
            config?.Platform,
            [.. saved.Layers.Select((layer, at) => Assemble(files.Find(layer)!, config?.DiffIds.ElementAtOrDefault(at), path))]);
    }

    private ImageLayer Assemble(ArchiveFile file, string? diffId, string path)
    {
        if (file is { Compression: LayerCompression.None, Blob.Digest: { } digest } && diffId is not null && diffId != digest.ToString())
        {
            var told = Wording.Short(diffId, 80);
            Error(path, $"the layer '{Wording.Short(file.Blob.Name)}' is {digest}, but the image's configuration tells of {told}");
        }

        return new ImageLayer(file.Blob, diffId, file.Compression);
    }

    /// <summary>Whether this is one of the bundle; before its list is known, anything but a digest, since some programs name layers so.</summary>
    private bool MayBeOne(string architecture) => _bundle is { } bundle
        ? bundle.Available.Contains(architecture)
        : !(architecture.Length == DigestDigits && architecture.All(char.IsAsciiHexDigitLower));

    private void Error(string path, string message) => log.Append(new Diagnostic(Severity.Error, path, message, SaveAgain, null));

    /// <summary>What may be the archive of an architecture; it has files, or a fault.</summary>
    private sealed record InnerArchive(long Position, long Length, ArchiveFiles? Files, string? Fault)
    {
        public static InnerArchive Read(Stream content, long length, long position, bool digests, ArchiveBudget budget)
        {
            try
            {
                var files = new ArchiveFiles(budget);
                var archive = new ArchiveReader(content);
                while (archive.Next() is { } entry)
                {
                    using var observed = new ObservedStream(archive.Content, digests, files.Keeps(entry));
                    files.Take(entry, observed, position + entry.Position);
                }

                return new InnerArchive(position, length, files, null);
            }
            catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
            {
                return new InnerArchive(position, length, null, fault.Message);
            }
        }
    }
}

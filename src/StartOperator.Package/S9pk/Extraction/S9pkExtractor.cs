using System.Text.Json;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;
using StartOperator.Package.Reading;
using StartOperator.Package.S9pk.Archives;
using StartOperator.Package.S9pk.Container;
using StartOperator.Package.S9pk.Images;
using StartOperator.Package.S9pk.Signing;
using StartOperator.Package.S9pk.Streams;

namespace StartOperator.Package.S9pk.Extraction;

/// <summary>
/// Lays the contents of a verified package out as a project folder. Everything goes into a new folder beside the target, which gets the target's name
/// when all that was read has proved to be what was signed; otherwise nothing is left.
/// </summary>
public sealed class S9pkExtractor
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Public =
        Private | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly S9pkPackage _package;
    private readonly ExtractionLayout _layout;
    private readonly string _folder;
    private readonly DiagnosticLog _log = new();

    private S9pkExtractor(S9pkPackage package, string folder) =>
        (_package, _layout, _folder) = (package, ExtractionLayout.For(package.Manifest, package.Images is { IsMultiArch: true }), folder);

    /// <summary>Lays a package out.</summary>
    /// <param name="source">The package's file, seekable.</param>
    /// <param name="package">What reading it has given; verified.</param>
    /// <param name="target">The folder to make; it must not exist, or be empty.</param>
    /// <param name="only">The one section to lay out; null for all of them.</param>
    /// <returns>Why it could not be done; nothing when it was.</returns>
    /// <exception cref="IOException">A file can't be written, or the package can't be read.</exception>
    public static IReadOnlyList<Diagnostic> Extract(Stream source, S9pkPackage package, string target, S9pkSection? only = null)
    {
        if (!package.IsVerified) throw new ArgumentException("the package was not verified", nameof(package));

        target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        if (Obstacle(package, target, only) is { } obstacle) return [obstacle];

        var partial = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        CreateFolder(partial, Private);
        try
        {
            var extractor = new S9pkExtractor(package, partial);
            extractor.Extract(source, only);
            if (extractor._log.Errors > 0) return extractor._log.InOrder();

            SetMode(partial, Public);
            if (Directory.Exists(target)) Directory.Delete(target);
            Directory.Move(partial, target);
            return [];
        }
        finally
        {
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
        }
    }

    /// <summary>Lays the assets of a package out alone, a folder for each volume, without reading the rest of the package again.</summary>
    /// <param name="source">The package's file, seekable.</param>
    /// <param name="package">What reading it has given; verified, and with assets that can be read.</param>
    /// <param name="target">The folder to lay them out in: empty, and nobody else's. What is in it after a fault is to be thrown away.</param>
    /// <returns>Why it could not be done; nothing when it was.</returns>
    /// <exception cref="IOException">A file can't be written, or the package can't be read.</exception>
    public static IReadOnlyList<Diagnostic> ExtractAssets(Stream source, S9pkPackage package, string target)
    {
        if (package.Assets is null || package.Section(S9pkSection.Assets) is not { } section)
            throw new ArgumentException("the package has no assets that can be read", nameof(package));

        var log = new DiagnosticLog();
        try
        {
            using var content = new S9pkContent(source, package).Open(section);
            new AssetsExtraction(target).Extract(content, log);
            content.Drain();
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            log.Append(Changed());
        }

        return log.InOrder();
    }

    private static Diagnostic? Obstacle(S9pkPackage package, string target, S9pkSection? only)
    {
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
            return Fault("", $"'{target}' exists", "name a folder that does not exist, or is empty");
        if (only is { } asked && package.Section(asked) is null)
            return Fault(asked.Label(), "the package has no such section", "ask for another one, or for all of them");

        foreach (var section in Unusable(package))
        {
            if ((only ?? section) == section)
                return Fault(section.Label(), "this section can't be laid out, because of the errors in it", "ask for another one alone");
        }

        return null;
    }

    private static IEnumerable<S9pkSection> Unusable(S9pkPackage package)
    {
        if (package.ManifestJson is null) yield return S9pkSection.Manifest;
        if (package.Images is null) yield return S9pkSection.DockerImages;
        if (package.Assets is null) yield return S9pkSection.Assets;
    }

    private void Extract(Stream source, S9pkSection? only)
    {
        try
        {
            source.Position = _package.Start;
            using var hash = new PlainHash();
            using var pass = new SignedPass(source, _package.Start, _package.Sections, hash, S9pkLimits.Default);
            foreach (var section in _package.Sections)
            {
                var content = pass.Open(section);
                if ((only ?? section.Section) == section.Section) Extract(section.Section, content);
                if (_log.Errors > 0) return;
            }

            if (pass.Finish() is not { } end || !end.Hash.Equals(_package.Hash)) _log.Append(Changed());
        }
        catch (Exception fault) when (fault is S9pkFault or InvalidDataException or EndOfStreamException)
        {
            _log.Append(Changed());
        }
    }

    private void Extract(S9pkSection section, Stream content)
    {
        switch (section)
        {
            case S9pkSection.Manifest:
                WriteManifest(_package.ManifestJson!.Value);
                break;
            case S9pkSection.License:
                Write(_layout.Paths.License, content);
                break;
            case S9pkSection.Instructions:
                Write(_layout.Paths.Instructions, content);
                break;
            case S9pkSection.Icon:
                Write(_layout.Paths.Icon, content);
                break;
            case S9pkSection.DockerImages when _package.Images!.IsMultiArch:
                WriteBundle(content);
                break;
            case S9pkSection.DockerImages:
                Write(_layout.Paths.DockerImages, content);
                break;
            case S9pkSection.Assets:
                new AssetsExtraction(Folder(_layout.Paths.Assets)).Extract(content, _log);
                break;
            case S9pkSection.Scripts:
                Write($"{_layout.Paths.Scripts}/{ExtractionLayout.Script}", content);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void WriteManifest(JsonValue json)
    {
        using var file = NewFile(ExtractionLayout.Manifest);
        using (var document = JsonDocument.Parse(json.Text, new JsonDocumentOptions { MaxDepth = 1000 }))
        using (var writer = new Utf8JsonWriter(file, JsonText.Options with { Indented = true }))
        {
            document.WriteTo(writer);
        }

        file.Write("\n"u8);
    }

    /// <summary>Writes the files of a bundle; of what lies in folders or is no file StartOS makes nothing.</summary>
    private void WriteBundle(Stream content)
    {
        var archive = new ArchiveReader(content);
        while (archive.Next() is { } entry)
        {
            var isOther = entry is { Kind: ArchiveEntryKind.File, Name: not MultiArch.FileName };
            if (isOther && EntryName.TryParse(entry.Name, out var segments, out _) && segments.Length == 1)
                Write($"{_layout.Paths.DockerImages}/{segments[0]}", archive.Content);
        }
    }

    private void Write(string path, Stream content)
    {
        using var file = NewFile(path);
        content.CopyTo(file);
    }

    private FileStream NewFile(string path)
    {
        var segments = FilePath.Segments(path);
        return new FileStream(Path.Combine(Folder(string.Join('/', segments.SkipLast(1))), segments[^1]), FileMode.CreateNew, FileAccess.Write);
    }

    private string Folder(string path)
    {
        var folder = Path.Combine([_folder, .. FilePath.Segments(path)]);
        Directory.CreateDirectory(folder);
        return folder;
    }

    private static void CreateFolder(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, mode);
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }

    private static Diagnostic Changed() => Fault("", "the file has changed since its signature was checked", "try again when nobody writes to it");

    private static Diagnostic Fault(string path, string message, string remedy) => new(Severity.Error, path, message, remedy, null);
}

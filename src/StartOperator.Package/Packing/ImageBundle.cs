using System.Formats.Tar;
using StartOperator.Package.S9pk.Images;

namespace StartOperator.Package.Packing;

/// <summary>
/// A folder with an image archive for each architecture, packed as StartOS does (contract: s9pk.md §3): the list of architectures first, then every
/// file of the folder. The same files give the same bytes.
/// </summary>
internal sealed class ImageBundle
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly IReadOnlyList<string> _files;
    private readonly MultiArch _architectures;

    private ImageBundle(IReadOnlyList<string> files, MultiArch architectures) => (_files, _architectures) = (files, architectures);

    /// <summary>Looks a folder through; null when there is no archive in it.</summary>
    public static ImageBundle? Find(string folder)
    {
        var files = Directory.GetFiles(folder).Where(file => Path.GetFileName(file) != MultiArch.FileName).Order(StringComparer.Ordinal).ToList();
        var architectures = MultiArch.Of(files.Select(file => MultiArch.ArchitectureOf(Path.GetFileName(file))).OfType<string>());
        return architectures.Available.Count > 0 ? new ImageBundle(files, architectures) : null;
    }

    /// <summary>Writes the tar.</summary>
    public void Write(Stream output)
    {
        using var tar = new TarWriter(output, TarEntryFormat.Gnu, leaveOpen: true);
        using (var list = new MemoryStream(_architectures.ToCbor())) Add(tar, MultiArch.FileName, list);
        foreach (var file in _files)
        {
            using var content = File.OpenRead(file);
            Add(tar, Path.GetFileName(file), content);
        }
    }

    private static void Add(TarWriter tar, string name, Stream content) => tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, name)
    {
        DataStream = content,
        Mode = Mode,
        ModificationTime = DateTimeOffset.UnixEpoch,
    });
}

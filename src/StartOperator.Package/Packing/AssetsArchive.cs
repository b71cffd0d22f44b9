using System.Formats.Tar;
using System.IO.Compression;
using StartOperator.Package.Diagnostics;

namespace StartOperator.Package.Packing;

/// <summary>
/// Packs the files of an assets volume as StartOS does: one tar with every entry below a folder that is named like the volume (contract:
/// volumes.md §4). The same files give the same bytes: entries are sorted, and carry no times and no owners.
/// </summary>
public static class AssetsArchive
{
    private const UnixFileMode FolderMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode FileMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Permissions = FolderMode | FileMode | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The most bytes that a volume's files may have before they are compressed: the archive is made in memory.</summary>
    public const long MaxFileBytes = 256 * 1024 * 1024;

    /// <summary>Packs a folder into a tar. It is compressed with gzip only where it would be larger than a place for it.</summary>
    /// <param name="folder">The folder with the volume's files; null packs a volume without files.</param>
    /// <param name="volume">The volume's id.</param>
    /// <param name="place">The bytes up to which a tar stays as it is: compressors differ from release to release, and with them their bytes.</param>
    /// <param name="diagnostics">What could not be packed: links that lead out of the folder, and files beyond <see cref="MaxFileBytes"/>.</param>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static byte[] Pack(string? folder, string volume, int place, ICollection<Diagnostic> diagnostics)
    {
        using var packed = new MemoryStream();
        using (var tar = new TarWriter(packed, TarEntryFormat.Gnu, leaveOpen: true))
        {
            AddVolume(tar, folder, volume, MaxFileBytes, diagnostics);
        }

        return packed.Length <= place ? packed.ToArray() : Compress(packed);
    }

    /// <summary>Packs the folders of several volumes into one plain tar, whatever their size.</summary>
    /// <param name="folders">The folders with the volumes' files, by volume.</param>
    /// <param name="packed">Where the tar goes.</param>
    /// <param name="diagnostics">What could not be packed: links that lead out of their folder.</param>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static void Write(IEnumerable<KeyValuePair<string, string>> folders, Stream packed, ICollection<Diagnostic> diagnostics)
    {
        using var tar = new TarWriter(packed, TarEntryFormat.Gnu, leaveOpen: true);
        foreach (var (volume, folder) in folders)
        {
            AddVolume(tar, folder, volume, long.MaxValue, diagnostics);
        }
    }

    /// <summary>
    /// Packs a folder into a plain tar that is a layer of an image, whatever its size: with the permissions that <c>compat assets lay-out</c> gives
    /// (<c>a+rX</c>), so that the files are the same whether a pod has them from a copy or from the image itself.
    /// </summary>
    /// <param name="folder">The folder with the volume's files; null packs a volume without files.</param>
    /// <param name="path">The folder in the image, such as <c>assets/pages</c>; empty for its root.</param>
    /// <param name="packed">Where the tar goes.</param>
    /// <param name="diagnostics">What could not be packed: links that lead out of the folder.</param>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static void WriteLayer(string? folder, string path, Stream packed, ICollection<Diagnostic> diagnostics)
    {
        using var tar = new TarWriter(packed, TarEntryFormat.Gnu, leaveOpen: true);
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
            Add(tar, new GnuTarEntry(TarEntryType.Directory, path[..(slash + 1)]), FolderMode);

        Add(tar, new GnuTarEntry(TarEntryType.Directory, path.Length > 0 ? $"{path}/" : "./"), FolderMode);
        if (folder is null) return;

        var most = long.MaxValue;
        AddFolder(tar, new DirectoryInfo(folder), folder, path, ref most, diagnostics, forAll: true);
    }

    private static void AddVolume(TarWriter tar, string? folder, string volume, long most, ICollection<Diagnostic> diagnostics)
    {
        Add(tar, new GnuTarEntry(TarEntryType.Directory, volume + "/"), FolderMode);
        if (folder is not null)
        {
            AddFolder(tar, new DirectoryInfo(folder), folder, volume, ref most, diagnostics);
        }
    }

    private static byte[] Compress(MemoryStream tar)
    {
        using var compressed = new MemoryStream();
        using (var zip = new GZipStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            tar.Position = 0;
            tar.CopyTo(zip);
        }

        return compressed.ToArray();
    }

    private static void AddFolder(TarWriter tar, DirectoryInfo folder, string root, string path, ref long left, ICollection<Diagnostic> diagnostics, bool forAll = false)
    {
        foreach (var item in folder.EnumerateFileSystemInfos().OrderBy(i => i.Name, StringComparer.Ordinal))
        {
            var name = path.Length > 0 ? $"{path}/{item.Name}" : item.Name;
            if (item.LinkTarget is { } target)
            {
                AddLink(tar, item, target, root, name, diagnostics);
            }
            else if (item is DirectoryInfo inner)
            {
                Add(tar, new GnuTarEntry(TarEntryType.Directory, name + "/"), Mode(item, FolderMode, forAll));
                AddFolder(tar, inner, root, name, ref left, diagnostics, forAll);
            }
            else
            {
                AddFile(tar, (FileInfo)item, name, ref left, diagnostics, forAll);
            }

            if (left < 0)
            {
                return;
            }
        }
    }

    /// <summary>A file without a length is not opened: a pipe or a socket would be one, too, and never end.</summary>
    private static void AddFile(TarWriter tar, FileInfo file, string name, ref long left, ICollection<Diagnostic> diagnostics, bool forAll)
    {
        left -= file.Length;
        if (left < 0)
        {
            diagnostics.Add(Fault(name, $"is where the volume's files exceed {MaxFileBytes / 1024 / 1024} MiB", "keep large files in an image, and take the assets from there"));
            return;
        }

        using var content = file.Length > 0 ? file.OpenRead() : null;
        Add(tar, new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = content }, Mode(file, FileMode, forAll));
    }

    private static void AddLink(TarWriter tar, FileSystemInfo link, string target, string root, string name, ICollection<Diagnostic> diagnostics)
    {
        var rootPath = Path.GetFullPath(root);
        var leadsTo = Path.GetFullPath(target, Path.GetDirectoryName(link.FullName)!);
        if (Path.IsPathRooted(target) || (leadsTo != rootPath && !leadsTo.StartsWith(rootPath + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
        {
            diagnostics.Add(Fault(name, $"is a link that leads out of the volume, to {target}", "copy the file it leads to, or make the link relative and within the folder"));
            return;
        }

        Add(tar, new GnuTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target }, Permissions);
    }

    private static void Add(TarWriter tar, GnuTarEntry entry, UnixFileMode mode)
    {
        entry.Mode = mode;
        entry.ModificationTime = DateTimeOffset.UnixEpoch;
        tar.WriteEntry(entry);
    }

    private static UnixFileMode Mode(FileSystemInfo item, UnixFileMode otherwise, bool forAll)
    {
        var mode = OperatingSystem.IsWindows() ? otherwise : item.UnixFileMode & Permissions;
        return !forAll ? mode : mode | Readable | (item is DirectoryInfo || (mode & Executable) != UnixFileMode.None ? Executable : UnixFileMode.None);
    }

    private static Diagnostic Fault(string name, string message, string remedy) => new(Severity.Error, name, message, remedy, Location: null);
}

using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using StartOperator.Compat.Linux;

namespace StartOperator.Compat.Assets;

/// <summary>
/// A tar file, gzipped or not, as StartOS packs assets: one tar with a top-level folder for every assets volume (contract: volumes.md §4).
/// Nothing in it is trusted. Owners, extended attributes and global headers mean nothing here.
/// </summary>
internal sealed class TarSource(FileContent file, LayOutRequest request) : IAssetsSource
{
    private const string PackAgain = "fetch it again, or pack it again as a plain or gzipped tar file";

    private int _entries;
    private string _lastEntry = "";
    private bool _stripped;

    /// <inheritdoc/>
    public string? ReadKey()
    {
        StartReading();
        Drain(file);
        return Key();
    }

    /// <inheritdoc/>
    public Fault? LayOut(TreeWriter writer, out string? key)
    {
        key = null;
        try
        {
            using var archive = new ArchiveBytes(Unpack(), () => file.BytesRead);
            if (LayOutEntries(archive, writer) is { } fault) return fault;
            Drain(archive);
            Drain(file);
        }
        catch (ArchiveOutOfProportion fault)
        {
            return Fault.Refused(request.From, fault.Message, "pack the assets again; what is this large should come from an image");
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            return Damaged(fault);
        }

        key = Key();
        return null;
    }

    /// <inheritdoc/>
    public string PlaceOf(string path) => $"{request.From}: {(request.Strip is { } strip ? $"{strip}/{path}" : path)}";

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private Fault? LayOutEntries(ArchiveBytes archive, TreeWriter writer)
    {
        using var reader = new TarReader(archive, leaveOpen: true);
        while (NextEntry(reader) is { } entry)
        {
            var isGlobal = entry.EntryType == TarEntryType.GlobalExtendedAttributes;
            if (!isGlobal && !archive.LastBlockAddsUpTo(entry.Checksum)) throw new InvalidDataException("The header's checksum is wrong.");
            if (++_entries > request.Limits.MostEntries) return request.Limits.TooManyEntries($"{request.From}: {entry.Name}");
            _lastEntry = entry.Name;
            if (!isGlobal && LayOutEntry(entry, writer) is { } fault) return fault with { Path = $"{request.From}: {entry.Name}" };
        }

        return request.Strip is null || _stripped
            ? null
            : Fault.Refused(request.From, $"has no folder {request.Strip}", "give the id of an assets volume of this package to --strip");
    }

    private Fault? LayOutEntry(TarEntry entry, TreeWriter writer)
    {
        if (EntryPath.TryParse(entry.Name, out var named) is { } fault) return fault;
        if (Strip(named) is not { } path) return null;
        _stripped = true;
        var mode = (uint)entry.Mode;
        var modifiedAt = entry.ModificationTime.ToUnixTimeSeconds();
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                return writer.AddFolder(path, mode, modifiedAt);
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                if (entry.Name.EndsWith('/')) return writer.AddFolder(path, mode, modifiedAt); // how tar wrote folders before 1988
                return IsSparse(entry)
                    ? Fault.Refused(entry.Name, "is a sparse file", "pack without --sparse")
                    : writer.AddFile(path, mode, modifiedAt, entry.DataStream ?? Stream.Null, entry.Length);
            case TarEntryType.SymbolicLink:
                return writer.AddSymbolicLink(path, entry.LinkName, modifiedAt);
            case TarEntryType.HardLink:
                return LayOutHardLink(entry, path, writer);
            case TarEntryType.CharacterDevice or TarEntryType.BlockDevice or TarEntryType.Fifo:
                return Fault.Refused(entry.Name, "is a device or fifo", "assets are files, folders and links: pack without it");
            default:
                return Fault.Refused(entry.Name, $"is an entry of type '{(char)entry.EntryType}'", "assets are files, folders and links: pack without it");
        }
    }

    private Fault? LayOutHardLink(TarEntry entry, EntryPath path, TreeWriter writer)
    {
        if (EntryPath.TryParse(entry.LinkName, out var existing) is { } fault)
        {
            return Fault.Refused(entry.Name, $"is a hard link to {entry.LinkName}: {fault.Message}", fault.Remedy);
        }

        return Strip(existing) is { } inside
            ? writer.AddHardLink(path, inside)
            : Fault.Refused(entry.Name, $"is a hard link to {existing}, outside of {request.Strip}", "pack with --hard-dereference");
    }

    private EntryPath? Strip(EntryPath path) => request.Strip is { } strip ? path.Below(strip) : path;

    private static bool IsSparse(TarEntry entry) =>
        entry is PaxTarEntry pax && pax.ExtendedAttributes.Keys.Any(key => key.StartsWith("GNU.sparse.", StringComparison.Ordinal));

    /// <summary>The reader throws all manner of exceptions at malformed headers; here they become one.</summary>
    private static TarEntry? NextEntry(TarReader reader)
    {
        try
        {
            return reader.GetNextEntry();
        }
        catch (Exception fault) when (fault is not (IOException or InvalidDataException or ArchiveOutOfProportion or OutOfMemoryException))
        {
            throw new InvalidDataException(fault.Message, fault);
        }
    }

    private Stream Unpack()
    {
        file.Rewind();
        Span<byte> magic = stackalloc byte[2];
        var isGzip = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic is [0x1f, 0x8b];
        StartReading();
        return isGzip ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file;
    }

    private void StartReading()
    {
        file.Rewind();
        file.Digest = new Sha256();
        file.Digest.Append(Encoding.UTF8.GetBytes(request.Strip ?? "/"));
        file.Digest.Append([0]);
    }

    private string Key() => $"tar-1:{file.Digest!.Finish()}";

    private static void Drain(Stream stream)
    {
        var buffer = new byte[32 << 10];
        while (stream.Read(buffer) > 0)
        {
        }
    }

    private Fault Damaged(Exception reason)
    {
        if (_entries == 0) return Fault.Refused(request.From, "is no tar file, neither plain nor gzipped", PackAgain);
        var where = $"after entry {_entries}, {_lastEntry}";
        return reason switch
        {
            EndOfStreamException => Fault.Refused(request.From, $"ends too early, {where}", PackAgain),
            { InnerException: NotSupportedException } => Fault.Refused(request.From, $"has an entry of an unknown kind {where}", "pack without --sparse and --multi-volume"),
            _ => Fault.Refused(request.From, $"is damaged {where}", PackAgain),
        };
    }
}

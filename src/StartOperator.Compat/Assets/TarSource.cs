using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using StartOperator.Compat.Linux;
using StartOperator.Compat.Tar;

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
            var unpackedLength = ReadGzipLength();
            StartReading();
            Stream unpacked = unpackedLength is null ? file : new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            using var archive = new ProportionateStream(unpacked, () => file.BytesRead);
            if (LayOutEntries(new TarArchive(archive), writer) is { } fault) return fault;
            Drain(archive);
            Drain(file);
            // The framework takes the end of the file for the end of what is packed, and checks nothing then.
            if (unpackedLength is { } length && length != (uint)archive.Position) throw new InvalidDataException("not all of it can be unpacked");
        }
        catch (OutOfProportionException fault)
        {
            return Fault.Refused(request.From, fault.Message, "pack the assets again; what is this large should come from an image");
        }
        catch (InvalidDataException fault)
        {
            return Damaged(fault.Message);
        }
        catch (EndOfStreamException)
        {
            return Damaged("it ends too early");
        }

        key = Key();
        return null;
    }

    /// <inheritdoc/>
    public string PlaceOf(string path) => $"{request.From}: {(request.Strip is { } strip ? $"{strip}/{path}" : path)}";

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private Fault? LayOutEntries(TarArchive archive, TreeWriter writer)
    {
        while (archive.Next() is { } entry)
        {
            if (++_entries > request.Limits.MostEntries) return request.Limits.TooManyEntries($"{request.From}: {entry.Name}");
            _lastEntry = entry.Name;
            if (LayOutEntry(entry, archive.ReadContent, writer) is { } fault) return fault with { Path = $"{request.From}: {entry.Name}" };
        }

        return request.Strip is null || _stripped
            ? null
            : Fault.Refused(request.From, $"has no folder {request.Strip}", "give the id of an assets volume of this package to --strip");
    }

    private Fault? LayOutEntry(TarEntry entry, ContentReader content, TreeWriter writer)
    {
        if (EntryPath.TryParse(entry.Name, out var named) is { } fault) return fault;
        if (Strip(named) is not { } path) return null;
        _stripped = true;
        return entry.Kind switch
        {
            TarEntryKind.File => writer.AddFile(path, entry.Mode, entry.ModifiedAt, content, entry.Length),
            TarEntryKind.Folder => writer.AddFolder(path, entry.Mode, entry.ModifiedAt),
            TarEntryKind.SymbolicLink => writer.AddSymbolicLink(path, entry.LinkName, entry.ModifiedAt),
            TarEntryKind.HardLink => LayOutHardLink(entry, path, writer),
            TarEntryKind.Device => Fault.Refused(entry.Name, "is a device or fifo", "assets are files, folders and links: pack without it"),
            TarEntryKind.SparseFile => Fault.Refused(entry.Name, "is a sparse file", "pack without --sparse"),
            _ => Fault.Refused(entry.Name, $"is an entry of unknown type '{entry.Type}'", "assets are files, folders and links: pack without it"),
        };
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

    /// <summary>What a gzip file says at its end that its unpacked length is, modulo 2³²; null when it is no gzip file.</summary>
    private uint? ReadGzipLength()
    {
        const int ShortestGzip = 18;
        Span<byte> bytes = stackalloc byte[4];
        file.Digest = null;
        file.Rewind();
        if (file.Status().Size < ShortestGzip || file.ReadAtLeast(bytes, 2) < 2 || bytes is not [0x1f, 0x8b, ..]) return null;
        file.GoToLast(bytes.Length);
        file.ReadExactly(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
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

    private Fault Damaged(string reason) => _entries == 0
        ? Fault.Refused(request.From, $"is no tar file, neither plain nor gzipped ({reason})", PackAgain)
        : Fault.Refused(request.From, $"is damaged after entry {_entries}, {_lastEntry}: {reason}", PackAgain);
}

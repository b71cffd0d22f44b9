using StartOperator.Compat.Linux;

namespace StartOperator.Compat.Assets;

/// <summary>Walks a tree on disk and sums it up.</summary>
internal sealed class TreeDigest
{
    private const int BufferLength = 128 << 10;

    private readonly LayOutLimits _limits;
    private readonly bool _flush;
    private readonly Sha256 _digest = new();
    private readonly byte[] _buffer = new byte[BufferLength];
    private TreeCount _count;

    private TreeDigest(LayOutLimits limits, bool flush)
    {
        _limits = limits;
        _flush = flush;
    }

    /// <summary>The tree's summary; null when it holds what no lay-out makes (devices, fifos, sockets) or more than the limits allow.</summary>
    /// <param name="tree">The tree's root.</param>
    /// <param name="limits">How much to read at most.</param>
    /// <param name="flush">Whether to put everything onto the disk proper on the way.</param>
    public static TreeSummary? Of(Folder tree, LayOutLimits limits, bool flush = false)
    {
        var walk = new TreeDigest(limits, flush);
        return walk.TryTakeFolder(tree, EntryPath.MostDepth) ? new TreeSummary(walk._digest.Finish(), walk._count) : null;
    }

    private bool TryTakeFolder(Folder folder, int depthLeft)
    {
        var status = folder.Status;
        Describe(FileKind.Folder, status.Mode, status.ModifiedAt);
        var names = folder.Names(_limits.MostEntries);
        _digest.Append(names.Count);
        foreach (var name in names)
        {
            if (depthLeft == 0 || _count.Entries >= _limits.MostEntries) return false;
            TakeBytes(name.Bytes);
            if (!TryTake(folder, name, depthLeft - 1)) return false;
        }

        if (_flush) folder.Sync();
        return true;
    }

    private bool TryTake(Folder folder, FileName name, int depthLeft)
    {
        if (folder.StatusOf(name) is not { } status) return false;
        switch (status.Kind)
        {
            case FileKind.Folder:
                _count = _count with { Folders = _count.Folders + 1 };
                using (var inner = folder.OpenFolder(name)) return TryTakeFolder(inner, depthLeft);
            case FileKind.File:
                _count = _count with { Files = _count.Files + 1 };
                using (var file = folder.OpenFile(name)) return TryTakeFile(file, status);
            case FileKind.SymbolicLink:
                _count = _count with { Links = _count.Links + 1 };
                Describe(FileKind.SymbolicLink, mode: 0, status.ModifiedAt);
                TakeBytes(folder.ReadLink(name).Bytes);
                return true;
            default:
                return false;
        }
    }

    private bool TryTakeFile(FileContent file, FileStatus status)
    {
        Describe(FileKind.File, status.Mode, status.ModifiedAt);
        _digest.Append(status.Size);
        while (file.Read(_buffer) is var read && read > 0)
        {
            _count = _count with { Bytes = _count.Bytes + read };
            if (_count.Bytes > _limits.MostBytes) return false;
            _digest.Append(_buffer.AsSpan(0, read));
        }

        if (_flush) file.Sync();
        return file.BytesRead == status.Size;
    }

    private void Describe(FileKind kind, uint mode, long modifiedAt)
    {
        _digest.Append((long)kind);
        _digest.Append(mode);
        _digest.Append(modifiedAt);
    }

    private void TakeBytes(ReadOnlySpan<byte> bytes)
    {
        _digest.Append(bytes.Length);
        _digest.Append(bytes);
    }
}

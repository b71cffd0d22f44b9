using StartOperator.Package.Reading;
using StartOperator.Package.S9pk.Archives;
using StartOperator.Package.S9pk.Streams;

namespace StartOperator.Package.S9pk.Images;

/// <summary>A file of an image archive.</summary>
/// <param name="Blob">Its bytes.</param>
/// <param name="Start">All its bytes where they may be a document, else the first few.</param>
internal sealed record ArchiveFile(ImageBlob Blob, ReadOnlyMemory<byte> Start)
{
    /// <summary>Whether all its bytes are at hand.</summary>
    public bool IsWhole => Start.Length == Blob.Length;

    /// <summary>How it is compressed, by its first bytes.</summary>
    public LayerCompression Compression => Start.Span switch
    {
        [0x1f, 0x8b, ..] => LayerCompression.Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => LayerCompression.Zstd,
        _ => LayerCompression.None,
    };
}

/// <summary>
/// The files of one image archive, as they are found one after the other. Documents are kept: which of them matter is said by
/// <c>manifest.json</c>, which may come last.
/// </summary>
internal sealed class ArchiveFiles(ArchiveBudget budget)
{
    private const int FirstBytes = 16;

    private readonly Dictionary<string, ArchiveFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);

    /// <summary>Takes an entry and whatever is left of its content.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="content">Its content.</param>
    /// <param name="position">Where the content starts in the package.</param>
    /// <exception cref="InvalidDataException">The entry has no place in an image archive.</exception>
    public void Take(ArchiveEntry entry, ObservedStream content, long position)
    {
        budget.Spend(entry);
        if (!EntryName.TryParse(entry.Name, out var segments, out var fault))
            throw new InvalidDataException($"'{Wording.Short(entry.Name)}' {fault}");

        var name = string.Join('/', segments);
        switch (entry.Kind)
        {
            case ArchiveEntryKind.File:
                TakeFile(name, content, position);
                break;
            case ArchiveEntryKind.SymbolicLink:
                TakeLink(name, EntryName.Follow(segments.SkipLast(1), entry.Target));
                break;
            case ArchiveEntryKind.HardLink:
                TakeLink(name, EntryName.Follow([], entry.Target));
                break;
            case ArchiveEntryKind.Folder:
                break;
            default:
                throw new InvalidDataException($"'{Wording.Short(entry.Name)}' is neither file nor folder nor link");
        }
    }

    /// <summary>How many bytes of an entry to keep: a document's all, of others enough to tell what they are.</summary>
    public int Keeps(ArchiveEntry entry) =>
        entry.Kind == ArchiveEntryKind.File && entry.Length <= budget.DocumentLength ? (int)entry.Length : FirstBytes;

    /// <summary>The file of a name, through a link if it is one; null when there is none.</summary>
    public ArchiveFile? Find(string name)
    {
        if (!EntryName.TryParse(name, out var segments, out _)) return null;

        var plain = string.Join('/', segments);
        return _files.GetValueOrDefault(plain) ?? (_links.TryGetValue(plain, out var target) ? _files.GetValueOrDefault(target) : null);
    }

    private void TakeFile(string name, ObservedStream content, long position)
    {
        var digest = content.Finish();
        var isDocument = content.Kept.Span.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];
        var kept = content.Kept[..Math.Min(content.Kept.Length, isDocument ? int.MaxValue : FirstBytes)].ToArray();
        if (isDocument) budget.SpendDocument(kept.Length);

        var isOther = _files.TryGetValue(name, out var earlier) && (digest is null || earlier.Blob.Digest?.Equals(digest) != true);
        if (isOther || _links.ContainsKey(name)) throw Twice(name);
        _files[name] = new ArchiveFile(new ImageBlob(name, position, content.Passed, digest), kept);
    }

    private void TakeLink(string name, string[]? target)
    {
        if (target is null) throw new InvalidDataException($"'{Wording.Short(name)}' is a link that leaves the archive");
        if (_files.ContainsKey(name) || !_links.TryAdd(name, string.Join('/', target))) throw Twice(name);
    }

    private static InvalidDataException Twice(string name) => new($"'{Wording.Short(name)}' is there twice, and not the same");
}

/// <summary>What all image archives of a package may take together.</summary>
internal sealed class ArchiveBudget(S9pkLimits limits)
{
    private int _entries;
    private long _names;
    private long _documents;

    /// <summary>The most bytes of one document.</summary>
    public int DocumentLength => limits.ImageDocument;

    /// <summary>Counts an entry.</summary>
    public void Spend(ArchiveEntry entry)
    {
        _names += entry.Name.Length + entry.Target.Length;
        if (++_entries > limits.ImageEntries) throw new InvalidDataException($"the images have more than {limits.ImageEntries} entries");
        if (_names > limits.Names) throw new InvalidDataException($"the images' names have more than {limits.Names >> 20} MiB");
    }

    /// <summary>Counts a document.</summary>
    public void SpendDocument(int length)
    {
        _documents += length;
        if (_documents > limits.ImageDocuments)
            throw new InvalidDataException($"the images' documents have more than {limits.ImageDocuments >> 20} MiB");
    }
}

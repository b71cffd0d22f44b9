using StartOperator.Package.S9pk.Signing;
using StartOperator.Package.S9pk.Streams;

namespace StartOperator.Package.S9pk.Container;

/// <summary>
/// One passage through a package from behind its header to its end. Sections are opened in the order of their positions; every byte that passes,
/// read or passed over, goes into the hash that is signed. Without hashing, what is passed over need not be read.
/// </summary>
internal sealed class SignedPass : IDisposable
{
    private readonly Stream _source;
    private readonly Stream _bytes;
    private readonly IReadOnlyList<SectionContent> _sections;
    private readonly S9pkLimits _limits;
    private readonly ISignedHash? _hash;
    private long _position;
    private long _unclaimed;
    private BoundedStream? _section;

    /// <param name="source">The package, at the first byte that is signed.</param>
    /// <param name="start">Where that byte is.</param>
    /// <param name="sections">The sections by position.</param>
    /// <param name="hash">Computes the hash; null for none.</param>
    /// <param name="limits">How many bytes may belong to no section.</param>
    public SignedPass(Stream source, long start, IReadOnlyList<SectionContent> sections, ISignedHash? hash, S9pkLimits limits)
    {
        (_source, _position, _sections, _hash, _limits) = (source, start, sections, hash, limits);
        _bytes = _hash is null ? source : new HashedStream(source, _hash);
    }

    /// <summary>How many bytes of the file belong to no section, so far.</summary>
    public long Unclaimed => _unclaimed;

    /// <summary>Opens a section; it can be read until the next one is opened. Where the file ends too early, this or reading throws.</summary>
    /// <exception cref="S9pkFault">The file ends before it, or more lies before it than may be.</exception>
    public Stream Open(SectionContent section)
    {
        Guard(section, () =>
        {
            Leave();
            PassUnclaimed(section.Position - _position);
            _bytes.Skip(section.Position - _position);
        });
        _position = section.End;
        return _section = new BoundedStream(_bytes, section.Length, () => CutOff(section));
    }

    /// <summary>Passes to the end of the file.</summary>
    /// <returns>The hash, and the file's length; null where nothing was hashed.</returns>
    /// <exception cref="S9pkFault">The file ends too early, or much too late.</exception>
    public (PackageHash Hash, long Length)? Finish()
    {
        Guard(_sections[^1], Leave);
        if (_hash is null) return null;

        var rest = new byte[StreamPassing.BufferLength];
        for (int read; (read = _bytes.Read(rest)) > 0; _position += read) PassUnclaimed(read);
        return (new PackageHash(_hash.Finish()), _position);
    }

    public void Dispose()
    {
        _section?.Dispose();
        if (_bytes != _source) _bytes.Dispose();
    }

    private void Leave() => _section?.Skip(_section.Left);

    private void PassUnclaimed(long bytes)
    {
        _unclaimed += bytes;
        if (_unclaimed > _limits.Unclaimed)
            throw new S9pkFault("", $"more than {_limits.Unclaimed >> 10} KiB of the file belong to no section", S9pkFault.PackAgain);
    }

    private static void Guard(SectionContent section, Action pass)
    {
        try
        {
            pass();
        }
        catch (EndOfStreamException)
        {
            throw CutOff(section);
        }
    }

    private static S9pkFault CutOff(SectionContent section) =>
        new(section.Section.Label(), "the file ends before the end of this section", S9pkFault.FetchAgain);

    private sealed class HashedStream(Stream inner, ISignedHash hash) : ForwardStream
    {
        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            hash.Append(buffer[..read]);
            return read;
        }
    }
}

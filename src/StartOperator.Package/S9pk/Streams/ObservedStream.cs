using System.Security.Cryptography;

namespace StartOperator.Package.S9pk.Streams;

/// <summary>A stream that remembers what passed through it: how many bytes, their SHA-256, and, as far as asked, the bytes themselves.</summary>
internal sealed class ObservedStream : ForwardStream
{
    private readonly Stream _inner;
    private readonly IncrementalHash? _hash;
    private readonly int _mostKept;
    private readonly MemoryStream _kept = new();

    /// <param name="inner">The bytes.</param>
    /// <param name="digests">Whether to compute the SHA-256.</param>
    /// <param name="mostKept">How many bytes to keep; with more than these, only these are kept.</param>
    public ObservedStream(Stream inner, bool digests, int mostKept)
    {
        (_inner, _mostKept) = (inner, mostKept);
        _hash = digests ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    }

    /// <summary>How many bytes have passed.</summary>
    public long Passed { get; private set; }

    /// <summary>The first bytes that have passed.</summary>
    public ReadOnlyMemory<byte> Kept => _kept.GetBuffer().AsMemory(0, (int)_kept.Length);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = _inner.Read(buffer);
        Passed += read;
        _hash?.AppendData(buffer[..read]);
        if (_kept.Length < _mostKept) _kept.Write(buffer[..(int)Math.Min(read, _mostKept - _kept.Length)]);
        return read;
    }

    /// <inheritdoc/>
    public override void Skip(long count)
    {
        var needed = _hash is null ? Math.Min(count, _mostKept - _kept.Length) : count;
        base.Skip(needed);
        _inner.Skip(count - needed);
        Passed += count - needed;
    }

    /// <summary>Lets the rest pass and says the SHA-256 of everything; null when none was asked for.</summary>
    public Sha256Digest? Finish()
    {
        if (_hash is null && _inner is BoundedStream bounded) Skip(bounded.Left);
        else this.Drain();
        return _hash is null ? null : new Sha256Digest(_hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash?.Dispose();
            _kept.Dispose();
        }

        base.Dispose(disposing);
    }
}

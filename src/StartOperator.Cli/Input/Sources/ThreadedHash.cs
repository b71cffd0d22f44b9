using System.Security.Cryptography;
using StartOperator.Package.S9pk;

namespace StartOperator.Cli.Input.Sources;

/// <summary>
/// Computes the hash on a thread of its own, while the one that reads computes the digests of layers: a large package is then verified as fast as it
/// can be hashed once.
/// </summary>
internal sealed class ThreadedHash : ISignedHash
{
    private const int PieceLength = 64 << 10;

    /// <summary>How many pieces there are, of which the reader fills one.</summary>
    private const int Pieces = 4;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
    private readonly byte[][] _pieces = [.. Enumerable.Range(0, Pieces).Select(_ => new byte[PieceLength])];
    private readonly int[] _lengths = new int[Pieces];
    private readonly object _gate = new();
    private readonly Thread _thread;
    private long _filled;
    private long _hashed;
    private bool _ended;
    private int _length;

    public ThreadedHash()
    {
        _thread = new Thread(Work) { IsBackground = true, Name = "hash" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            // Nobody but this thread hands pieces over, so the one that is being filled stays the same.
            var piece = _pieces[_filled % Pieces];
            var length = Math.Min(bytes.Length, PieceLength - _length);
            bytes[..length].CopyTo(piece.AsSpan(_length));
            bytes = bytes[length..];
            _length += length;
            if (_length == PieceLength) HandOver();
        }
    }

    /// <inheritdoc/>
    public byte[] Finish()
    {
        HandOver();
        End();
        return _hash.GetHashAndReset();
    }

    public void Dispose()
    {
        End();
        _hash.Dispose();
    }

    /// <summary>Hands the piece over, and waits until there is another one to fill.</summary>
    private void HandOver()
    {
        lock (_gate)
        {
            _lengths[_filled++ % Pieces] = _length;
            _length = 0;
            Monitor.PulseAll(_gate);
            while (_filled - _hashed >= Pieces) Monitor.Wait(_gate);
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
    }

    private void Work()
    {
        while (true)
        {
            lock (_gate)
            {
                while (_hashed == _filled && !_ended) Monitor.Wait(_gate);
                if (_hashed == _filled) return;
            }

            var at = _hashed % Pieces;
            _hash.AppendData(_pieces[at], 0, _lengths[at]);
            lock (_gate)
            {
                _hashed++;
                Monitor.PulseAll(_gate);
            }
        }
    }
}

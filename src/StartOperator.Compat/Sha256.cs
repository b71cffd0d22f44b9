using System.Buffers.Binary;
using System.Numerics;

namespace StartOperator.Compat;

/// <summary>
/// SHA-256 (FIPS 180-4), taken in piece by piece. The framework's own is OpenSSL's, which a static program can't load.
/// Used to tell whether files are as they were left, never to prove who made them.
/// </summary>
internal sealed class Sha256
{
    private const int BlockLength = 64;

    private static readonly uint[] Constants = FractionBits(64, Math.Cbrt);

    private readonly uint[] _state = FractionBits(8, Math.Sqrt);
    private readonly byte[] _block = new byte[BlockLength];
    private int _inBlock;
    private ulong _length;

    /// <summary>Takes in the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _length += (ulong)bytes.Length;
        if (_inBlock > 0)
        {
            var fill = Math.Min(BlockLength - _inBlock, bytes.Length);
            bytes[..fill].CopyTo(_block.AsSpan(_inBlock));
            _inBlock += fill;
            bytes = bytes[fill..];
            if (_inBlock < BlockLength) return;
            Compress(_block);
        }

        for (; bytes.Length >= BlockLength; bytes = bytes[BlockLength..]) Compress(bytes);
        bytes.CopyTo(_block);
        _inBlock = bytes.Length;
    }

    /// <summary>Takes in a number, as eight bytes.</summary>
    public void Append(long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        Append(bytes);
    }

    /// <summary>Ends the message: its digest in lower-case hex. Nothing can be taken in afterwards.</summary>
    public string Finish()
    {
        var bits = _length * 8;
        Append([0x80]);
        while (_inBlock != BlockLength - 8) Append([0]);
        Append((long)bits);
        Span<byte> digest = stackalloc byte[32];
        for (var i = 0; i < 8; i++) BinaryPrimitives.WriteUInt32BigEndian(digest[(4 * i)..], _state[i]);
        return Convert.ToHexStringLower(digest);
    }

    private void Compress(ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[64];
        for (var i = 0; i < 16; i++) words[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..]);
        for (var i = 16; i < 64; i++)
        {
            var early = words[i - 15];
            var late = words[i - 2];
            words[i] = words[i - 16] + words[i - 7]
                + (BitOperations.RotateRight(early, 7) ^ BitOperations.RotateRight(early, 18) ^ (early >> 3))
                + (BitOperations.RotateRight(late, 17) ^ BitOperations.RotateRight(late, 19) ^ (late >> 10));
        }

        var (a, b, c, d) = (_state[0], _state[1], _state[2], _state[3]);
        var (e, f, g, h) = (_state[4], _state[5], _state[6], _state[7]);
        for (var i = 0; i < 64; i++)
        {
            var first = h + Constants[i] + words[i] + ((e & f) ^ (~e & g))
                + (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25));
            var second = ((a & b) ^ (a & c) ^ (b & c))
                + (BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }

        _state[0] += a;
        _state[1] += b;
        _state[2] += c;
        _state[3] += d;
        _state[4] += e;
        _state[5] += f;
        _state[6] += g;
        _state[7] += h;
    }

    /// <summary>The standard's constants: the first 32 bits after the point of a root of each of the first primes.</summary>
    private static uint[] FractionBits(int count, Func<double, double> root)
    {
        var constants = new uint[count];
        for (int candidate = 2, found = 0; found < count; candidate++)
        {
            if (!IsPrime(candidate)) continue;
            var value = root(candidate);
            constants[found++] = (uint)((value - Math.Floor(value)) * 4294967296.0);
        }

        return constants;
    }

    private static bool IsPrime(int number)
    {
        for (var divisor = 2; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0) return false;
        }

        return true;
    }
}

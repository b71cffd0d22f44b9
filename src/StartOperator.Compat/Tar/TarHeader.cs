using System.Buffers.Binary;
using System.Text;

namespace StartOperator.Compat.Tar;

/// <summary>
/// One header block of a tar file: the old format of Unix 7, POSIX ustar, or GNU's. A block that is none throws
/// <see cref="InvalidDataException"/>.
/// </summary>
internal sealed record TarHeader(char Type, string Name, string LinkName, uint Mode, long ModifiedAt, long Length)
{
    /// <summary>The length of every block.</summary>
    public const int BlockLength = 512;

    private const byte BinaryNumber = 0x80;

    /// <summary>Reads a block whose bytes are not all zero.</summary>
    public static TarHeader Parse(ReadOnlySpan<byte> block)
    {
        if (!HasRightChecksum(block)) throw new InvalidDataException("a header's checksum is wrong");
        var length = Number(block.Slice(124, 12));
        if (length < 0) throw new InvalidDataException("an entry has a negative length");
        var name = Text(block[..100]);
        var prefix = block.Slice(257, 6).SequenceEqual("ustar\0"u8) ? Text(block.Slice(345, 155)) : "";
        return new TarHeader(
            (char)block[156],
            prefix.Length > 0 ? $"{prefix}/{name}" : name,
            Text(block.Slice(157, 100)),
            (uint)(Number(block.Slice(100, 8)) & 0xfff),
            Number(block.Slice(136, 12)),
            length);
    }

    /// <summary>The text of a field: it ends at its first NUL, if it has one.</summary>
    public static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>The sum of all bytes, those of the checksum itself taken as blanks. Some old programs added them up as signed numbers.</summary>
    private static bool HasRightChecksum(ReadOnlySpan<byte> block)
    {
        var (unsigned, signed) = (8 * ' ', 8 * ' ');
        for (var i = 0; i < block.Length; i++)
        {
            if (i is >= 148 and < 156) continue;
            unsigned += block[i];
            signed += (sbyte)block[i];
        }

        return Number(block.Slice(148, 8)) is var checksum && (checksum == unsigned || checksum == signed);
    }

    /// <summary>Octal digits between blanks or NULs; or, where those don't suffice, a binary number marked by its first bit.</summary>
    private static long Number(ReadOnlySpan<byte> field)
    {
        if ((field[0] & BinaryNumber) != 0) return Binary(field);
        var number = 0L;
        foreach (var digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7') throw new InvalidDataException("a header has a number that is none");
            number = (number << 3) | (uint)(digit - '0'); // at most twelve digits
        }

        return number;
    }

    private static long Binary(ReadOnlySpan<byte> field)
    {
        var rest = field[1..];
        var isNegative = field[0] == 0xff;
        var skipped = rest.Length - sizeof(long);
        if (field[0] is not (BinaryNumber or 0xff)) throw new InvalidDataException("a header has a number that is too large");
        if (skipped < 0) throw new InvalidDataException("a header has a number that is none");
        var number = BinaryPrimitives.ReadInt64BigEndian(rest[skipped..]);
        var filler = isNegative ? (byte)0xff : (byte)0;
        return number < 0 == isNegative && !rest[..skipped].ContainsAnyExcept(filler)
            ? number
            : throw new InvalidDataException("a header has a number that is too large");
    }
}

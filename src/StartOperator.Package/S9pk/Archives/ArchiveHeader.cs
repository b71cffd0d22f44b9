using System.Text;

namespace StartOperator.Package.S9pk.Archives;

/// <summary>
/// One header block of a tar archive: Unix 7, POSIX ustar or GNU. Reading one throws <see cref="InvalidDataException"/> where the block is none.
/// </summary>
/// <param name="Type">The letter that says what the entry is.</param>
/// <param name="Name">Its name.</param>
/// <param name="LinkName">Where a link leads.</param>
/// <param name="Mode">The permission bits.</param>
/// <param name="Length">How many bytes of content follow.</param>
internal sealed record ArchiveHeader(char Type, string Name, string LinkName, int Mode, long Length)
{
    /// <summary>The length of every block.</summary>
    public const int BlockLength = 512;

    private const byte Binary = 0x80;

    /// <summary>Reads a block.</summary>
    public static ArchiveHeader Read(ReadOnlySpan<byte> block)
    {
        if (!IsIntact(block)) throw new InvalidDataException("a header's checksum is wrong");

        var name = Text(block[..100]);
        var prefix = block.Slice(257, 6).SequenceEqual("ustar\0"u8) ? Text(block.Slice(345, 155)) : "";
        return new ArchiveHeader(
            (char)block[156],
            prefix.Length > 0 ? $"{prefix}/{name}" : name,
            Text(block.Slice(157, 100)),
            (int)Number(block.Slice(100, 8)) & 0xfff,
            Number(block.Slice(124, 12)));
    }

    /// <summary>A field's text, up to its first NUL; what is not UTF-8 becomes U+FFFD.</summary>
    public static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>The checksum adds up all bytes, its own taken for blanks; old programs took bytes for signed numbers.</summary>
    private static bool IsIntact(ReadOnlySpan<byte> block)
    {
        const int From = 148;
        const int To = 156;
        var (unsigned, signed) = ((To - From) * ' ', (To - From) * ' ');
        for (var at = 0; at < BlockLength; at++)
        {
            if (at is >= From and < To) continue;
            unsigned += block[at];
            signed += (sbyte)block[at];
        }

        var sum = Number(block[From..To]);
        return sum == unsigned || sum == signed;
    }

    /// <summary>A number of 0 or more: octal digits, or binary where the first bit is set.</summary>
    private static long Number(ReadOnlySpan<byte> field)
    {
        if ((field[0] & Binary) != 0) return BinaryNumber(field);

        var number = 0L;
        foreach (var digit in field.Trim("\0 "u8))
        {
            if (digit is < (byte)'0' or > (byte)'7') throw new InvalidDataException("a header holds a number that is none");
            number = (number * 8) + (digit - '0');
        }

        return number;
    }

    private static long BinaryNumber(ReadOnlySpan<byte> field)
    {
        var number = 0L;
        foreach (var octet in field[1..])
        {
            if (field[0] != Binary || number > long.MaxValue >> 8) throw new InvalidDataException("a header holds a number that is too large");
            number = (number << 8) | octet;
        }

        return number;
    }
}

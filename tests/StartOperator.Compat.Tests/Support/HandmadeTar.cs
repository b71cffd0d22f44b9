using System.Buffers;
using System.IO.Compression;
using System.Text;

namespace StartOperator.Compat.Tests.Support;

/// <summary>A tar file written header by header, so that it can say what no honest packer would.</summary>
internal sealed class HandmadeTar
{
    public const long Time = 1_600_000_000;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public HandmadeTar Folder(string name, int mode = 0x1ed) => Entry(name, '5', mode: mode);

    public HandmadeTar File(string name, string content = "content", int mode = 0x1a4, char type = '0') =>
        Entry(name, type, Encoding.UTF8.GetBytes(content), mode: mode);

    public HandmadeTar Link(string name, string target) => Entry(name, '2', link: target);

    public HandmadeTar HardLink(string name, string target) => Entry(name, '1', link: target);

    /// <summary>Pax records before the next entry; each is a key and a value.</summary>
    public HandmadeTar Pax(params (string Key, string Value)[] records) => Entry("pax", 'x', [.. records.SelectMany(PaxRecord)]);

    public HandmadeTar PaxBytes(byte[] records) => Entry("pax", 'x', records);

    /// <summary>Any entry, with the length its header claims if that is not the content's.</summary>
    public HandmadeTar Entry(
        string name, char type, byte[]? content = null, string link = "", int mode = 0x1a4, long? claimedLength = null, byte[]? rawName = null)
    {
        content ??= [];
        var header = new byte[512];
        (rawName ?? Encoding.UTF8.GetBytes(name)).CopyTo(header, 0);
        Octal(mode, 7).CopyTo(header, 100);
        Octal(1000, 7).CopyTo(header, 108);
        Octal(1000, 7).CopyTo(header, 116);
        Octal(claimedLength ?? content.Length, 11).CopyTo(header, 124);
        Octal(Time, 11).CopyTo(header, 136);
        header[156] = (byte)type;
        Encoding.UTF8.GetBytes(link).CopyTo(header, 157);
        "ustar\0"u8.CopyTo(header.AsSpan(257));
        "00"u8.CopyTo(header.AsSpan(263));
        Seal(header);
        return Raw(header).Raw(content).Raw(new byte[(512 - (content.Length % 512)) % 512]);
    }

    public HandmadeTar Raw(byte[] bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>The archive, with the blocks that end it.</summary>
    public byte[] Bytes() => [.. _bytes.WrittenSpan, .. new byte[1024]];

    /// <summary>The archive without its end.</summary>
    public byte[] Unended() => _bytes.WrittenSpan.ToArray();

    public byte[] Gzipped() => Gzip(Bytes());

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>Makes a header's checksum right.</summary>
    public static void Seal(Span<byte> header)
    {
        header.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in header) sum += value;
        Octal(sum, 6).CopyTo(header[148..]);
        header[154] = 0;
    }

    private static byte[] Octal(long number, int digits) => Encoding.ASCII.GetBytes(Convert.ToString(number, 8).PadLeft(digits, '0'));

    private static byte[] PaxRecord((string Key, string Value) record)
    {
        var text = $" {record.Key}={record.Value}\n";
        var length = Encoding.UTF8.GetByteCount(text);
        var total = length + 1;
        while (total != length + total.ToString().Length) total = length + total.ToString().Length;
        return Encoding.UTF8.GetBytes($"{total}{text}");
    }
}

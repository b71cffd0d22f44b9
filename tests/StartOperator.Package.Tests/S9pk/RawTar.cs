using System.Globalization;
using System.Text;

namespace StartOperator.Package.Tests.S9pk;

/// <summary>A tar archive put together block by block, right or wrong, without the code under test.</summary>
internal sealed class RawTar
{
    private readonly List<byte> _bytes = [];

    /// <summary>Adds a file.</summary>
    public RawTar File(string name, string content) => Entry('0', name, Encoding.UTF8.GetBytes(content));

    /// <summary>Adds a file.</summary>
    public RawTar File(string name, byte[] content) => Entry('0', name, content);

    /// <summary>Adds a folder.</summary>
    public RawTar Folder(string name) => Entry('5', name, []);

    /// <summary>Adds a symbolic link.</summary>
    public RawTar Link(string name, string target) => Entry('2', name, [], target);

    /// <summary>Adds a hard link.</summary>
    public RawTar HardLink(string name, string target) => Entry('1', name, [], target);

    /// <summary>Adds an entry.</summary>
    /// <param name="type">The letter that says what it is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="content">What follows its header.</param>
    /// <param name="target">Where it leads.</param>
    /// <param name="length">The length that the header claims; null for the right one.</param>
    /// <param name="sumOff">How much the checksum is off.</param>
    public RawTar Entry(char type, string name, byte[] content, string target = "", string? length = null, int sumOff = 0)
    {
        var block = new byte[512];
        Encoding.UTF8.GetBytes(name).AsSpan().CopyTo(block);
        "0000644\0"u8.CopyTo(block.AsSpan(100));
        "0000000\0"u8.CopyTo(block.AsSpan(108));
        "0000000\0"u8.CopyTo(block.AsSpan(116));
        Encoding.ASCII.GetBytes(length ?? Convert.ToString(content.Length, 8).PadLeft(11, '0')).CopyTo(block, 124);
        "00000000000\0"u8.CopyTo(block.AsSpan(136));
        block[156] = (byte)type;
        Encoding.UTF8.GetBytes(target).AsSpan().CopyTo(block.AsSpan(157));
        "ustar\0"u8.CopyTo(block.AsSpan(257));
        "00"u8.CopyTo(block.AsSpan(263));
        block.AsSpan(148, 8).Fill((byte)' ');
        var sum = block.Sum(octet => octet) + sumOff;
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(block, 148);
        _bytes.AddRange(block);
        _bytes.AddRange(content);
        _bytes.AddRange(new byte[-content.Length & 511]);
        return this;
    }

    /// <summary>Adds pax records before the next entry.</summary>
    public RawTar Pax(char type, params (string Key, string Value)[] records) => Entry(type, "pax", [.. records.SelectMany(record => Record(record.Key, record.Value))]);

    /// <summary>The archive, with the blocks that end it.</summary>
    public byte[] ToBytes() => [.. _bytes, .. new byte[1024]];

    /// <summary>The archive without the blocks that end it.</summary>
    public byte[] ToUnfinishedBytes() => [.. _bytes];

    private static byte[] Record(string key, string value)
    {
        var rest = Encoding.UTF8.GetBytes($" {key}={value}\n");
        var length = rest.Length + 1;
        while (length.ToString(CultureInfo.InvariantCulture).Length + rest.Length != length) length++;
        return [.. Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)), .. rest];
    }
}

using System.Buffers.Binary;
using System.Text;

namespace StartOperator.LocalCluster.OpenApi;

/// <summary>Writes a protobuf message, field by field. What is empty is left out, as protobuf has it.</summary>
internal sealed class WireWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>Adds a text.</summary>
    public WireWriter Text(int field, string? value) => string.IsNullOrEmpty(value) ? this : Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Adds each text.</summary>
    public WireWriter Texts(int field, IEnumerable<string> values)
    {
        foreach (var value in values) Bytes(field, Encoding.UTF8.GetBytes(value));
        return this;
    }

    /// <summary>Adds a message.</summary>
    public WireWriter Message(int field, WireWriter? value)
    {
        if (value is not null) Bytes(field, [.. value._bytes]);
        return this;
    }

    /// <summary>Adds a whole number.</summary>
    public WireWriter Whole(int field, long? value)
    {
        if (value is null or 0) return this;
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    /// <summary>Adds a switch.</summary>
    public WireWriter Flag(int field, bool? value) => Whole(field, value == true ? 1 : 0);

    /// <summary>Adds a real number.</summary>
    public WireWriter Real(int field, double? value)
    {
        if (value is null or 0) return this;
        Varint(((ulong)field << 3) | 1);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value.Value);
        _bytes.AddRange(bytes);
        return this;
    }

    public byte[] ToArray() => [.. _bytes];

    private WireWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }
}

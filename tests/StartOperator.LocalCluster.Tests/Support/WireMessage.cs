using System.Text;

namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>A protobuf message, written field by field.</summary>
internal sealed class WireMessage
{
    private readonly List<byte> _bytes = [];

    public byte[] Bytes => [.. _bytes];

    /// <summary>The envelope in which API servers take objects.</summary>
    /// <param name="apiVersion">What it says it is.</param>
    /// <param name="kind">What it says it is.</param>
    /// <param name="message">The object.</param>
    public static byte[] Envelope(string apiVersion, string kind, WireMessage message)
    {
        var unknown = new WireMessage().With(1, new WireMessage().With(1, apiVersion).With(2, kind)).With(2, message).With(3, "").With(4, "");
        return [.. "k8s\0"u8, .. unknown.Bytes];
    }

    /// <summary>Adds a message.</summary>
    public WireMessage With(int field, WireMessage value) => With(field, value.Bytes);

    /// <summary>Adds a text.</summary>
    public WireMessage With(int field, string value) => With(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Adds bytes.</summary>
    public WireMessage With(int field, byte[] value)
    {
        Number(((ulong)field << 3) | 2);
        Number((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    /// <summary>Adds a number; a negative one as protobuf has it, in ten bytes.</summary>
    public WireMessage With(int field, long value)
    {
        Number((ulong)field << 3);
        Number((ulong)value);
        return this;
    }

    /// <summary>Adds an entry of a map of texts.</summary>
    public WireMessage Entry(int field, string key, string value) => With(field, new WireMessage().With(1, key).With(2, value));

    /// <summary>Adds metadata with a name as the first field, as objects have it.</summary>
    public WireMessage Named(string name) => With(1, new WireMessage().With(1, name));

    private void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }
}

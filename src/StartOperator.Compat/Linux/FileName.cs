using System.Text;

namespace StartOperator.Compat.Linux;

/// <summary>One path element as the kernel knows it: bytes, of which only NUL and <c>/</c> are excluded.</summary>
internal readonly struct FileName
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private FileName(byte[] terminated) => Terminated = terminated;

    /// <summary>The bytes with the NUL that ends them.</summary>
    public byte[] Terminated { get; }

    /// <summary>The bytes of the name alone.</summary>
    public ReadOnlySpan<byte> Bytes => Terminated.AsSpan(0, Terminated.Length - 1);

    /// <summary>The name as text, or null when its bytes are not UTF-8.</summary>
    public string? Text
    {
        get
        {
            try
            {
                return Strict.GetString(Bytes);
            }
            catch (DecoderFallbackException)
            {
                return null;
            }
        }
    }

    /// <summary>The name with these bytes.</summary>
    public static FileName Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Contains((byte)0)) throw new ArgumentException("A file name can't contain NUL.", nameof(bytes));
        var terminated = new byte[bytes.Length + 1];
        bytes.CopyTo(terminated);
        return new FileName(terminated);
    }

    /// <summary>The name with this text.</summary>
    public static FileName Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>For messages only: bytes that are not UTF-8 are replaced.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes);
}

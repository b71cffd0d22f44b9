using System.Text;

namespace StartOperator.Package.S9pk.Signing;

/// <summary>
/// The SHA-512 of all bytes of a package after its header (contract: s9pk.md §4): what the developer signs, and what tools show as the package's
/// hash.
/// </summary>
public sealed class PackageHash : IEquatable<PackageHash>
{
    /// <summary>How many bytes it has.</summary>
    public const int Length = 64;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private readonly byte[] _bytes;

    internal PackageHash(byte[] bytes) => _bytes = bytes.Length == Length ? bytes : throw new ArgumentException("not 64 bytes", nameof(bytes));

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <inheritdoc />
    public bool Equals(PackageHash? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as PackageHash);

    /// <inheritdoc />
    public override int GetHashCode() => BitConverter.ToInt32(_bytes);

    /// <summary>As StartOS's tools show it: base32 (RFC 4648) without padding.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var (bits, held) = (0, 0);
        foreach (var octet in _bytes)
        {
            (bits, held) = (((bits << 8) | octet) & 0xffff, held + 8);
            for (; held >= 5; held -= 5) text.Append(Alphabet[(bits >> (held - 5)) & 31]);
        }

        return held > 0 ? text.Append(Alphabet[(bits << (5 - held)) & 31]).ToString() : text.ToString();
    }
}

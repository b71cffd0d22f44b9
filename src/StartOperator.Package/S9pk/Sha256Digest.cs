using System.Security.Cryptography;

namespace StartOperator.Package.S9pk;

/// <summary>A SHA-256, by which registries and image archives name blobs.</summary>
public sealed class Sha256Digest : IEquatable<Sha256Digest>
{
    private readonly byte[] _bytes;

    internal Sha256Digest(byte[] bytes) =>
        _bytes = bytes.Length == SHA256.HashSizeInBytes ? bytes : throw new ArgumentException("not 32 bytes", nameof(bytes));

    /// <summary>The digest of bytes.</summary>
    public static Sha256Digest Of(ReadOnlySpan<byte> bytes) => new(SHA256.HashData(bytes));

    /// <summary>The digest of all that is left of a stream.</summary>
    public static Sha256Digest Of(Stream stream) => new(SHA256.HashData(stream));

    /// <summary>64 hexadecimal digits.</summary>
    public string Hex => Convert.ToHexStringLower(_bytes);

    /// <inheritdoc />
    public bool Equals(Sha256Digest? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Sha256Digest);

    /// <inheritdoc />
    public override int GetHashCode() => BitConverter.ToInt32(_bytes);

    /// <summary>As <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public override string ToString() => $"sha256:{Hex}";
}

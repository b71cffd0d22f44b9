using Org.BouncyCastle.Math.EC.Rfc8032;

namespace StartOperator.Package.S9pk.Signing;

/// <summary>The Ed25519 key by which a developer is known. StartOS accepts any, and records it (contract: s9pk.md §4).</summary>
public sealed class DeveloperPublicKey : IEquatable<DeveloperPublicKey>
{
    /// <summary>How many bytes it has.</summary>
    public const int Length = 32;

    /// <summary>How many bytes a signature has.</summary>
    public const int SignatureLength = 64;

    private readonly byte[] _bytes;

    internal DeveloperPublicKey(ReadOnlySpan<byte> bytes) =>
        _bytes = bytes.Length == Length ? bytes.ToArray() : throw new ArgumentException("not 32 bytes", nameof(bytes));

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Whether they are a point of the curve. Points of small order are none here: everybody can sign for those.</summary>
    public bool IsValid => Ed25519.ValidatePublicKeyPartial(_bytes);

    /// <summary>Checks a package's signature: Ed25519ph with the context <c>s9pk</c>.</summary>
    /// <param name="signature">64 bytes.</param>
    /// <param name="hash">What must have been signed.</param>
    public bool Verifies(ReadOnlySpan<byte> signature, PackageHash hash) =>
        signature.Length == SignatureLength && Ed25519.VerifyPrehash(signature, _bytes, Context, hash.Bytes);

    /// <inheritdoc />
    public bool Equals(DeveloperPublicKey? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as DeveloperPublicKey);

    /// <inheritdoc />
    public override int GetHashCode() => BitConverter.ToInt32(_bytes);

    /// <summary>64 hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(_bytes);

    /// <summary>The context of every signature over a package.</summary>
    internal static byte[] Context => "s9pk"u8.ToArray();
}

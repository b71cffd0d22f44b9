using System.Buffers.Binary;
using System.Security.Cryptography;
using StartOperator.Package.S9pk.Container;
using StartOperator.Package.S9pk.Signing;

namespace StartOperator.Package.S9pk.Newer;

/// <summary>The header of a package of version 2: 155 bytes, big-endian (contract: s9pk-v2.md, "Header").</summary>
/// <param name="Signer">The developer's key.</param>
/// <param name="RootHash">The hash of the listing of the contents.</param>
/// <param name="TablePosition">Where the listing is.</param>
/// <param name="TableSize">How many bytes it has.</param>
internal sealed record NewerHeader(DeveloperPublicKey Signer, byte[] RootHash, ulong TablePosition, ulong TableSize)
{
    /// <summary>How many bytes it has.</summary>
    public const int Length = 155;

    private const int MostTable = 1 << 20;

    /// <summary>Reads it from behind its first three bytes, and checks the signature.</summary>
    /// <exception cref="S9pkFault">It is cut off or makes no sense, or the signature is not the signer's.</exception>
    public static NewerHeader Read(Stream source)
    {
        var bytes = new byte[Length];
        if (source.ReadAtLeast(bytes.AsSpan(Magic.Length), Length - Magic.Length, throwOnEndOfStream: false) < Length - Magic.Length)
            throw new S9pkFault("header", "the file ends within its header", S9pkFault.FetchAgain);

        ulong Number(int at) => BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(at));
        var header = new NewerHeader(new DeveloperPublicKey(bytes.AsSpan(3, 32)), bytes[99..131], Number(139), Number(147));
        var mostTable = Number(131);
        var signed = new PackageHash(SHA512.HashData(bytes.AsSpan(99, 40)));
        if (!header.Signer.IsValid || !header.Signer.Verifies(bytes.AsSpan(35, DeveloperPublicKey.SignatureLength), signed))
            throw new S9pkFault("header", "the signature is not one of the developer's key over this file", S9pkFault.FetchAgain);
        if (mostTable > MostTable || header.TableSize > mostTable)
            throw new S9pkFault("header", "the listing of its contents is too large", S9pkFault.FetchAgain);
        return header;
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using StartOperator.Package.S9pk.Container;
using StartOperator.Package.S9pk.Signing;

namespace StartOperator.Package.S9pk.Newer;

/// <summary>The header of a package of version 2: 155 bytes, big-endian (contract: s9pk-v2.md, "Header").</summary>
internal sealed record NewerHeader(DeveloperPublicKey Signer, byte[] Signature, byte[] RootHash, ulong RootMaxSize, ulong TablePosition, ulong TableSize)
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
            throw new S9pkFault("header", "the file ends within its header", "fetch the file again");

        ulong Number(int at) => BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(at));
        var header = new NewerHeader(new DeveloperPublicKey(bytes.AsSpan(3, 32)), bytes[35..99], bytes[99..131], Number(131), Number(139), Number(147));
        if (!header.Signer.IsValid || !header.Signer.Verifies(header.Signature, new PackageHash(SHA512.HashData(bytes.AsSpan(99, 40)))))
            throw new S9pkFault("header", "the signature is not one of the developer's key over this file", "fetch the file again");
        if (header.RootMaxSize > MostTable || header.TableSize > header.RootMaxSize) throw new S9pkFault("header", "the listing of its contents is too large", "fetch the file again");
        return header;
    }
}

using Org.BouncyCastle.Crypto.Digests;

namespace StartOperator.Package.S9pk.Newer;

/// <summary>The hash function of packages of version 2.</summary>
internal static class Blake3
{
    /// <summary>How many bytes a hash has.</summary>
    public const int Length = 32;

    /// <summary>Hashes bytes.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> bytes)
    {
        var digest = new Blake3Digest();
        digest.BlockUpdate(bytes);
        var hash = new byte[Length];
        digest.DoFinal(hash);
        return hash;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace StartOperator.Package.S9pk.Signing;

/// <summary>A developer's private key. Its file is PKCS#8 in PEM, with the seed and the public key (contract: s9pk.md §4).</summary>
public sealed class DeveloperKey
{
    /// <summary>How many random bytes make a key.</summary>
    public const int SeedLength = 32;

    private const string Label = "PRIVATE KEY";
    private const string Ed25519Identifier = "1.3.101.112";

    private static readonly Asn1Tag PublicKeyTag = new(TagClass.ContextSpecific, 1);

    private readonly byte[] _seed;

    private DeveloperKey(byte[] seed)
    {
        var point = new byte[DeveloperPublicKey.Length];
        Ed25519.GeneratePublicKey(seed, point);
        (_seed, PublicKey) = (seed, new DeveloperPublicKey(point));
    }

    /// <summary>The public key.</summary>
    public DeveloperPublicKey PublicKey { get; }

    /// <summary>Makes the key of a seed.</summary>
    /// <param name="seed">32 bytes from a cryptographic source of chance.</param>
    public static DeveloperKey FromSeed(ReadOnlySpan<byte> seed) =>
        seed.Length == SeedLength ? new DeveloperKey(seed.ToArray()) : throw new ArgumentException("a seed has 32 bytes", nameof(seed));

    /// <summary>Reads a key file's text, with or without the public key in it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DeveloperKey? key, [NotNullWhen(false)] out string? error)
    {
        (key, error) = (null, null);
        if (!PemEncoding.TryFind(text, out var fields) || text[fields.Label] != Label)
        {
            error = $"there is no '-----BEGIN {Label}-----' in it";
            return false;
        }

        try
        {
            error = Decode(Convert.FromBase64String(text[fields.Base64Data]), out key);
        }
        catch (Exception fault) when (fault is AsnContentException or FormatException)
        {
            error = "its content is damaged";
        }

        return error is null;
    }

    /// <summary>The text of a key file.</summary>
    public string ToPem()
    {
        var der = new AsnWriter(AsnEncodingRules.DER);
        using (der.PushSequence())
        {
            der.WriteInteger(1);
            using (der.PushSequence()) der.WriteObjectIdentifier(Ed25519Identifier);
            using (der.PushOctetString()) der.WriteOctetString(_seed);
            der.WriteBitString(PublicKey.Bytes, tag: PublicKeyTag);
        }

        return PemEncoding.WriteString(Label, der.Encode()) + "\n";
    }

    /// <summary>Signs a package.</summary>
    internal byte[] Sign(PackageHash hash)
    {
        var signature = new byte[DeveloperPublicKey.SignatureLength];
        Ed25519.SignPrehash(_seed, DeveloperPublicKey.Context, hash.Bytes, signature);
        return signature;
    }

    private static string? Decode(byte[] der, out DeveloperKey? key)
    {
        key = null;
        var outer = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        outer.ReadInteger();
        var algorithm = outer.ReadSequence().ReadObjectIdentifier();
        if (algorithm != Ed25519Identifier) return $"it is no Ed25519 key: its algorithm is {algorithm}";

        var seed = new AsnReader(outer.ReadOctetString(), AsnEncodingRules.DER).ReadOctetString();
        if (seed.Length != SeedLength) return $"an Ed25519 key has {SeedLength} bytes, not {seed.Length}";

        key = new DeveloperKey(seed);
        while (outer.HasData && outer.PeekTag() is var tag && !tag.HasSameClassAndValue(PublicKeyTag)) outer.ReadEncodedValue();
        return !outer.HasData || outer.ReadBitString(out _, PublicKeyTag).AsSpan().SequenceEqual(key.PublicKey.Bytes)
            ? null
            : "the public key in it is another key's";
    }
}

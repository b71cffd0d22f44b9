using System.Security.Cryptography;
using StartOperator.Package.S9pk.Signing;

namespace StartOperator.Package.Tests.S9pk;

public sealed class DeveloperKeyTests
{
    private const string Public = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";

    private static readonly DeveloperKey Key = DeveloperKey.FromSeed(RawPackage.Seed);

    [Fact]
    public void A_key_survives_its_file()
    {
        var text = Key.ToPem();
        text.ShouldStartWith("-----BEGIN PRIVATE KEY-----\n");
        DeveloperKey.TryParse(text, out var key, out _).ShouldBeTrue();
        key.PublicKey.ShouldBe(Key.PublicKey);
        key.PublicKey.ToString().ShouldBe(Public);
    }

    /// <summary>The file of the contract: version 1 of PKCS#8's successor, with seed and public key.</summary>
    [Fact]
    public void A_key_file_holds_seed_and_public_key()
    {
        var text = Key.ToPem();
        var der = Convert.FromBase64String(text[PemEncoding.Find(text).Base64Data]);
        Convert.ToHexStringLower(der).ShouldBe($"3051020101300506032b657004220420{Convert.ToHexStringLower(RawPackage.Seed)}812100{Public}");
    }

    [Fact]
    public void A_key_file_may_lack_the_public_key()
    {
        DeveloperKey.TryParse(Pem($"302e020100300506032b657004220420{Convert.ToHexStringLower(RawPackage.Seed)}"), out var key, out _).ShouldBeTrue();
        key.PublicKey.ToString().ShouldBe(Public);
    }

    [Fact]
    public void A_public_key_of_another_key_is_refused()
    {
        var other = "00" + Public[2..];
        DeveloperKey.TryParse(Pem($"3051020101300506032b657004220420{Convert.ToHexStringLower(RawPackage.Seed)}812100{other}"), out _, out var error).ShouldBeFalse();
        error.ShouldContain("another key's");
    }

    [Theory]
    [InlineData("", "no '-----BEGIN")]
    [InlineData("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n", "no '-----BEGIN")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "damaged")]
    [InlineData("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", "damaged")]
    public void What_is_no_key_file_is_told_so(string text, string says)
    {
        DeveloperKey.TryParse(text, out var key, out var error).ShouldBeFalse();
        key.ShouldBeNull();
        error.ShouldContain(says);
    }

    [Fact]
    public void A_key_of_another_kind_is_told_so()
    {
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DeveloperKey.TryParse(elliptic.ExportPkcs8PrivateKeyPem(), out _, out var error).ShouldBeFalse();
        error.ShouldContain("no Ed25519 key");
    }

    [Fact]
    public void A_seed_has_32_bytes() => Should.Throw<ArgumentException>(() => DeveloperKey.FromSeed(new byte[31]));

    private static string Pem(string hex) => PemEncoding.WriteString("PRIVATE KEY", Convert.FromHexString(hex));
}

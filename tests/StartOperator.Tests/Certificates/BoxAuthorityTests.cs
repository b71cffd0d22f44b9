using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StartOperator.Certificates;
using StartOperator.Rendering.Certificates;

namespace StartOperator.Tests.Certificates;

public sealed class BoxAuthorityTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Names = ["*.note-keeper.embassy", "note-keeper.embassy"];

    private readonly BoxAuthority _authority = BoxAuthority.Create("box", Now);

    [Fact]
    public void A_leaf_is_trusted_by_whoever_trusts_the_root()
    {
        var pair = _authority.Issue(Names, Now);
        using var root = X509Certificate2.CreateFromPem(_authority.RootCertificate);
        using var leaf = X509Certificate2.CreateFromPem(pair.Chain);
        using var intermediate = X509Certificate2.CreateFromPem(_authority.IntermediateCertificate);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ExtraStore.Add(intermediate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = Now.UtcDateTime;

        chain.Build(leaf).ShouldBeTrue(string.Join(", ", chain.ChainStatus.Select(s => s.StatusInformation)));
        chain.ChainElements.Count.ShouldBe(3);
    }

    [Fact]
    public void The_chain_file_holds_leaf_intermediate_and_root()
    {
        var pair = _authority.Issue(Names, Now);

        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pair.Chain);

        certificates.Count.ShouldBe(3);
        certificates[1].RawData.ShouldBe(X509Certificate2.CreateFromPem(_authority.IntermediateCertificate).RawData);
        certificates[2].RawData.ShouldBe(X509Certificate2.CreateFromPem(_authority.RootCertificate).RawData);
    }

    [Fact]
    public void Keys_are_of_the_curve_that_StartOS_uses()
    {
        using var key = ECDsa.Create();

        key.ImportFromPem(_authority.Issue(Names, Now).Key);

        key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value.ShouldBe("1.2.840.10045.3.1.7");
    }

    [Fact]
    public void A_leaf_names_what_it_is_for_and_lasts_397_days()
    {
        using var leaf = X509Certificate2.CreateFromPem(_authority.Issue(Names, Now).Chain);

        leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames().ShouldBe(Names);
        leaf.NotBefore.ToUniversalTime().ShouldBe(Now.UtcDateTime.AddDays(-1));
        leaf.NotAfter.ToUniversalTime().ShouldBe(Now.UtcDateTime.AddDays(397));
    }

    [Fact]
    public void A_good_pair_is_renewed_a_month_before_it_ends()
    {
        var pair = _authority.Issue(Names, Now);

        _authority.RenewalOf(pair, Names).ShouldBe(Now.AddDays(397 - 30));
    }

    [Fact]
    public void A_pair_for_other_names_is_renewed_at_once()
    {
        var pair = _authority.Issue(Names, Now);

        _authority.RenewalOf(pair, ["elsewhere.embassy"]).ShouldBe(DateTimeOffset.MinValue);
    }

    [Fact]
    public void A_pair_of_another_authority_is_renewed_at_once()
    {
        var pair = BoxAuthority.Create("box", Now).Issue(Names, Now);

        _authority.RenewalOf(pair, Names).ShouldBe(DateTimeOffset.MinValue);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("not a key", "not a certificate")]
    public void A_pair_that_cannot_be_read_is_renewed_at_once(string key, string chain) =>
        _authority.RenewalOf(new CertificatePair(key, chain), Names).ShouldBe(DateTimeOffset.MinValue);

    [Fact]
    public void A_certificate_with_the_wrong_key_is_renewed_at_once()
    {
        var pair = _authority.Issue(Names, Now) with { Key = _authority.Issue(Names, Now).Key };

        _authority.RenewalOf(pair, Names).ShouldBe(DateTimeOffset.MinValue);
    }
}

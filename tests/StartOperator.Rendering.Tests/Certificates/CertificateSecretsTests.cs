using System.Text;
using StartOperator.Rendering.Certificates;

namespace StartOperator.Rendering.Tests.Certificates;

public sealed class CertificateSecretsTests
{
    [Fact]
    public void A_certificate_is_good_for_the_services_names_in_the_box_and_in_the_cluster_in_byte_order() =>
        CertificateSecrets.DnsNames(Sample.Service)
        .ShouldBe(["*.tea-house.embassy", "tea-house.embassy", "tea-house.embassy.home.svc", "tea-house.embassy.home.svc.cluster.local"]);

    [Fact]
    public void A_certificate_of_a_service_with_an_alias_is_good_for_that() =>
        CertificateSecrets.DnsNames(Sample.With(Sample.Spec with { Alias = "second" }))
            .ShouldAllBe(n => n.Contains("second.embassy", StringComparison.Ordinal));

    [Fact]
    public void The_longest_names_are_still_names_of_dns()
    {
        var service = Sample.Service with { Namespace = new string('n', 63), Spec = Sample.Spec with { Alias = new string('a', 63) } };
        CertificateSecrets.DnsNames(service).ShouldAllBe(n => n.Length <= 253);
    }

    [Fact]
    public void The_files_are_named_like_the_interface()
    {
        var secret = CertificateSecrets.Volume(Sample.Service, "tls", "web", new CertificatePair("KEY", "CHAIN"));
        secret.Metadata.Name.ShouldBe("tea-tls");
        secret.Metadata.OwnerReferences.ShouldHaveSingleItem().Controller.ShouldBe(true);
        secret.Data.Select(d => (d.Key, Encoding.ASCII.GetString(d.Value))).ShouldBe([("web.key.pem", "KEY"), ("web.cert.pem", "CHAIN")]);
    }

    [Fact]
    public void The_boxs_authority_outlives_its_services_and_does_not_hold_the_roots_key()
    {
        var secret = CertificateSecrets.Authority("home", "ROOT", "INTERMEDIATE KEY", "INTERMEDIATE");
        secret.Metadata.OwnerReferences.ShouldBeNull();
        secret.Data.Keys.ShouldBe(["ca.crt", "tls.key", "tls.crt"]);
    }
}

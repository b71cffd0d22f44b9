using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Models;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A package has a certificate volume.</summary>
public sealed class Certificates(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithCertificate("tls", "web").WithInterface("web", 8443);

    [Theory, OnEveryCluster]
    public async Task It_finds_its_key_and_its_chain_under_the_names_that_StartOS_gives_them(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await box.ApplyAsync(Notes);
        var pod = await box.RunningAsync("notes");

        var mount = pod.Spec.Containers[0].VolumeMounts.Single(m => m.MountPath == "/tls/tls");
        mount.ReadOnlyProperty.ShouldBe(true);
        var source = pod.Spec.Volumes.Single(v => v.Name == mount.Name).Secret;
        (source.SecretName, source.Optional).ShouldBe(("notes-tls", true));
        (await box.GetAsync(Kinds.Secret, "notes-tls")).Data.Keys.ShouldBe(["web.key.pem", "web.cert.pem"], ignoreOrder: true);
    }

    [Theory, OnEveryCluster]
    public async Task Whoever_trusts_the_box_trusts_its_services(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");

        using var root = X509CertificateLoader.LoadCertificate(Der(await box.GetAsync(Kinds.Secret, "embassy-ca"), "ca.crt"));
        var presented = new X509Certificate2Collection();
        presented.ImportFromPem(Encoding.ASCII.GetString((await box.GetAsync(Kinds.Secret, "notes-tls")).Data["web.cert.pem"]));
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ExtraStore.AddRange(presented);

        chain.Build(presented[0]).ShouldBeTrue(string.Join(", ", chain.ChainStatus.Select(s => s.StatusInformation)));
        presented[0].MatchesHostname("notes.embassy").ShouldBeTrue();
    }

    [Theory, OnEveryCluster]
    public async Task All_services_of_a_box_have_one_authority(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await Task.WhenAll(
            box.ApplyAsync(Notes), box.ApplyAsync(TestPackage.Called("wallet").WithCertificate("tls", "web").WithInterface("web", 1)),
            box.ApplyAsync(TestPackage.Called("relay").WithCertificate("tls", "web").WithInterface("web", 2)));
        await box.RunningAsync("notes");
        await box.RunningAsync("wallet");
        await box.RunningAsync("relay");

        var root = Der(await box.GetAsync(Kinds.Secret, "embassy-ca"), "ca.crt");
        foreach (var name in (string[])["notes-tls", "wallet-tls", "relay-tls"])
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(Encoding.ASCII.GetString((await box.GetAsync(Kinds.Secret, name)).Data["web.cert.pem"]));
            chain[2].RawData.ShouldBe(root);
        }
    }

    [Theory, OnEveryCluster]
    public async Task A_new_name_of_the_service_gets_a_new_certificate(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");

        await box.PatchAsync("notes", """{"alias":"jotter"}""");
        await box.ReadyAsync("notes");
        await box.QuietAsync();

        using var leaf = X509CertificateLoader.LoadCertificate(Der(await box.GetAsync(Kinds.Secret, "notes-tls"), "web.cert.pem"));
        leaf.MatchesHostname("jotter.embassy").ShouldBeTrue();
    }

    [Theory, OnEveryCluster]
    public async Task A_restarted_service_keeps_its_certificate(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        var before = await box.GetAsync(Kinds.Secret, "notes-tls");

        await box.PatchAsync("notes", """{"restartedAt":"now"}""");
        await box.RunningAsync("notes");

        (await box.GetAsync(Kinds.Secret, "notes-tls")).Metadata.ResourceVersion.ShouldBe(before.Metadata.ResourceVersion);
    }

    private static byte[] Der(V1Secret secret, string key)
    {
        var pem = new X509Certificate2Collection();
        pem.ImportFromPem(Encoding.ASCII.GetString(secret.Data[key]));
        return pem[0].RawData;
    }
}

using System.Security.Cryptography.X509Certificates;
using StartOperator.Admission;
using StartOperator.Runtime;

namespace StartOperator.Tests.Admission;

public sealed class WebhookPairTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Names = ["hook.system.svc", "127.0.0.1"];

    [Fact]
    public void A_pair_is_good_for_its_names_and_known_by_its_authority()
    {
        var pair = WebhookPair.Create(Names, null, DateTimeOffset.UtcNow);
        using var leaf = X509Certificate2.CreateFromPem(pair.Chain, pair.Key);
        var rest = new X509Certificate2Collection();
        rest.ImportFromPem(pair.Chain);
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(pair.Authorities);
        chain.ChainPolicy.ExtraStore.AddRange(rest);

        chain.Build(leaf).ShouldBeTrue();
        leaf.MatchesHostname("hook.system.svc").ShouldBeTrue();
        leaf.MatchesHostname("127.0.0.1").ShouldBeTrue();
        leaf.MatchesHostname("other.system.svc").ShouldBeFalse();
    }

    [Fact]
    public void A_pair_is_due_a_month_before_it_ends_and_at_once_for_other_names()
    {
        var pair = WebhookPair.Create(Names, null, Now);

        pair.RenewalFor(Names).ShouldBe(Now + TimeSpan.FromDays(397 - 30));
        pair.RenewalFor(["hook.elsewhere.svc"]).ShouldBe(DateTimeOffset.MinValue);
        (pair with { Chain = "nonsense" }).RenewalFor(Names).ShouldBe(DateTimeOffset.MinValue);
    }

    [Fact]
    public void The_authority_before_stays_trusted_and_the_one_before_that_does_not()
    {
        var first = WebhookPair.Create(Names, null, Now);
        var second = WebhookPair.Create(Names, first, Now);
        var third = WebhookPair.Create(Names, second, Now);

        second.Authorities.ShouldContain(first.Authorities.Trim());
        third.Authorities.ShouldContain(second.Authorities.Split("-----END CERTIFICATE-----")[0]);
        third.Authorities.ShouldNotContain(first.Authorities.Trim());
        WebhookPair.Create(Names, first, Now + TimeSpan.FromDays(4000)).Authorities.ShouldNotContain(first.Authorities.Trim());
    }

    [Fact]
    public void A_Secret_gives_back_the_pair_and_holds_no_authoritys_key()
    {
        var pair = WebhookPair.Create(Names, null, Now);
        var secret = pair.Secret(new NamespacedName("system", "hook"));

        WebhookPair.Of(secret).ShouldBe(pair);
        WebhookPair.IsOurs(secret).ShouldBeTrue();
        secret.Data.Keys.ShouldBe(["ca.crt", "tls.crt", "tls.key"], ignoreOrder: true);
        secret.Metadata.Labels.Clear();
        WebhookPair.IsOurs(secret).ShouldBeFalse();
    }
}

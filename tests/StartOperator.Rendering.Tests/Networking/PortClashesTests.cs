using StartOperator.Package.Model;
using StartOperator.Package.Model.Interfaces;
using StartOperator.Rendering.Networking;

namespace StartOperator.Rendering.Tests.Networking;

public sealed class PortClashesTests
{
    private static readonly ServiceDefinition Mint = Define("mint", (8443, true), (8080, false));

    [Fact]
    public void A_port_with_TLS_here_and_without_there_is_a_clash_told_at_both()
    {
        var wallet = Define("wallet", (8443, false), (9000, true));

        PortClashes.Of(Mint, [Mint, wallet]).ShouldBe(["LAN port 8443 is for TLS here and for plain text at wallet"]);
        PortClashes.Of(wallet, [Mint, wallet]).ShouldBe(["LAN port 8443 is for plain text here and for TLS at mint"]);
    }

    [Fact]
    public void A_port_that_is_used_alike_is_shared() => PortClashes.Of(Mint, [Define("wallet", (8443, true), (8080, false))]).ShouldBeEmpty();

    [Fact]
    public void Other_boxes_do_not_count() => PortClashes.Of(Mint, [Define("wallet", (8443, false)) with { Namespace = "away" }]).ShouldBeEmpty();

    [Fact]
    public void Tor_ports_do_not_count()
    {
        var onion = Sample.WithInterfaces(("web", Sample.Interface(tor: [(8443, 80)])));

        PortClashes.HasPorts(onion).ShouldBeFalse();
        PortClashes.HasPorts(Mint).ShouldBeTrue();
        PortClashes.Of(onion, [Mint]).ShouldBeEmpty();
    }

    private static ServiceDefinition Define(string name, params (ushort Port, bool Ssl)[] ports) => Sample.With(Sample.Manifest with
    {
        Interfaces = new IdMap<Interface>([KeyValuePair.Create("web", Sample.Interface() with
        {
            LanConfig = new PortMap<LanPort>(ports.Select(p => KeyValuePair.Create(p.Port, new LanPort(p.Ssl, 80)))),
        })]),
    }) with
    { Name = name };
}

using StartOperator.Package.Model.Interfaces;

namespace StartOperator.Package.Tests.Interfaces;

public sealed class InterfaceTests
{
    private const string Tor = "tor-config: {port-mapping: {80: \"8080\"}}";
    private const string Lan = "lan-config: {443: {ssl: true, internal: 8080}}";
    private const string Protocols = "protocols: [tcp, http]";

    [Fact]
    public void An_interface_has_ports_for_Tor_and_LAN()
    {
        var web = NoteKeeper.Manifest.Interfaces["web"];
        web.TorConfig.ShouldBe(new PortMap<ushort>([new(80, 8080)]));
        web.LanConfig.ShouldBe(new PortMap<LanPort>([new(443, new LanPort(Ssl: true, 8080))]));
        web.Ui.ShouldBeTrue();
        web.Protocols.ShouldBe(["tcp", "http"]);
    }

    [Theory]
    [InlineData("name: Web", "name")]
    [InlineData("description: The notes page", "description")]
    [InlineData("ui: true", "ui")]
    [InlineData(Protocols, "protocols")]
    public void An_interface_needs_its_fields(string line, string field) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With($"    {line}\n", ""), $"interfaces.web.{field}");

    [Theory]
    [InlineData(Tor, "protocols: [http]", "tcp")]
    [InlineData(Lan, "protocols: [tcp, https]", "http")]
    [InlineData("tor-config: ~", "protocols: []", "http or https")]
    public void What_an_interface_does_needs_a_protocol(string kept, string protocols, string needed)
    {
        var text = NoteKeeper.With(Protocols, protocols);
        if (kept != Tor) text = text.Replace($"    {Tor}\n", "", StringComparison.Ordinal);
        if (kept != Lan) text = text.Replace($"    {Lan}\n", "", StringComparison.Ordinal);
        NoteKeeper.ShouldFailAt(text, "interfaces.web.protocols").Message.ShouldContain(needed);
    }

    [Fact]
    public void An_interface_without_ports_and_pages_needs_no_protocol()
    {
        var text = NoteKeeper.With(Protocols, "protocols: []").Replace(Tor, "tor-config: ~", StringComparison.Ordinal)
            .Replace(Lan, "lan-config: ~", StringComparison.Ordinal).Replace("ui: true", "ui: false", StringComparison.Ordinal);
        NoteKeeper.ShouldBeFine(text).Interfaces["web"].ShouldBe(new Interface { Name = "Web", Description = "The notes page", Ui = false });
    }

    [Fact]
    public void A_protocol_that_is_there_twice_counts_once() =>
        NoteKeeper.ShouldBeFine(NoteKeeper.With(Protocols, "protocols: [tcp, http, tcp, \"\"]")).Interfaces["web"].Protocols
            .ShouldBe(["tcp", "http", ""]);

    [Theory]
    [InlineData("{80: 8080}", "80")]
    [InlineData("{80: \"x\"}", "80")]
    [InlineData("{80: \"0\"}", "80")]
    [InlineData("{80: \"65536\"}", "80")]
    [InlineData("{80: \"-1\"}", "80")]
    [InlineData("{80: \" 80\"}", "80")]
    [InlineData("{80: \"\"}", "80")]
    [InlineData("{x: \"80\"}", "x")]
    [InlineData("{0: \"80\"}", "0")]
    [InlineData("{65536: \"80\"}", "65536")]
    [InlineData("{8.5: \"80\"}", "8.5")]
    public void Tor_ports_are_strings_from_1_to_65535(string mapping, string port) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With(Tor, $"tor-config: {{port-mapping: {mapping}}}"), $"interfaces.web.tor-config.port-mapping.{port}");

    [Fact]
    public void Port_0_is_named_as_something_that_StartOS_takes() =>
        NoteKeeper.Finding(NoteKeeper.With(Tor, "tor-config: {port-mapping: {0: \"80\"}}")).Message.ShouldContain("StartOS takes port 0");

    [Theory]
    [InlineData("tor-config: {}", "interfaces.web.tor-config.port-mapping")]
    [InlineData("tor-config: {port-mapping: [{80: \"80\"}]}", "interfaces.web.tor-config.port-mapping")]
    [InlineData("tor-config: {port-mapping: ~}", "interfaces.web.tor-config.port-mapping")]
    [InlineData("tor-config: true", "interfaces.web.tor-config")]
    public void A_hidden_service_has_a_map_of_ports(string tor, string path) => NoteKeeper.ShouldFailAt(NoteKeeper.With(Tor, tor), path);

    [Fact]
    public void The_same_port_in_two_spellings_is_a_warning() =>
        NoteKeeper.ShouldWarnAt(NoteKeeper.With(Tor, "tor-config: {port-mapping: {80: \"8080\", \"080\": \"8081\"}}"), "interfaces.web.tor-config.port-mapping.080");

    [Fact]
    public void Ports_may_be_spelled_as_Rust_reads_them() =>
        NoteKeeper.ShouldBeFine(NoteKeeper.With(Tor, "tor-config: {port-mapping: {\"+80\": \"08080\"}}")).Interfaces["web"].TorConfig
            .ShouldBe(new PortMap<ushort>([new(80, 8080)]));

    [Theory]
    [InlineData("{443: 8080}", "443")]
    [InlineData("{443: ~}", "443")]
    [InlineData("{443: {internal: 8080}}", "443.ssl")]
    [InlineData("{443: {ssl: true}}", "443.internal")]
    [InlineData("{443: {ssl: true, internal: \"8080\"}}", "443.internal")]
    [InlineData("{443: {ssl: true, internal: 0}}", "443.internal")]
    [InlineData("{443: {ssl: true, internal: 65536}}", "443.internal")]
    [InlineData("{443: {ssl: yes, internal: 1}}", "443.ssl")]
    [InlineData("{443: {ssl: true, internal: 1, mapping: 2}}", "443.mapping")]
    [InlineData("{443: {ssl: true, mapping: \"2\"}}", "443.mapping")]
    [InlineData("{x: {ssl: true, internal: 1}}", "x")]
    [InlineData("{80: {ssl: true, internal: 1}}", "80.ssl")]
    [InlineData("{443: {ssl: false, internal: 1}}", "443.ssl")]
    [InlineData("{\"080\": {ssl: true, internal: 1}}", "080.ssl")]
    public void A_LAN_port_that_StartOS_rejects_is_an_error(string lan, string path) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With(Lan, $"lan-config: {lan}"), $"interfaces.web.lan-config.{path}");

    [Fact]
    public void A_LAN_ports_old_name_for_the_port_inside_is_fine() =>
        NoteKeeper.ShouldBeFine(NoteKeeper.With(Lan, "lan-config: {443: {ssl: true, mapping: 8080}, 80: {ssl: false, internal: 80}, 8443: {ssl: false, internal: 1}}"))
            .Interfaces["web"].LanConfig.ShouldBe(new PortMap<LanPort>([new(80, new(false, 80)), new(443, new(true, 8080)), new(8443, new(false, 1))]));
}

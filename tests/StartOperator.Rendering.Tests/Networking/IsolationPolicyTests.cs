using CsCheck;
using k8s.Models;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Dependencies;
using StartOperator.Package.Versions;
using StartOperator.Rendering.Dependencies;
using StartOperator.Rendering.Networking;

namespace StartOperator.Rendering.Tests.Networking;

/// <summary>
/// In the box <c>home</c>, <c>mint</c> has an interface on port 8080; <c>wallet</c> declares a dependency on it and <c>game</c> does not. What their
/// policies allow is worked out, since no cluster is at hand that enforces them.
/// </summary>
public sealed class IsolationPolicyTests
{
    private const string Metadata = "169.254.169.254";

    private static readonly ServiceDefinition Mint = Define("mint", [8080]);
    private static readonly ServiceDefinition Wallet = Define("wallet", [], "mint");
    private static readonly ServiceDefinition Game = Define("game", [9000]);

    private static readonly Dictionary<string, Party> Parties = new()
    {
        ["mint"] = MainOf(Mint, 1),
        ["wallet"] = MainOf(Wallet, 2),
        ["game"] = MainOf(Game, 3),
        ["a procedure of mint"] = new Party("home", new Dictionary<string, string> { [ServiceLabels.Service] = "mint", [ServiceLabels.Role] = "procedure" }, "10.0.0.4"),
        ["a pod of the box"] = new Party("home", new Dictionary<string, string> { ["app"] = "shell" }, "10.0.0.5"),
        ["wallet of another box"] = MainOf(Wallet with { Namespace = "away" }, 6),
        ["an ingress controller"] = new Party("ingress", new Dictionary<string, string> { ["app"] = "traefik" }, "10.0.0.7"),
        ["a machine outside"] = new Party(null, new Dictionary<string, string>(), "203.0.113.9"),
        ["cloud metadata"] = new Party(null, new Dictionary<string, string>(), Metadata),
        ["cloud metadata, IPv6"] = new Party(null, new Dictionary<string, string>(), "fd00:ec2::254"),
        ["a machine outside, IPv6"] = new Party(null, new Dictionary<string, string>(), "2001:db8::1"),
    };

    private static RenderingOptions Open => new();

    private static RenderingOptions Strict => new() { BoxPolicy = BoxPolicy.Strict };

    [Theory]
    [InlineData("wallet", "mint", 8080, true)]
    [InlineData("game", "mint", 8080, true)]
    [InlineData("wallet", "mint", 28332, true)]
    [InlineData("game", "mint", 28332, true)]
    [InlineData("a pod of the box", "mint", 28332, true)]
    [InlineData("wallet of another box", "mint", 28332, false)]
    [InlineData("an ingress controller", "mint", 28332, false)]
    [InlineData("a machine outside", "mint", 28332, false)]
    [InlineData("wallet of another box", "mint", 8080, true)]
    [InlineData("an ingress controller", "mint", 8080, true)]
    [InlineData("a machine outside", "mint", 8080, true)]
    [InlineData("a machine outside", "wallet", 8080, false)]
    public void An_open_box_is_as_on_StartOS(string from, string to, int port, bool isAllowed) => Allows(Open, from, to, port).ShouldBe(isAllowed);

    [Theory]
    [InlineData("wallet", "mint", 28332, true)]
    [InlineData("a procedure of mint", "mint", 28332, true)]
    [InlineData("mint", "mint", 28332, true)]
    [InlineData("game", "mint", 28332, false)]
    [InlineData("mint", "wallet", 28332, false)]
    [InlineData("a pod of the box", "mint", 28332, false)]
    [InlineData("wallet of another box", "mint", 28332, false)]
    [InlineData("game", "mint", 8080, true)]
    [InlineData("an ingress controller", "mint", 8080, true)]
    [InlineData("a machine outside", "mint", 8080, true)]
    public void In_a_strict_box_only_dependants_reach_what_is_no_interface(string from, string to, int port, bool isAllowed) =>
        Allows(Strict, from, to, port).ShouldBe(isAllowed);

    [Theory]
    [InlineData("game", true)]
    [InlineData("an ingress controller", true)]
    [InlineData("wallet of another box", false)]
    [InlineData("a machine outside", false)]
    public void Interfaces_can_be_for_the_box_and_some_namespaces_alone(string from, bool isAllowed)
    {
        Allows(Open with { InterfaceNamespaces = ["ingress"] }, from, "mint", 8080).ShouldBe(isAllowed);
        Allows(Strict with { InterfaceNamespaces = ["ingress"] }, from, "mint", 8080).ShouldBe(isAllowed);
    }

    [Fact]
    public void Interfaces_can_be_for_the_box_alone()
    {
        Allows(Open with { InterfaceNamespaces = [] }, "an ingress controller", "mint", 8080).ShouldBeFalse();
        Allows(Open with { InterfaceNamespaces = [] }, "game", "mint", 8080).ShouldBeTrue();
        Allows(Strict with { InterfaceNamespaces = [] }, "game", "mint", 8080).ShouldBeTrue();
    }

    [Theory]
    [InlineData("a machine outside", true)]
    [InlineData("a machine outside, IPv6", true)]
    [InlineData("an ingress controller", true)]
    [InlineData("wallet", true)]
    [InlineData("cloud metadata", false)]
    [InlineData("cloud metadata, IPv6", false)]
    public void Services_reach_everything_but_the_metadata_of_clouds_when_that_is_asked(string to, bool isAllowed)
    {
        Allows(Open with { AllowMetadata = false }, "game", to, 80).ShouldBe(isAllowed);
        Allows(Open, "game", to, 80).ShouldBeTrue();
    }

    [Theory]
    [InlineData("UDP", true)]
    [InlineData("TCP", true)]
    [InlineData("SCTP", false)]
    public void The_metadata_server_may_still_be_asked_for_names(string protocol, bool isAllowed) =>
        new PolicyEvaluator(Policies(Open with { AllowMetadata = false })).Allows(Parties["game"], Parties["cloud metadata"], 53, protocol).ShouldBe(isAllowed);

    [Fact]
    public void Interfaces_are_reached_by_TCP() => new PolicyEvaluator(Policies(Open)).Allows(Parties["a machine outside"], Parties["mint"], 8080, "UDP").ShouldBeFalse();

    [Fact]
    public void Without_policies_everything_is_reached()
    {
        Policies(new RenderingOptions { BoxPolicy = BoxPolicy.Off }).ShouldBeEmpty();
        Allows(new RenderingOptions { BoxPolicy = BoxPolicy.Off }, "wallet of another box", "mint", 28332).ShouldBeTrue();
    }

    [Fact]
    public void Whatever_the_box_and_its_settings_the_policies_allow_what_the_settings_say() => Gen.Select(
            Gen.Enum<BoxPolicy>(),
            Gen.OneOf(Gen.Const((string[]?)null), OneOf("ingress", "away", "home").Array[0, 2].Select(a => (string[]?)a)),
            Gen.Select(Gen.Int[0, 3].Array[0, 3], Gen.UShort[1, 4].Array[0, 3]).Array[4],
            Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], OneOf("home", "away", "ingress", ""), Gen.Int[1, 5]))
        .Sample((policy, sources, services, call) =>
        {
            var box = services.Select((s, i) => Define(Name(i), s.Item2, [.. s.Item1.Select(Name)])).ToList();
            var options = new RenderingOptions { BoxPolicy = policy, InterfaceNamespaces = sources };
            var (caller, called, space, port) = call;
            var from = MainOf(box[caller], caller) with { Namespace = space.Length == 0 ? null : space };
            var isInBox = space == "home";
            var isInterface = services[called].Item2.Contains((ushort)port);
            var isLetIn = policy == BoxPolicy.Open || caller == called || services[caller].Item1.Contains(called);

            new PolicyEvaluator(Policies(options, [.. box])).Allows(from, MainOf(box[called], called), port).ShouldBe(
                policy == BoxPolicy.Off || (isInBox && (isLetIn || isInterface)) || (isInterface && (sources is null || sources.Contains(space))));
        });

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    private static string Name(int index) => $"service-{(char)('a' + index)}";

    private static bool Allows(RenderingOptions options, string from, string to, int port) => new PolicyEvaluator(Policies(options)).Allows(Parties[from], Parties[to], port);

    private static IReadOnlyList<V1NetworkPolicy> Policies(RenderingOptions options) => Policies(options, Mint, Wallet, Game);

    private static IReadOnlyList<V1NetworkPolicy> Policies(RenderingOptions options, params IReadOnlyList<ServiceDefinition> box) =>
        [.. box.Select(s => IsolationPolicy.Render(s, Dependants.Of(s, box), options)).OfType<V1NetworkPolicy>()];

    private static Party MainOf(ServiceDefinition service, int number) => new(service.Namespace, ServiceLabels.Of(service, ServiceLabels.Roles.Main), $"10.0.0.{number}");

    private static ServiceDefinition Define(string id, IEnumerable<ushort> ports, params IEnumerable<string> dependencies)
    {
        var service = Sample.With(Sample.WithInterfaces(("web", Sample.Interface(tor: ports.Distinct().Select(p => (p, p))))).Manifest with
        {
            Id = id,
            Dependencies = new IdMap<Dependency>(dependencies.Select(d => KeyValuePair.Create(d, new Dependency { Version = VersionRange.Everything, Requirement = new Requirement.OptIn("by choice") }))),
        });
        return service with { Name = id, Uid = id };
    }
}

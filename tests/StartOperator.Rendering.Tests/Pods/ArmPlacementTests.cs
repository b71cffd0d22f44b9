using k8s.Models;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Dependencies;
using StartOperator.Rendering.Pods;
using StartOperator.Resources;

namespace StartOperator.Rendering.Tests.Pods;

public sealed class ArmPlacementTests
{
    [Fact]
    public void An_arm64_image_runs_on_arm64_nodes_and_on_nodes_that_emulate_them() =>
        Terms(Sample.Service, ImageArchitecture.Arm64).ShouldBe(["kubernetes.io/arch In arm64", "startoperator.io/emulates-arm64 Exists "]);

    [Fact]
    public void An_image_for_both_runs_on_32_bit_nodes_too() =>
        Terms(Sample.Service, ImageArchitecture.Amd64, ImageArchitecture.Arm, ImageArchitecture.Arm64)
            .ShouldBe(["kubernetes.io/arch In arm64,arm", "startoperator.io/emulates-arm64 Exists "]);

    [Fact]
    public void A_32_bit_image_does_not_run_where_arm64_is_emulated() =>
        Terms(Sample.Service, ImageArchitecture.Arm).ShouldBe(["kubernetes.io/arch In arm"]);

    [Fact]
    public void An_image_without_arm_has_no_node() => ArmPlacement.ArmArchitectures(Image(ImageArchitecture.Amd64)).ShouldBeEmpty();

    [Fact]
    public void What_the_user_asks_for_stands_in_every_term_because_terms_are_alternatives() => Terms(
        Placed(new PlacementSpec
        {
            NodeSelector = new Dictionary<string, string> { ["rack"] = "a", ["disk"] = "ssd" },
            NodeRequirements = [new() { Key = "cores", Operator = NodeOperator.Gt, Values = ["3"] }],
        }),
        ImageArchitecture.Arm64).ShouldBe(
        [
            "kubernetes.io/arch In arm64; disk In ssd; rack In a; cores Gt 3",
            "startoperator.io/emulates-arm64 Exists ; disk In ssd; rack In a; cores Gt 3",
        ]);

    [Fact]
    public void Taints_that_keep_other_architectures_away_are_tolerated_whatever_their_effect() => ArmPlacement.Tolerations(Sample.Service)
        .Select(t => (t.Key, t.OperatorProperty, (string?)t.Effect))
            .ShouldBe([("kubernetes.io/arch", "Exists", null), ("startoperator.io/emulates-arm64", "Exists", null)]);

    [Fact]
    public void The_users_tolerations_come_on_top()
    {
        var own = new NodeToleration { Key = "k", Operator = "Equal", Value = "v", Effect = "NoExecute", TolerationSeconds = 5 };
        var toleration = ArmPlacement.Tolerations(Placed(new PlacementSpec { Tolerations = [own] }))[2];
        (toleration.Key, toleration.OperatorProperty, toleration.Value, toleration.Effect, toleration.TolerationSeconds)
            .ShouldBe(("k", "Equal", "v", "NoExecute", 5L));
    }

    [Fact]
    public void A_service_that_needs_nobody_may_be_anywhere() => Affinity(Sample.Service).PodAffinity.ShouldBeNull();

    [Fact]
    public void The_nodes_of_packages_it_points_to_are_preferred_to_those_it_depends_on()
    {
        var service = Sample.WithVolumes(("roses", Sample.Pointer("garden")), ("self", Sample.Pointer("tea-house")));
        service = service with { Manifest = service.Manifest with { Dependencies = Dependencies("garden", "kettle", "tea-house") } };
        Affinity(service).PodAffinity.PreferredDuringSchedulingIgnoredDuringExecution
            .Select(p => (p.Weight, string.Join(',', p.PodAffinityTerm.LabelSelector.MatchExpressions.Single().Values)))
                .ShouldBe([(100, "garden"), (10, "kettle")]);
    }

    [Fact]
    public void A_service_that_shares_the_boxs_node_carries_the_label_that_it_looks_for()
    {
        var service = Placed(new PlacementSpec { Colocate = Colocation.Box });
        var term = Affinity(service).PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution.ShouldHaveSingleItem();
        term.TopologyKey.ShouldBe("kubernetes.io/hostname");
        var expression = term.LabelSelector.MatchExpressions.ShouldHaveSingleItem();
        MainPod.Render(service, new Dictionary<string, PointerResolution>(), Sample.Options).Metadata.Labels[expression.Key]
            .ShouldBe(expression.Values.ShouldHaveSingleItem());
    }

    private static V1Affinity Affinity(ServiceDefinition service) => ArmPlacement.Affinity(service, Image(ImageArchitecture.Arm64));

    private static IEnumerable<string> Terms(ServiceDefinition service, params ImageArchitecture[] architectures) =>
        ArmPlacement.Affinity(service, Image(architectures)).NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms
            .Select(t => string.Join("; ", t.MatchExpressions.Select(e => $"{e.Key} {e.OperatorProperty} {string.Join(',', e.Values ?? [])}")));

    private static ImageReference Image(params ImageArchitecture[] architectures) => new("tea:1", null, architectures);

    private static ServiceDefinition Placed(PlacementSpec placement) => Sample.With(Sample.Spec with { Placement = placement });

    private static IdMap<Dependency> Dependencies(params string[] packages) =>
        new(packages.Select(p => KeyValuePair.Create(p, new Dependency { Version = Sample.Migrations(("*", "any"))[0].Range, Requirement = new Requirement.Required() })));
}

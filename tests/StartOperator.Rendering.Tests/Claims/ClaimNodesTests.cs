using k8s.Models;
using StartOperator.Rendering.Claims;
using StartOperator.Rendering.Refusals;
using StartOperator.Rendering.Status;

namespace StartOperator.Rendering.Tests.Claims;

public sealed class ClaimNodesTests
{
    [Fact]
    public void A_volume_that_names_no_node_can_be_mounted_anywhere()
    {
        ClaimNodes.Of("c", null).Nodes.ShouldBeNull();
        ClaimNodes.Of("c", new V1PersistentVolume { Spec = new V1PersistentVolumeSpec() }).Nodes.ShouldBeNull();
        ClaimNodes.Of("c", Volume()).Nodes.ShouldBeNull();
    }

    [Fact]
    public void A_local_volume_names_its_node_by_the_hostname_label() =>
        ClaimNodes.Of("c", Volume(Term(Label("kubernetes.io/hostname", "pi")))).Nodes.ShouldBe(["pi"]);

    [Fact]
    public void A_volume_can_name_its_node_by_the_nodes_name() =>
        ClaimNodes.Of("c", Volume(new V1NodeSelectorTerm { MatchFields = [Label("metadata.name", "pi")] })).Nodes.ShouldBe(["pi"]);

    [Fact]
    public void A_volume_with_several_terms_can_be_mounted_on_the_nodes_of_each() =>
        ClaimNodes.Of("c", Volume(Term(Label("kubernetes.io/hostname", "pi")), Term(Label("kubernetes.io/hostname", "rock", "odroid")))).Nodes
            .ShouldBe(["pi", "rock", "odroid"], ignoreOrder: true);

    [Fact]
    public void A_term_with_two_expressions_names_the_nodes_that_are_in_both() =>
        ClaimNodes.Of("c", Volume(Term(Label("kubernetes.io/hostname", "pi", "rock"), Label("kubernetes.io/hostname", "rock", "odroid")))).Nodes
            .ShouldBe(["rock"]);

    [Fact]
    public void A_volume_with_a_term_that_names_no_node_is_left_to_the_scheduler() =>
        ClaimNodes.Of("c", Volume(Term(Label("kubernetes.io/hostname", "pi")), Term(Label("topology.kubernetes.io/zone", "attic")))).Nodes
            .ShouldBeNull();

    [Fact]
    public void Claims_on_different_nodes_can_not_be_mounted_together()
    {
        var refusal = ClaimRefusals.Apart([On("tea-main", "pi"), On("tea-cups", "pi", "rock"), On("coffee-main", "rock")]).ShouldNotBeNull();
        refusal.Reason.ShouldBe(Reasons.VolumesOnDifferentNodes);
        refusal.Message.ShouldContain("tea-main is on node pi");
        refusal.Message.ShouldContain("coffee-main is on node rock");
    }

    [Fact]
    public void Claims_that_share_a_node_or_are_tied_to_none_can_be_mounted_together()
    {
        ClaimRefusals.Apart([On("tea-main", "pi", "rock"), On("tea-cups", "rock"), new ClaimNodes("anywhere", null)]).ShouldBeNull();
        ClaimRefusals.Apart([]).ShouldBeNull();
    }

    private static ClaimNodes On(string claim, params string[] nodes) => new(claim, nodes.ToHashSet());

    private static V1PersistentVolume Volume(params V1NodeSelectorTerm[] terms) => new()
    {
        Spec = new V1PersistentVolumeSpec { NodeAffinity = new V1VolumeNodeAffinity { Required = new V1NodeSelector { NodeSelectorTerms = terms } } },
    };

    private static V1NodeSelectorTerm Term(params V1NodeSelectorRequirement[] expressions) => new() { MatchExpressions = expressions };

    private static V1NodeSelectorRequirement Label(string key, params string[] values) =>
        new() { Key = key, OperatorProperty = "In", Values = values };
}

using k8s.Models;
using StartOperator.Runtime.Controllers;

namespace StartOperator.Runtime.Tests.Controllers;

/// <summary>Roles made of attributes.</summary>
public sealed class RbacRulesTests
{
    [Fact]
    public void What_several_types_need_of_a_kind_is_one_rule() =>
        Rules(typeof(Reader), typeof(Writer)).ShouldBe(["/configmaps,pods: get,list,watch,create", "apps/deployments: delete"]);

    [Fact]
    public void Rights_on_single_objects_and_subresources_stay_apart() =>
        Rules(typeof(Named)).ShouldBe(["/configmaps[one,two]: get", "/pods/exec: create"]);

    [Fact]
    public void A_type_that_is_no_kind_is_named() =>
        Should.Throw<InvalidOperationException>(() => RbacRules.Of([typeof(Confused)])).Message.ShouldContain("Confused needs String");

    private static IEnumerable<string> Rules(params Type[] holders) => RbacRules.Of(holders).Select(r =>
        $"{r.ApiGroups[0]}/{string.Join(',', r.Resources)}{(r.ResourceNames is null ? "" : $"[{string.Join(',', r.ResourceNames)}]")}: {string.Join(',', r.Verbs)}");

    [EntityRbac(typeof(V1Pod), typeof(V1ConfigMap), Verbs = RbacVerb.Read)]
    private sealed class Reader;

    [EntityRbac(typeof(V1Pod), typeof(V1ConfigMap), Verbs = RbacVerb.Create | RbacVerb.Get)]
    [GenericRbac(Groups = ["apps"], Resources = ["deployments"], Verbs = RbacVerb.Delete)]
    private sealed class Writer;

    [GenericRbac(Groups = [""], Resources = ["configmaps"], ResourceNames = ["two", "one"], Verbs = RbacVerb.Get)]
    [GenericRbac(Groups = [""], Resources = ["pods/exec"], Verbs = RbacVerb.Create)]
    private sealed class Named;

    [EntityRbac(typeof(string), Verbs = RbacVerb.Get)]
    private sealed class Confused;
}

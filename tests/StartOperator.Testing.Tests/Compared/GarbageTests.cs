using System.Text.Json.Nodes;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.Testing.Tests.Compared;

/// <summary>What becomes of objects when their owners go, the same by kube-controller-manager and by the local garbage collector.</summary>
public sealed class GarbageTests(Clusters clusters)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task Dependents_go_with_their_owner_and_theirs_with_them(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        var owner = await OwnedAsync(box, "owner");
        var child = await OwnedAsync(box, "child", Reference(owner));
        await OwnedAsync(box, "grandchild", Reference(child));
        await OwnedAsync(box, "stranger");

        await box.Api.DeleteAsync<V1ConfigMap>(box.Key("owner"), new(), Cancellation);

        await box.Observer.UntilGoneAsync<V1ConfigMap>(box.Key("child"), Cancellation);
        await box.Observer.UntilGoneAsync<V1ConfigMap>(box.Key("grandchild"), Cancellation);
        (await box.Api.FindAsync<V1ConfigMap>(box.Key("stranger"), Cancellation)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_dependent_with_another_owner_stays_and_forgets_the_first(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        var (first, second) = (await OwnedAsync(box, "first"), await OwnedAsync(box, "second"));
        await OwnedAsync(box, "child", Reference(first), Reference(second));

        await box.Api.DeleteAsync<V1ConfigMap>(box.Key("first"), new(), Cancellation);

        var child = await box.Observer.UntilAsync<V1ConfigMap>(box.Key("child"), child => child.Metadata.OwnerReferences.Count == 1, Cancellation);
        child.Metadata.OwnerReferences[0].Uid.ShouldBe(second.Metadata.Uid);
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task An_owner_of_the_same_name_but_another_uid_is_no_owner(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        var owner = await OwnedAsync(box, "owner");
        var stale = Reference(owner);
        stale.Uid = Guid.NewGuid().ToString();

        await OwnedAsync(box, "child", stale);

        await box.Observer.UntilGoneAsync<V1ConfigMap>(box.Key("child"), Cancellation);
        (await box.Api.FindAsync<V1ConfigMap>(box.Key("owner"), Cancellation)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task An_owner_of_an_unknown_kind_keeps_its_dependent(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        var uid = Guid.NewGuid().ToString();
        await OwnedAsync(box, "kept", new V1OwnerReference { ApiVersion = "nowhere.example/v1", Kind = "Ghost", Name = "g", Uid = uid });
        await OwnedAsync(box, "doomed", new V1OwnerReference { ApiVersion = "v1", Kind = "ConfigMap", Name = "g", Uid = uid });

        await box.Observer.UntilGoneAsync<V1ConfigMap>(box.Key("doomed"), Cancellation);

        (await box.Api.FindAsync<V1ConfigMap>(box.Key("kept"), Cancellation)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task An_object_whose_owner_was_gone_before_its_kind_was_known_goes(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        var plural = box.Name.Replace("-", "", StringComparison.Ordinal) + "s";
        var path = new ResourcePath("test.startoperator.io", "v1", plural);
        await OwnedAsync(box, "doomed", new V1OwnerReference { ApiVersion = "test.startoperator.io/v1", Kind = "Kind" + plural, Name = "owner", Uid = Guid.NewGuid().ToString() });

        await box.Api.CreateAsync(Samples.Definition(path, "Kind" + plural), Cancellation);

        await box.Observer.UntilGoneAsync<V1ConfigMap>(box.Key("doomed"), Cancellation);
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task An_owner_in_another_namespace_is_no_owner_and_that_is_told(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await using var other = await clusters.BoxAsync(on: cluster);
        var owner = await OwnedAsync(other, "owner");

        await OwnedAsync(box, "child", Reference(owner));

        await box.Observer.UntilGoneAsync<V1ConfigMap>(box.Key("child"), Cancellation);
        (await box.EventAsync("child", "OwnerRefInvalidNamespace", Cancellation)).Message.ShouldBe(
            $"ownerRef [v1/ConfigMap, namespace: {box.Name}, name: owner, uid: {owner.Metadata.Uid}] does not exist in namespace \"{box.Name}\"");
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_cluster_wide_owner_has_dependents_in_namespaces(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        var owner = await box.Api.CreateAsync(
            new V1StorageClass
            {
                ApiVersion = "storage.k8s.io/v1",
                Kind = "StorageClass",
                Metadata = new() { Name = box.Name },
                Provisioner = "none.example/none",
            },
            Cancellation);
        var reference = new V1OwnerReference { ApiVersion = owner.ApiVersion, Kind = owner.Kind, Name = box.Name, Uid = owner.Metadata.Uid };
        await OwnedAsync(box, "child", reference);

        await box.Api.DeleteAsync<V1StorageClass>(new(null, box.Name), new(), Cancellation);

        await box.Observer.UntilGoneAsync<V1ConfigMap>(box.Key("child"), Cancellation);
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task An_owner_deleted_in_the_foreground_waits_for_what_blocks_it(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        var owner = await OwnedAsync(box, "owner");
        var child = Samples.ConfigMap("child");
        child.Metadata.OwnerReferences = [Reference(owner, blocks: true)];
        child.Metadata.Finalizers = ["example.com/hold"];
        await box.CreateAsync(child, Cancellation);

        await box.Api.DeleteAsync<V1ConfigMap>(box.Key("owner"), new() { PropagationPolicy = "Foreground" }, Cancellation);
        await box.Observer.UntilAsync<V1ConfigMap>(box.Key("child"), child => child.Metadata.DeletionTimestamp is not null, Cancellation);
        (await box.Api.FindAsync<V1ConfigMap>(box.Key("owner"), Cancellation))!.Metadata.Finalizers.ShouldBe(["foregroundDeletion"]);
        await box.Api.PatchAsync<V1ConfigMap>(box.Key("child"), new() { ["metadata"] = new JsonObject { ["finalizers"] = null } }, Cancellation);

        await box.Observer.UntilGoneAsync<V1ConfigMap>(box.Key("owner"), Cancellation);
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task Orphans_stay_without_their_owner(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        var owner = await OwnedAsync(box, "owner");
        await OwnedAsync(box, "child", Reference(owner));

        await box.Api.DeleteAsync<V1ConfigMap>(box.Key("owner"), new() { PropagationPolicy = "Orphan" }, Cancellation);

        await box.Observer.UntilGoneAsync<V1ConfigMap>(box.Key("owner"), Cancellation);
        (await box.Api.FindAsync<V1ConfigMap>(box.Key("child"), Cancellation))!.Metadata.OwnerReferences.ShouldBeNull();
    }

    // Not compared: kube-controller-manager takes half a minute to notice a new kind.
    [Fact]
    public async Task A_pod_owned_by_a_custom_resource_goes_with_it()
    {
        await using var box = await clusters.BoxAsync(on: Clusters.Local);
        var plural = box.Name.Replace("-", "", StringComparison.Ordinal) + "s";
        var path = new ResourcePath("test.startoperator.io", "v1", plural);
        await box.Api.CreateAsync(Samples.Definition(path, "Kind" + plural), Cancellation);
        await box.Observer.UntilAsync<V1CustomResourceDefinition>(
            new(null, $"{plural}.{path.Group}"),
            definition => (definition.Status?.Conditions ?? []).Any(condition => condition is { Type: "Established", Status: "True" }),
            Cancellation);
        var resource = new JsonObject
        {
            ["apiVersion"] = "test.startoperator.io/v1",
            ["kind"] = "Kind" + plural,
            ["metadata"] = new JsonObject { ["name"] = "owner" },
        };
        await box.Api.SendAsync<V1Status>(HttpMethod.Post, path.Collection(box.Name), ClusterApi.Json(resource), Cancellation);
        using var live = await box.Api.ReadAsync(path.Item(box.Key("owner")), Cancellation);
        var uid = live.RootElement.GetProperty("metadata").GetProperty("uid").GetString();
        var pod = Samples.Pod("wallet");
        pod.Metadata.OwnerReferences =
            [new() { ApiVersion = "test.startoperator.io/v1", Kind = "Kind" + plural, Name = "owner", Uid = uid, Controller = true }];
        await box.CreateAsync(pod, Cancellation);
        await box.PodAsync("wallet", Observed.IsReady, Cancellation);

        await box.Api.DeleteAsync(path.Item(box.Key("owner")), new(), Cancellation);

        await box.Observer.UntilGoneAsync<V1Pod>(box.Key("wallet"), Cancellation);
    }

    private static async Task<V1ConfigMap> OwnedAsync(Box box, string name, params IList<V1OwnerReference> owners)
    {
        var map = Samples.ConfigMap(name);
        map.Metadata.OwnerReferences = owners.Count > 0 ? owners : null;
        return await box.CreateAsync(map, Cancellation);
    }

    private static V1OwnerReference Reference(V1ConfigMap owner, bool? blocks = null) =>
        new() { ApiVersion = "v1", Kind = "ConfigMap", Name = owner.Metadata.Name, Uid = owner.Metadata.Uid, BlockOwnerDeletion = blocks };
}

using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;
using StartOperator.Runtime.Queues;

namespace StartOperator.Runtime.Tests.Controllers;

/// <summary>Whom a change wakes.</summary>
public sealed class ChangeSourceTests : IDisposable
{
    private readonly ObjectCaches _caches = new();
    private readonly ObjectCache<V1ConfigMap> _maps = new(Kinds.ConfigMap);
    private readonly WorkQueue<NamespacedName> _queue = new(new FakeTimeProvider());
    private int _version = 1;

    public ChangeSourceTests()
    {
        _caches.Add(_maps);
        _maps.Replace("", _maps.BeginList(), [], new HashSet<NamespacedName>(), "1");
    }

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void A_child_wakes_the_widget_that_controls_it()
    {
        Owns();
        Put(owner: Owner("w", "Widget", "test.example.com/v1"));
        Woken().ShouldBe(["ns/w"]);
    }

    [Theory]
    [InlineData("Gadget", "test.example.com/v1", true)]
    [InlineData("Widget", "other.example.com/v1", true)]
    [InlineData("Widget", "test.example.com/v1", false)]
    public void A_child_of_something_else_wakes_nobody(string kind, string version, bool controller)
    {
        Owns();
        var owner = Owner("w", kind, version);
        owner.Controller = controller;
        Put(owner: owner);
        Woken().ShouldBeEmpty();
    }

    [Fact]
    public void A_child_made_under_another_version_of_the_kind_wakes_its_widget_too()
    {
        Owns();
        Put(owner: Owner("w", "Widget", "test.example.com/v1beta1"));
        Woken().ShouldBe(["ns/w"]);
    }

    [Fact]
    public void A_child_that_changes_hands_wakes_both_and_one_that_goes_wakes_its_last()
    {
        Owns();
        Put(owner: Owner("w", "Widget", "test.example.com/v1"));
        Woken();
        Put(owner: Owner("v", "Widget", "test.example.com/v1"));
        Woken().ShouldBe(["ns/w", "ns/v"]);
        _maps.WatchedDelete("", new ObjectHeader("", new("ns", "m"), "u", "99"), null);
        Woken().ShouldBe(["ns/v"]);
    }

    [Fact]
    public void Children_are_found_by_their_owner()
    {
        Owns();
        Put(owner: Owner("w", "Widget", "test.example.com/v1"));
        _maps.ByIndex(Owners.Index, "uid-w").Single().Metadata.Name.ShouldBe("m");
    }

    [Fact]
    public void A_predicate_sees_changes_but_not_comings_and_goings()
    {
        new ChangeSource<V1ConfigMap>(Kinds.ConfigMap, (m, _) => [NamespacedName.Of(m)], (_, current) => current.Data?["k"] == "yes", owned: false)
            .Connect(_caches, _queue);
        Put(value: "no");
        Woken().ShouldBe(["ns/m"]);
        Put(value: "no");
        Woken().ShouldBeEmpty();
        Put(value: "yes");
        Woken().ShouldBe(["ns/m"]);
    }

    [Fact]
    public void A_mapping_may_look_into_the_caches()
    {
        new ChangeSource<V1ConfigMap>(
            Kinds.ConfigMap, (_, caches) => caches.Get(Kinds.ConfigMap).List("ns").Select(NamespacedName.Of), null, owned: false).Connect(_caches, _queue);
        Put();
        Woken().ShouldBe(["ns/m"]);
    }

    [Fact]
    public void Only_more_than_a_status_is_more_than_a_status()
    {
        var old = Widget(m => { });
        EntityChange.IsMoreThanStatus(old, Widget(m => m.ResourceVersion = "2")).ShouldBeFalse();
        EntityChange.IsMoreThanStatus(old, Widget(m => m.Generation = 2)).ShouldBeTrue();
        EntityChange.IsMoreThanStatus(old, Widget(m => m.Labels["a"] = "c")).ShouldBeTrue();
        EntityChange.IsMoreThanStatus(old, Widget(m => m.Labels = null)).ShouldBeTrue();
        EntityChange.IsMoreThanStatus(old, Widget(m => m.Annotations = new Dictionary<string, string> { ["x"] = "y" })).ShouldBeTrue();
        EntityChange.IsMoreThanStatus(old, Widget(m => m.Annotations = new Dictionary<string, string>())).ShouldBeFalse();
        EntityChange.IsMoreThanStatus(old, Widget(m => m.Finalizers = ["f"])).ShouldBeTrue();
        EntityChange.IsMoreThanStatus(old, Widget(m => m.DeletionTimestamp = DateTime.UnixEpoch)).ShouldBeTrue();
        EntityChange.IsMoreThanStatus(old, Widget(m => m.Uid = "v")).ShouldBeTrue();
    }

    private static Widget Widget(Action<V1ObjectMeta> change)
    {
        var widget = new Widget
        {
            Metadata = new V1ObjectMeta
            {
                Name = "w",
                Uid = "u",
                Generation = 1,
                ResourceVersion = "1",
                Labels = new Dictionary<string, string> { ["a"] = "b" },
            },
        };
        change(widget.Metadata);
        return widget;
    }

    private static V1OwnerReference Owner(string name, string kind, string version) =>
        new() { Name = name, Uid = $"uid-{name}", Kind = kind, ApiVersion = version, Controller = true };

    private void Owns() => new ChangeSource<V1ConfigMap>(
        Kinds.ConfigMap, (m, _) => Owners.KeyOfOwner(m, TestKinds.Widget) is { } key ? [key] : [], null, owned: true).Connect(_caches, _queue);

    private void Put(V1OwnerReference? owner = null, string? value = null) => _maps.WatchedPut("", new V1ConfigMap
    {
        Metadata = new V1ObjectMeta
        {
            Name = "m",
            NamespaceProperty = "ns",
            Uid = "u",
            ResourceVersion = $"{++_version}",
            OwnerReferences = owner is null ? null : [owner],
        },
        Data = value is null ? null : new Dictionary<string, string> { ["k"] = value },
    });

    private List<string> Woken()
    {
        var woken = new List<string>();
        while (_queue.TryTake(out var key))
        {
            woken.Add($"{key}");
            _queue.Done(key);
        }

        return woken;
    }
}

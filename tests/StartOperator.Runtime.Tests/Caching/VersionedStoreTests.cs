using CsCheck;
using k8s.Models;
using StartOperator.Runtime.Caching;

namespace StartOperator.Runtime.Tests.Caching;

/// <summary>The rules by which a cache believes what it is told.</summary>
public sealed class VersionedStoreTests
{
    private static readonly NamespacedName Key = new("ns", "a");
    private static readonly HashSet<NamespacedName> None = [];

    private readonly List<StoreChange<V1ConfigMap>> _changes = [];
    private readonly VersionedStore<V1ConfigMap> _store = new(CacheScope.Everything);

    [Fact]
    public void Whatever_happens_in_whatever_order_the_cache_is_never_behind_our_writes_and_ends_as_the_server() =>
        Gen.Int[0, 5999].Array[0, 60].Sample(steps => Run(steps, selective: false), iter: 10_000);

    [Fact]
    public void The_same_holds_for_a_cache_with_a_selector_that_objects_enter_and_leave() =>
        Gen.Int[0, 5999].Array[0, 60].Sample(steps => Run(steps, selective: true), iter: 10_000);

    [Fact]
    public void A_late_answer_does_not_bring_back_what_the_watch_saw_deleted()
    {
        _store.Replace("", _store.BeginList(), [], None, "10", _changes);
        _store.WatchedPut("", Make("u", "20"), _changes);
        _store.WatchedDelete("", Key, "u", "40", null, _changes);
        _store.ObserveWrite(Make("u", "30"), _changes);
        _store.Get(Key).ShouldBeNull();
    }

    [Fact]
    public void A_list_older_than_our_create_does_not_delete_it()
    {
        var begun = _store.BeginList();
        _store.ObserveWrite(Make("u", "30"), _changes);
        _store.Replace("", begun, [], None, "25", _changes);
        _store.Get(Key).ShouldNotBeNull();
    }

    [Fact]
    public void A_list_older_than_our_delete_does_not_bring_the_object_back()
    {
        _store.Replace("", _store.BeginList(), [Make("u", "10")], None, "10", _changes);
        var begun = _store.BeginList();
        _store.ObserveDelete(Key, "u", _changes);
        _store.Replace("", begun, [Make("u", "10")], None, "12", _changes);
        _store.WatchedPut("", Make("u", "13"), _changes);
        _store.Get(Key).ShouldBeNull();
    }

    [Fact]
    public void An_object_that_we_deleted_and_that_a_restored_backup_brought_back_appears()
    {
        _store.Replace("", _store.BeginList(), [Make("u", "400")], None, "450", _changes);
        _store.ObserveDelete(Key, "u", _changes);
        _store.WatchedDelete("", Key, "u", "500", null, _changes);
        _store.Replace("", _store.BeginList(), [Make("u", "400")], None, "450", _changes);
        _store.Get(Key).ShouldNotBeNull();
    }

    [Fact]
    public void An_object_created_anew_under_the_name_of_one_we_deleted_appears()
    {
        _store.Replace("", _store.BeginList(), [Make("u", "10")], None, "10", _changes);
        _store.ObserveDelete(Key, "u", _changes);
        _store.WatchedPut("", Make("v", "20"), _changes);
        _store.Get(Key)!.Metadata.Uid.ShouldBe("v");
    }

    [Fact]
    public void An_object_replaced_between_two_lists_is_told_as_deleted_and_added()
    {
        _store.Replace("", _store.BeginList(), [Make("u", "10")], None, "10", _changes);
        _changes.Clear();
        _store.Replace("", _store.BeginList(), [Make("v", "20")], None, "20", _changes);
        _changes.Select(c => (c.ForHandlers.Old?.Metadata.Uid, c.New?.Metadata.Uid)).ShouldBe([("u", null), (null, "v")]);
    }

    [Fact]
    public void A_listed_object_that_did_not_change_is_not_told_again()
    {
        _store.Replace("", _store.BeginList(), [Make("u", "10")], None, "10", _changes);
        _changes.Clear();
        _store.Replace("", _store.BeginList(), [Make("u", "10")], None, "20", _changes);
        _changes.ShouldBeEmpty();
    }

    [Fact]
    public void After_a_restored_backup_a_list_with_older_versions_is_believed()
    {
        _store.Replace("", _store.BeginList(), [], None, "10", _changes);
        _store.ObserveWrite(Make("u", "1000"), _changes);
        _store.Replace("", _store.BeginList(), [Make("u", "5")], None, "6", _changes);
        _store.Get(Key)!.Metadata.ResourceVersion.ShouldBe("5");
        _store.ObserveWrite(Make("u", "7"), _changes);
        _store.Get(Key)!.Metadata.ResourceVersion.ShouldBe("7");
    }

    [Fact]
    public void An_object_that_can_not_be_decoded_keeps_its_last_known_state_over_a_list()
    {
        _store.Replace("", _store.BeginList(), [Make("u", "10")], None, "10", _changes);
        _changes.Clear();
        _store.Replace("", _store.BeginList(), [], new HashSet<NamespacedName> { Key }, "20", _changes);
        _store.Get(Key)!.Metadata.ResourceVersion.ShouldBe("10");
        _changes.ShouldBeEmpty();
    }

    [Fact]
    public void A_deletion_carries_the_last_state_the_watch_tells()
    {
        _store.Replace("", _store.BeginList(), [Make("u", "10")], None, "10", _changes);
        _changes.Clear();
        _store.WatchedDelete("", Key, "u", "20", Make("u", "20"), _changes);
        _changes.ShouldHaveSingleItem().ForHandlers.Old!.Metadata.ResourceVersion.ShouldBe("20");
    }

    [Fact]
    public void A_list_of_one_namespace_leaves_the_others_alone()
    {
        var store = new VersionedStore<V1ConfigMap>(new CacheScope(["ns", "other"], null));
        store.Replace("ns", store.BeginList(), [Make("u", "10")], None, "10", _changes);
        store.Replace("other", store.BeginList(), [], None, "20", _changes);
        store.Get(Key).ShouldNotBeNull();
    }

    [Fact]
    public void Writes_outside_of_the_scope_are_not_kept()
    {
        var store = new VersionedStore<V1ConfigMap>(new CacheScope(["other"], null));
        store.ObserveWrite(Make("u", "10"), _changes);
        store.Count.ShouldBe(0);
    }

    [Fact]
    public void Versions_without_an_order_make_it_an_ordinary_informer()
    {
        _store.Replace("", _store.BeginList(), [Make("u", "abc")], None, "abc", _changes);
        _store.ObserveWrite(Make("u", "xyz"), _changes);
        _store.Get(Key)!.Metadata.ResourceVersion.ShouldBe("abc");
        _store.WatchedPut("", Make("u", "aaa"), _changes);
        _store.Get(Key)!.Metadata.ResourceVersion.ShouldBe("aaa");
        _store.WatchedDelete("", Key, "u", "aab", null, _changes);
        _store.Get(Key).ShouldBeNull();
    }

    [Fact]
    public void What_is_remembered_of_deletions_is_bounded()
    {
        for (var i = 0; i < 5000; i++)
        {
            _store.ObserveDelete(Key, $"u{i}", _changes);
        }

        _store.WatchedPut("", Make("u0", "10"), _changes);
        _store.Get(Key).ShouldNotBeNull("the oldest deletion is forgotten");
        _store.WatchedPut("", Make("u4999", "11"), _changes);
        _store.Get(Key)!.Metadata.Uid.ShouldBe("u0", "the latest is not");
    }

    private static void Run(int[] steps, bool selective)
    {
        var model = new ClusterModel(selective);
        foreach (var step in steps)
        {
            model.Step(step);
        }

        model.Settle();
    }

    private static V1ConfigMap Make(string uid, string version) => new()
    {
        Metadata = new V1ObjectMeta { Name = Key.Name, NamespaceProperty = Key.Namespace, Uid = uid, ResourceVersion = version },
    };
}

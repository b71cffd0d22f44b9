using k8s.Models;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Tests.Caching;

/// <summary>What readers and handlers of a cache see.</summary>
public sealed class ObjectCacheTests
{
    private static readonly HashSet<NamespacedName> None = [];

    private readonly ObjectCache<V1ConfigMap> _cache = new(Kinds.ConfigMap);

    [Fact]
    public void Objects_are_found_by_name_by_namespace_and_all_together()
    {
        Fill(Make("ns", "a"), Make("ns", "b"), Make("other", "a"));
        _cache.Get(new("ns", "a"))!.Metadata.NamespaceProperty.ShouldBe("ns");
        _cache.Get(new("ns", "c")).ShouldBeNull();
        _cache.List("ns").Count.ShouldBe(2);
        _cache.List("nowhere").ShouldBeEmpty();
        _cache.List().Count.ShouldBe(3);
        _cache.Count.ShouldBe(3);
    }

    [Fact]
    public void A_list_that_was_given_out_never_changes()
    {
        Fill(Make("ns", "a"));
        var before = _cache.List("ns");
        _cache.WatchedPut("", Make("ns", "b", "2"));
        before.Count.ShouldBe(1);
        _cache.List("ns").Count.ShouldBe(2);
        _cache.List("ns").ShouldBeSameAs(_cache.List("ns"));
    }

    [Fact]
    public void An_index_follows_the_objects_through_their_lives()
    {
        _cache.AddIndex("colour", Colour);
        Fill(Make("ns", "a", "1", "red"), Make("ns", "b", "2", "red"));
        Names("red").ShouldBe(["a", "b"]);
        _cache.WatchedPut("", Make("ns", "a", "3", "blue"));
        Names("red").ShouldBe(["b"]);
        Names("blue").ShouldBe(["a"]);
        var last = Make("ns", "a", "4", "green");
        _cache.WatchedDelete("", new ObjectHeader("", new("ns", "a"), "u-a", "4"), last);
        Names("blue").ShouldBeEmpty("the index must forget the state it knew, not the last one it is told");
        Names("green").ShouldBeEmpty();
    }

    [Fact]
    public void An_index_added_later_knows_what_is_there()
    {
        Fill(Make("ns", "a", "1", "red"));
        _cache.AddIndex("colour", Colour);
        Names("red").ShouldBe(["a"]);
        Should.Throw<ArgumentException>(() => _cache.AddIndex("colour", Colour));
        Should.Throw<ArgumentException>(() => _cache.ByIndex("size", "1")).Message.ShouldContain("has no index 'size'");
    }

    [Fact]
    public void An_object_that_an_index_can_not_stand_is_in_the_cache_all_the_same()
    {
        _cache.AddIndex("broken", m => [m.Data["missing"]]);
        _cache.AddIndex("lazily broken", m => Enumerable.Range(0, 1).Select(i => m.Data.Keys.ElementAt(i)));
        Fill(Make("ns", "a"));
        _cache.WatchedPut("", Make("ns", "b", "3", "red"));
        _cache.ByIndex("lazily broken", "colour").Single().Metadata.Name.ShouldBe("b");
        _cache.WatchedDelete("", new ObjectHeader("", new("ns", "a"), "u-a", "4"), null);
        _cache.Count.ShouldBe(1);
    }

    [Fact]
    public void A_handler_is_told_what_is_there_and_then_every_change_in_order()
    {
        var told = new List<string>();
        Fill(Make("ns", "a"));
        _cache.Subscribe(c => told.Add($"{c.Key.Name} {c.Old?.Metadata.ResourceVersion}>{c.New?.Metadata.ResourceVersion}"));
        _cache.WatchedPut("", Make("ns", "a", "2"));
        _cache.ObserveWrite(Make("ns", "b", "3"));
        _cache.WatchedPut("", Make("ns", "b", "3"));
        _cache.WatchedDelete("", new ObjectHeader("", new("ns", "a"), "u-a", "4"), Make("ns", "a", "4"));
        told.ShouldBe(["a >1", "a 1>2", "b >3", "a 4>"]);
    }

    [Fact]
    public void A_handler_that_throws_disturbs_neither_the_others_nor_the_cache()
    {
        var errors = new List<Exception>();
        var told = 0;
        _cache.OnHandlerFailure(errors.Add);
        _cache.Subscribe(_ => throw new InvalidOperationException("broken"));
        _cache.Subscribe(_ => told++);
        Fill(Make("ns", "a"), Make("ns", "b"));
        told.ShouldBe(2);
        errors.Count.ShouldBe(2);
    }

    [Fact]
    public void A_handler_may_write_and_read_and_sees_changes_after_the_one_it_is_told()
    {
        var told = new List<string>();
        _cache.Subscribe(c =>
        {
            told.Add(c.Key.Name);
            if (c.Key.Name == "a")
            {
                _cache.ObserveWrite(Make("ns", "written", "50"));
                _cache.Get(new("ns", "written")).ShouldNotBeNull();
            }
        });
        Fill(Make("ns", "a"), Make("ns", "b"));
        told.ShouldBe(["a", "b", "written"]);
    }

    [Fact]
    public async Task Two_caches_whose_handlers_read_each_other_do_not_lock_up()
    {
        var other = new ObjectCache<V1ConfigMap>(Kinds.ConfigMap);
        _cache.Subscribe(_ => other.List());
        other.Subscribe(_ => _cache.List());
        Fill();
        other.Replace("", other.BeginList(), [], None, "1");
        await Task.WhenAll(
            Task.Run(() => Many(_cache), TestContext.Current.CancellationToken),
            Task.Run(() => Many(other), TestContext.Current.CancellationToken)).WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
        _cache.Count.ShouldBe(1);

        static void Many(ObjectCache<V1ConfigMap> cache)
        {
            for (var i = 2; i < 20_000; i++)
            {
                cache.WatchedPut("", Make("ns", "a", $"{i}"));
            }
        }
    }

    [Fact]
    public void A_cache_of_two_namespaces_is_synced_when_both_are_listed()
    {
        var cache = new ObjectCache<V1ConfigMap>(Kinds.ConfigMap, new CacheScope(["x", "y"], null));
        cache.Replace("x", cache.BeginList(), [], None, "1");
        cache.HasSynced.ShouldBeFalse();
        cache.Replace("y", cache.BeginList(), [], None, "1");
        cache.HasSynced.ShouldBeTrue();
    }

    [Fact]
    public void What_is_written_is_trimmed_like_what_is_watched()
    {
        var cache = new ObjectCache<V1ConfigMap>(Kinds.ConfigMap, trim: m =>
        {
            m.Data = null;
            return m;
        });
        cache.ObserveWrite(Make("ns", "a", "1", "red"));
        cache.Get(new("ns", "a"))!.Data.ShouldBeNull();
    }

    private static IEnumerable<string> Colour(V1ConfigMap map) => map.Data is { } data ? [data["colour"]] : [];

    private static V1ConfigMap Make(string space, string name, string version = "1", string? colour = null) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = space, Uid = $"u-{name}", ResourceVersion = version },
        Data = colour is null ? null : new Dictionary<string, string> { ["colour"] = colour },
    };

    private IEnumerable<string> Names(string colour) => _cache.ByIndex("colour", colour).Select(m => m.Metadata.Name).Order();

    private void Fill(params V1ConfigMap[] maps) => _cache.Replace("", _cache.BeginList(), maps, None, "1");
}

using k8s.Models;
using StartOperator.Runtime.Caching;

namespace StartOperator.Runtime.Tests.Caching;

/// <summary>
/// A model of what can happen around a cache: a server with three names, others and ourselves writing, our answers arriving late and in any
/// order, a watch that lags, lists that are asked for, taken and delivered at different times. Every step checks what must always hold.
/// </summary>
internal sealed class ClusterModel
{
    private const string Source = "";
    private static readonly string[] Names = ["a", "b", "c"];

    private readonly CacheScope _scope;
    private readonly VersionedStore<V1ConfigMap> _store;
    private readonly Dictionary<string, V1ConfigMap> _server = [];
    private readonly List<(int Version, bool Deleted, V1ConfigMap Resource)> _history = [];
    private readonly List<Action> _answers = [];
    private readonly List<StoreChange<V1ConfigMap>> _changes = [];
    private readonly Dictionary<NamespacedName, V1ConfigMap> _told = [];
    private readonly Dictionary<string, int> _written = [];
    private readonly HashSet<string> _gone = [];
    private int _version = 10;
    private int _uid;
    private int _watched;
    private (long Begun, List<V1ConfigMap>? Items, int Version)? _list;

    public ClusterModel(bool selective)
    {
        _scope = selective ? new CacheScope([], LabelSelector.Parse("in=yes")) : CacheScope.Everything;
        _store = new VersionedStore<V1ConfigMap>(_scope);
        BeginList();
        TakeList();
        DeliverList();
    }

    public string Log { get; private set; } = "";

    /// <summary>Does the step that a number stands for.</summary>
    public void Step(int number)
    {
        var name = Names[number / 100 % 3];
        var yes = number / 1000 % 2 == 0;
        switch (number % 14)
        {
            case 0 or 1:
                Write(name, yes, ours: false);
                break;
            case 2 or 3:
                Write(name, yes, ours: true);
                break;
            case 4:
                Delete(name, ours: false);
                break;
            case 5:
                Delete(name, ours: true);
                break;
            case 6 or 7:
                DeliverAnswer(number / 14);
                break;
            case 8 or 9 or 10:
                DeliverEvent();
                break;
            case 11:
                Bookmark();
                break;
            case 12:
                BeginList();
                break;
            default:
                if (_list is { Items: null })
                {
                    TakeList();
                }
                else
                {
                    DeliverList();
                }

                break;
        }

        Check();
    }

    /// <summary>Everything under way arrives; then the cache must be the server.</summary>
    public void Settle()
    {
        if (_list is not null)
        {
            TakeList();
            DeliverList();
        }

        while (_answers.Count > 0)
        {
            DeliverAnswer(0);
        }

        while (_watched < _history.Count)
        {
            DeliverEvent();
        }

        Check();
        var expected = _server.Values.Where(_scope.Selects).Select(Describe).Order();
        Names.Select(n => _store.Get(new("ns", n))).Where(r => r is not null).Select(r => Describe(r!)).Order().ShouldBe(expected, Log);
    }

    private static string Describe(V1ConfigMap resource) => $"{resource.Metadata.Name} {resource.Metadata.Uid} {resource.Metadata.ResourceVersion}";

    private static int VersionOf(V1ConfigMap resource) => int.Parse(resource.Metadata.ResourceVersion);

    private static string UidOf(V1ConfigMap resource) => resource.Metadata.Uid;

    private void Write(string name, bool selected, bool ours)
    {
        var uid = _server.TryGetValue(name, out var present) ? UidOf(present) : $"uid{++_uid}";
        var resource = Make(name, uid, ++_version, selected);
        _server[name] = resource;
        _history.Add((_version, false, resource));
        Note($"{(ours ? "we" : "they")} write {Describe(resource)} in={selected}");
        if (ours)
        {
            _answers.Add(() =>
            {
                Note($"answer: {Describe(resource)}");
                _store.ObserveWrite(resource, _changes);
                _written[name] = Math.Max(_written.GetValueOrDefault(name), VersionOf(resource));
            });
        }
    }

    private void Delete(string name, bool ours)
    {
        if (!_server.Remove(name, out var present))
        {
            return;
        }

        var last = Make(name, UidOf(present), ++_version, _scope.Selects(present));
        _history.Add((_version, true, last));
        Note($"{(ours ? "we" : "they")} delete {Describe(last)}");
        if (ours)
        {
            _answers.Add(() =>
            {
                Note($"answer: {name} {UidOf(last)} gone");
                _store.ObserveDelete(new("ns", name), UidOf(last), _changes);
                _gone.Add(UidOf(last));
            });
        }
    }

    private void DeliverAnswer(int which)
    {
        if (_answers.Count == 0)
        {
            return;
        }

        var answer = _answers[which % _answers.Count];
        _answers.Remove(answer);
        answer();
    }

    private void DeliverEvent()
    {
        // No watch runs while a list is under way.
        if (_watched >= _history.Count || _list is not null)
        {
            return;
        }

        var (version, deleted, resource) = _history[_watched++];
        var before = _history.Take(_watched - 1).LastOrDefault(h => UidOf(h.Resource) == UidOf(resource));
        var was = before.Resource is not null && !before.Deleted && _scope.Selects(before.Resource);
        var matches = !deleted && _scope.Selects(resource);
        if (matches)
        {
            Note($"event: put {Describe(resource)}");
            _store.WatchedPut(Source, resource, _changes);
        }
        else if (was)
        {
            Note($"event: delete {Describe(resource)}");
            _store.WatchedDelete(Source, NamespacedName.Of(resource), UidOf(resource), $"{version}", resource, _changes);
        }
    }

    private void Bookmark()
    {
        if (_list is null && _watched > 0)
        {
            _store.Bookmark(Source, $"{_history[_watched - 1].Version}");
        }
    }

    private void BeginList() => _list ??= (_store.BeginList(), null, 0);

    private void TakeList()
    {
        if (_list is { Items: null } list)
        {
            Note("list taken");
            _list = (list.Begun, [.. _server.Values.Where(_scope.Selects)], _version);
        }
    }

    private void DeliverList()
    {
        if (_list is not { Items: { } items } list)
        {
            return;
        }

        Note($"list at {list.Version}: {string.Join(", ", items.Select(Describe))}");
        _store.Replace(Source, list.Begun, items, new HashSet<NamespacedName>(), $"{list.Version}", _changes);
        _watched = _history.FindIndex(h => h.Version > list.Version) is >= 0 and var next ? next : _history.Count;
        _list = null;
    }

    private void Check()
    {
        foreach (var change in _changes)
        {
            var told = change.ForHandlers;
            Note($"change: {(told.Old is null ? "-" : Describe(told.Old))} -> {(told.New is null ? "-" : Describe(told.New))}");
            _told.GetValueOrDefault(change.Key).ShouldBe(change.Stored, Log);
            (told.Old is null).ShouldBe(change.Stored is null, Log);
            if (told is { Old: { } old, New: { } current })
            {
                UidOf(old).ShouldBe(UidOf(current), Log);
                VersionOf(current).ShouldBeGreaterThan(VersionOf(old), Log);
            }

            if (change.New is null)
            {
                _told.Remove(change.Key);
            }
            else
            {
                _told[change.Key] = change.New;
            }
        }

        _changes.Clear();
        foreach (var name in Names)
        {
            var known = _store.Get(new("ns", name));
            known.ShouldBe(_told.GetValueOrDefault(new("ns", name)), Log);
            if (known is not null)
            {
                _gone.ShouldNotContain(UidOf(known), $"what the server told us is gone is back\n{Log}");
                VersionOf(known).ShouldBeGreaterThanOrEqualTo(_written.GetValueOrDefault(name), $"older than our last write\n{Log}");
            }
        }
    }

    private V1ConfigMap Make(string name, string uid, int version, bool selected) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = "ns",
            Uid = uid,
            ResourceVersion = $"{version}",
            Labels = new Dictionary<string, string> { ["in"] = selected ? "yes" : "no" },
        },
    };

    private void Note(string what) => Log += what + "\n";
}

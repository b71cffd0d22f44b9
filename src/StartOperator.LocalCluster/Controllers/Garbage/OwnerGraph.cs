using System.Collections.Concurrent;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.LocalCluster.Controllers.Garbage;

/// <summary>Who belongs to whom in a cluster, by the watches of every kind that can be deleted.</summary>
internal sealed class OwnerGraph
{
    private const int Remembered = 10_000;
    private readonly ConcurrentDictionary<string, byte> _gone = new();
    private readonly ConcurrentDictionary<string, ObjectHead> _objects = new();
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, byte>> _dependents = new();

    /// <summary>An object by its uid; null when there is none.</summary>
    public ObjectHead? Find(string uid) => _objects.GetValueOrDefault(uid);

    /// <summary>An object was here and is gone: uids don't come back.</summary>
    public bool IsGone(string uid) => _gone.ContainsKey(uid);

    /// <summary>The objects that name an owner.</summary>
    public IReadOnlyList<ObjectHead> DependentsOf(string uid) =>
        [.. (_dependents.GetValueOrDefault(uid)?.Keys ?? []).Select(Find).OfType<ObjectHead>()];

    /// <summary>Takes up a change.</summary>
    /// <returns>The uids to look at because of it.</returns>
    public IEnumerable<string> Take(Change<ObjectHead> change)
    {
        // A name that was deleted and taken anew shows as one change with two uids.
        if (change.Before is { } before && change.After?.Uid != before.Uid)
        {
            _objects.TryRemove(before.Uid, out _);
            Unlink(before);
            if (_gone.Count >= Remembered)
            {
                _gone.Clear();
            }

            _gone[before.Uid] = 0;
        }

        if (change.After is { } after)
        {
            if (change.Before is { } earlier && earlier.Uid == after.Uid)
            {
                Unlink(earlier);
            }

            _objects[after.Uid] = after;
            foreach (var owner in after.Owners)
            {
                _dependents.GetOrAdd(owner.Uid, _ => new())[after.Uid] = 0;
            }
        }

        return Affected(change).Distinct();
    }

    private IEnumerable<string> Affected(Change<ObjectHead> change)
    {
        foreach (var head in new[] { change.Before, change.After }.OfType<ObjectHead>())
        {
            yield return head.Uid;
            if (change.After is null || head.Metadata.DeletionTimestamp is not null)
            {
                foreach (var dependent in DependentsOf(head.Uid))
                {
                    yield return dependent.Uid;
                }
            }

            foreach (var owner in head.Owners)
            {
                yield return owner.Uid; // An owner that waits for its dependents to go.
            }
        }
    }

    private void Unlink(ObjectHead head)
    {
        foreach (var owner in head.Owners)
        {
            if (_dependents.TryGetValue(owner.Uid, out var dependents))
            {
                dependents.TryRemove(head.Uid, out _);
            }
        }
    }
}

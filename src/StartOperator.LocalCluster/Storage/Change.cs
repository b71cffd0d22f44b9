using System.Collections.Immutable;

namespace StartOperator.LocalCluster.Storage;

/// <summary>What happened to an object.</summary>
internal enum ChangeType
{
    Added,
    Modified,
    Deleted,
}

/// <summary>
/// One committed write: the object after it (for a deletion its last state, carrying the deletion's revision), the one before,
/// and everything the collection held after it.
/// </summary>
internal sealed record Change(
    ChangeType Type, long Revision, StoredObject Current, StoredObject? Previous, ImmutableSortedSet<StoredObject> Contents);

/// <summary>What a collection held at a revision.</summary>
internal sealed record Snapshot(long Revision, ImmutableSortedSet<StoredObject> Contents)
{
    /// <summary>The objects whose path starts with <paramref name="prefix"/> and comes after <paramref name="after"/>, in order.</summary>
    public IEnumerable<StoredObject> Range(string prefix, string? after = null)
    {
        var from = after is null ? prefix : after + "\0";
        var index = Contents.IndexOf(new StoredObject("", from, 0, []));
        if (index < 0) index = ~index;
        for (; index < Contents.Count; index++)
        {
            var item = Contents[index];
            if (!item.Path.StartsWith(prefix, StringComparison.Ordinal)) yield break;
            yield return item;
        }
    }
}

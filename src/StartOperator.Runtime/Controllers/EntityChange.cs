using k8s.Models;

namespace StartOperator.Runtime.Controllers;

/// <summary>Tells changes that matter to an entity's controller from those that don't.</summary>
public static class EntityChange
{
    /// <summary>
    /// Whether more than the status changed: the generation (the spec), labels, annotations, finalizers, or the wish to delete. The default for
    /// a controller's own entities, so that writing a status doesn't start the next reconcile.
    /// </summary>
    public static bool IsMoreThanStatus(IMetadata<V1ObjectMeta> old, IMetadata<V1ObjectMeta> current)
    {
        var (before, after) = (old.Metadata, current.Metadata);
        return before.Uid != after.Uid
            || before.Generation != after.Generation
            || before.DeletionTimestamp != after.DeletionTimestamp
            || !SameMap(before.Labels, after.Labels)
            || !SameMap(before.Annotations, after.Annotations)
            || !SameList(before.Finalizers, after.Finalizers);
    }

    private static bool SameMap(IDictionary<string, string>? left, IDictionary<string, string>? right)
    {
        if ((left?.Count ?? 0) != (right?.Count ?? 0))
        {
            return false;
        }

        foreach (var (key, value) in left ?? new Dictionary<string, string>())
        {
            if (!right!.TryGetValue(key, out var other) || other != value)
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameList(IList<string>? left, IList<string>? right) => (left ?? []).SequenceEqual(right ?? []);
}

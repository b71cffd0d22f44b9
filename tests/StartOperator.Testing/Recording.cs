using System.Collections.Immutable;
using k8s;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.Testing;

/// <summary>The states of one object, in the order in which a watch told them.</summary>
/// <typeparam name="T">The object's kind.</typeparam>
public sealed class Recording<T> : IDisposable
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly IDisposable _subscription;
    private ImmutableList<T> _seen = [];

    internal Recording(WatchedKind<T> watch, ObjectKey key)
    {
        _subscription = watch.Subscribe(change =>
        {
            if (ObjectKey.Of(change.Latest) == key && change.After is { } state)
            {
                ImmutableInterlocked.Update(ref _seen, seen => seen.Add(state));
            }
        });
    }

    /// <summary>What was seen so far.</summary>
    public IReadOnlyList<T> Seen => _seen;

    /// <summary>Ends the recording.</summary>
    public void Dispose() => _subscription.Dispose();
}

using System.Collections.Immutable;
using k8s;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.Scenarios.Tests.Support;

/// <summary>What came, changed and went among the objects of a kind in one namespace while a scenario looked.</summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed class Recording<T> : IDisposable
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly IDisposable _subscription;
    private ImmutableList<Change<T>> _changes = [];

    /// <summary>Begins to record.</summary>
    /// <param name="all">The watched objects.</param>
    /// <param name="ns">The namespace.</param>
    public Recording(WatchedKind<T> all, string ns)
    {
        _subscription = all.Subscribe(change =>
        {
            if (change.Latest.Metadata.NamespaceProperty == ns)
            {
                ImmutableInterlocked.Update(ref _changes, changes => changes.Add(change));
            }
        });
    }

    /// <summary>The changes so far.</summary>
    public IReadOnlyList<Change<T>> Changes => _changes;

    /// <summary>What happened, as <c>+name</c> for an object that came and <c>-name</c> for one that went, in order.</summary>
    public IReadOnlyList<string> ComingsAndGoings => [.. Changes.Where(c => c.Before is null || c.After is null)
        .Select(c => (c.Before is null ? "+" : "-") + c.Latest.Metadata.Name)];

    /// <inheritdoc/>
    public void Dispose() => _subscription.Dispose();
}

using k8s;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.Testing;

/// <summary>Waits for things to become true in a cluster, by watching; the message of a wait in vain says how things stood.</summary>
public sealed class ClusterObserver : IAsyncDisposable
{
    private readonly ClusterApi _api;
    private readonly ClusterWatch _watch;

    /// <summary>Observes a cluster.</summary>
    /// <param name="configuration">The cluster.</param>
    public ClusterObserver(KubernetesClientConfiguration configuration)
    {
        _api = new(configuration, "startoperator-tests/observer");
        _watch = new(_api, withContents: true);
    }

    /// <summary>The API, for what a test does itself.</summary>
    public ClusterApi Api => _api;

    /// <summary>How long a wait lasts at most.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Waits until an object is there and a condition holds for it.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="key">The object.</param>
    /// <param name="holds">The condition; an object that isn't there doesn't hold.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="TimeoutException">It did not come true.</exception>
    public async Task<T> UntilAsync<T>(ObjectKey key, Func<T, bool> holds, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        (await WaitAsync<T, T>(all => all.Find(key) is { } found && holds(found) ? found : null, all => Told(key, all.Find(key)), cancellation))!;

    /// <summary>Waits until an object is gone.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="key">The object.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task UntilGoneAsync<T>(ObjectKey key, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        WaitAsync<T, string>(all => all.Find(key) is null ? "gone" : null, all => Told(key, all.Find(key)), cancellation);

    /// <summary>Waits until some object of a kind fulfils a condition, such as an event being posted.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="holds">The condition.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<T> UntilAnyAsync<T>(Func<T, bool> holds, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        WaitAsync<T, T>(all => all.All.FirstOrDefault(holds), all => $"none of {all.All.Count()} {typeof(T).Name}s", cancellation);

    /// <summary>Keeps every state of an object that is seen from now on.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="key">The object.</param>
    public Recording<T> Record<T>(ObjectKey key)
        where T : class, IKubernetesObject<V1ObjectMeta> => new(_watch.Of<T>(), key);

    /// <summary>All objects of a kind as they are known, once they are.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<IReadOnlyList<T>> AllAsync<T>(CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var all = _watch.Of<T>();
        await all.Synced.WaitAsync(Limit, cancellation);
        return [.. all.All];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        _api.Dispose();
    }

    private async Task<TFound> WaitAsync<T, TFound>(
        Func<WatchedKind<T>, TFound?> find, Func<WatchedKind<T>, string> tell, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>
        where TFound : class
    {
        var all = _watch.Of<T>();
        var found = new TaskCompletionSource<TFound>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var changes = all.Subscribe(_ => Look());
        try
        {
            await all.Synced.WaitAsync(Limit, cancellation);
            Look();
            return await found.Task.WaitAsync(Limit, cancellation);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"waited {Limit.TotalSeconds} s in vain; last seen: {tell(all)}", late);
        }

        void Look()
        {
            // Before the first list is complete, what is absent may only not have been read yet.
            if (all.Synced.IsCompleted && find(all) is { } one)
            {
                found.TrySetResult(one);
            }
        }
    }

    private static string Told(ObjectKey key, object? subject) => subject is null ? $"no {key}" : KubernetesJson.Serialize(subject);
}

using k8s;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.Scenarios.Tests.Support;

/// <summary>Waits for things to become true among watched objects.</summary>
public static class Wait
{
    /// <summary>How long a scenario waits for anything.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(180);

    /// <summary>Waits until there is something to be found among the objects of a kind.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <typeparam name="TFound">What is looked for.</typeparam>
    /// <param name="all">The objects.</param>
    /// <param name="find">Looks for it; null when it isn't there yet.</param>
    /// <param name="tell">How things stand, for the message of a wait in vain.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="TimeoutException">It did not come true.</exception>
    public static async Task<TFound> UntilAsync<T, TFound>(
        WatchedKind<T> all, Func<WatchedKind<T>, TFound?> find, Func<WatchedKind<T>, string> tell, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>
        where TFound : class
    {
        var found = new TaskCompletionSource<TFound>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var changes = all.Subscribe(_ => Look());
        try
        {
            await all.Synced.WaitAsync(Patience, cancellation);
            Look();
            return await found.Task.WaitAsync(Patience, cancellation);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"waited {Patience.TotalSeconds} s in vain: {tell(all)}", late);
        }

        void Look()
        {
            if (!all.Synced.IsCompletedSuccessfully)
            {
                return; // While the first list comes in, what is missing may be still to come.
            }

            try
            {
                if (find(all) is { } one)
                {
                    found.TrySetResult(one);
                }
            }
            catch (Exception fault)
            {
                found.TrySetException(fault);
            }
        }
    }
}

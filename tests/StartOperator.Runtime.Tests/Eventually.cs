using StartOperator.Runtime.Caching;

namespace StartOperator.Runtime.Tests;

/// <summary>Waits for changes instead of for time.</summary>
public static class Eventually
{
    /// <summary>Completes at the first change after which a condition on the cache holds, or at once if it does.</summary>
    public static async Task BecomesAsync<T>(this ObjectCache<T> cache, Func<ObjectCache<T>, bool> condition)
        where T : class, k8s.IKubernetesObject<k8s.Models.V1ObjectMeta>
    {
        var holds = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cache.Subscribe(_ =>
        {
            if (condition(cache))
            {
                holds.TrySetResult();
            }
        });
        if (!condition(cache))
        {
            await holds.Task.WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
        }
    }
}

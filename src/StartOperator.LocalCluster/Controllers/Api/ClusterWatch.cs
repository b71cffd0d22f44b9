using System.Collections.Concurrent;
using k8s;
using k8s.Models;

namespace StartOperator.LocalCluster.Controllers.Api;

/// <summary>
/// The watches that the components of one process share: whoever asks for a kind first starts its watch, everyone gets the same.
/// Of ConfigMaps and Secrets only the keys are kept, unless their contents are asked for.
/// </summary>
/// <param name="api">The API.</param>
/// <param name="withContents">Keep the contents of ConfigMaps and Secrets as well.</param>
public sealed class ClusterWatch(ClusterApi api, bool withContents = false) : IAsyncDisposable
{
    private static readonly byte[] NoBytes = [];
    private readonly ConcurrentDictionary<Type, (object Watch, Task Run)> _kinds = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();

    /// <summary>All objects of a kind.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    public WatchedKind<T> Of<T>()
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_gate)
        {
            return (WatchedKind<T>)_kinds.GetOrAdd(typeof(T), _ =>
            {
                var watch = Watched.Of<T>(api, trim: withContents ? null : Trim);
                return (watch, watch.RunAsync(_stop.Token));
            }).Watch;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_kinds.Values.Select(kind => kind.Run));
        _stop.Dispose();
    }

    private static void Trim<T>(T item)
    {
        switch (item)
        {
            case V1ConfigMap map:
                map.Data = map.Data?.ToDictionary(entry => entry.Key, _ => "");
                map.BinaryData = map.BinaryData?.ToDictionary(entry => entry.Key, _ => NoBytes);
                break;
            case V1Secret secret:
                secret.Data = secret.Data?.ToDictionary(entry => entry.Key, _ => NoBytes);
                break;
        }
    }
}

using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Metrics;
using StartOperator.Runtime.Watching;

namespace StartOperator.Runtime.Caching;

/// <summary>How the objects of a kind are kept in memory.</summary>
/// <typeparam name="T">The type of the objects.</typeparam>
public sealed class CacheOptions<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Only objects with these labels; null for all.</summary>
    public LabelSelector? Selector { get; set; }

    /// <summary>Drops what nobody reads, to save memory; may change the object it is given.</summary>
    public Func<T, T>? Trim { get; set; }

    /// <summary>Indexes by name.</summary>
    public IDictionary<string, Func<T, IEnumerable<string>>> Indexes { get; } = new Dictionary<string, Func<T, IEnumerable<string>>>();
}

/// <summary>A kind that is to be cached.</summary>
internal abstract class CacheRegistration(ResourceKind kind)
{
    public ResourceKind Kind { get; } = kind;

    public bool IsConfigured { get; set; }

    /// <summary>Makes the cache, lets it observe our own writes, and gives what fills it.</summary>
    public abstract IReadOnlyList<Func<CancellationToken, Task>> Create(
        ObjectCaches caches, ApiClient client, IReadOnlyList<string> namespaces, ReflectorOptions options, TimeProvider time, OperatorMetrics metrics, ILoggerFactory loggers);
}

/// <summary>A kind that is to be cached, and how.</summary>
internal sealed class CacheRegistration<T>(ResourceKind<T> kind) : CacheRegistration(kind)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    public CacheOptions<T> Options { get; } = new();

    public override IReadOnlyList<Func<CancellationToken, Task>> Create(
        ObjectCaches caches, ApiClient client, IReadOnlyList<string> namespaces, ReflectorOptions options, TimeProvider time, OperatorMetrics metrics, ILoggerFactory loggers)
    {
        var scope = new CacheScope(kind.Scope == ResourceScope.Namespaced ? namespaces : [], Options.Selector);
        var cache = new ObjectCache<T>(kind, scope, Options.Trim);
        foreach (var (name, values) in Options.Indexes)
        {
            cache.AddIndex(name, values);
        }

        var logger = loggers.CreateLogger($"{typeof(Reflector<>).Namespace}.Reflector.{kind.Kind}");
        cache.OnHandlerFailure(e => logger.LogError(e, "A handler of changes of {Kind} failed", kind));
        caches.Add(cache);
        client.Observe(kind, cache);
        return
        [
            .. scope.Sources.Select<string, Func<CancellationToken, Task>>(
                source => new Reflector<T>(client, cache, source, options, time, logger, metrics).RunAsync),
        ];
    }
}

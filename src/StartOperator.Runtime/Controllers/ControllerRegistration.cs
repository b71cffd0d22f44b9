using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Metrics;
using StartOperator.Runtime.Queues;

namespace StartOperator.Runtime.Controllers;

/// <summary>A controller that is to run.</summary>
/// <param name="name">Its name in logs and metrics, unique in the process.</param>
/// <param name="concurrency">How many keys it works on at a time; null for the operator's default.</param>
/// <param name="sources">What gives it work.</param>
internal abstract class ControllerRegistration(string name, int? concurrency, IReadOnlyList<ChangeSource> sources)
{
    public string Name { get; } = name;

    public int? Concurrency { get; } = concurrency;

    /// <summary>Makes the controller and connects its queue with the caches; it works once its loop runs.</summary>
    public ReconcileLoop Create(IServiceProvider services, OperatorOptions options, TimeProvider time)
    {
        var queue = new WorkQueue<NamespacedName>(time, options.Backoff);
        var caches = services.GetRequiredService<ObjectCaches>();
        var reconciler = CreateReconciler(services, caches, queue);
        foreach (var source in sources)
        {
            source.Connect(caches, queue);
        }

        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger($"{typeof(ReconcileLoop).Namespace}.{Name}");
        return new ReconcileLoop(
            Name, reconciler, queue, Concurrency ?? options.Concurrency, time, services.GetRequiredService<OperatorMetrics>(), logger);
    }

    protected abstract IReconciler CreateReconciler(IServiceProvider services, ObjectCaches caches, WorkQueue<NamespacedName> queue);
}

/// <summary>A reconciler of keys that is to run.</summary>
internal sealed class KeyRegistration<TReconciler>(string name, ReconcilerBuilder builder)
    : ControllerRegistration(name, builder.Concurrency, builder.Sources)
    where TReconciler : class, IReconciler
{
    protected override IReconciler CreateReconciler(IServiceProvider services, ObjectCaches caches, WorkQueue<NamespacedName> queue) =>
        services.GetRequiredService<TReconciler>();
}

/// <summary>A controller of entities that is to run.</summary>
internal sealed class EntityRegistration<TController, TEntity>(ControllerBuilder<TEntity> builder)
    : ControllerRegistration(builder.Name, builder.Concurrency, builder.Sources)
    where TController : class, IEntityController<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    protected override IReconciler CreateReconciler(IServiceProvider services, ObjectCaches caches, WorkQueue<NamespacedName> queue)
    {
        var cache = caches.Get(builder.Kind);
        var reconciler = new EntityReconciler<TEntity>(
            services.GetRequiredService<TController>(),
            [.. builder.Finalizers.Select(create => create(services))],
            cache,
            services.GetRequiredService<ApiClient>());
        cache.Subscribe(change =>
        {
            if (change is { Old: { } gone, New: null })
            {
                if (!reconciler.Deleted(change.Key, gone))
                {
                    return;
                }
            }
            else if (change is { Old: { } before, New: { } after } && !builder.Predicate(before, after))
            {
                return;
            }

            queue.Add(change.Key, change.IsListed ? WorkPriority.Background : WorkPriority.Change);
        });
        return reconciler;
    }
}

using System.Diagnostics.CodeAnalysis;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Controllers;

/// <summary>Collects the controllers of an operator and the kinds they need. What is wrong with it is said when the operator starts.</summary>
public sealed class OperatorBuilder
{
    private readonly Dictionary<(string Group, string Plural), CacheRegistration> _caches = [];
    private readonly List<ControllerRegistration> _controllers = [];
    private readonly List<string> _faults = [];

    internal OperatorBuilder(IServiceCollection services) => Services = services;

    /// <summary>Where services are registered.</summary>
    public IServiceCollection Services { get; }

    internal IReadOnlyCollection<CacheRegistration> Caches => _caches.Values;

    internal IReadOnlyList<ControllerRegistration> Controllers => _controllers;

    /// <summary>Runs a controller of entities. It is a singleton.</summary>
    /// <param name="kind">The kind of its entities.</param>
    /// <param name="configure">Says what else gives it work.</param>
    public OperatorBuilder AddController<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TController, TEntity>(
        ResourceKind<TEntity> kind, Action<ControllerBuilder<TEntity>>? configure = null)
        where TController : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        Require(kind);
        Services.TryAddSingleton<TController>();
        var builder = new ControllerBuilder<TEntity>(this, kind, typeof(TController).Name);
        configure?.Invoke(builder);
        return Add(new EntityRegistration<TController, TEntity>(builder));
    }

    /// <summary>Runs a reconciler of keys. It is a singleton.</summary>
    /// <param name="name">Its name in logs and metrics.</param>
    /// <param name="configure">Says what gives it work.</param>
    public OperatorBuilder AddReconciler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TReconciler>(
        string name, Action<ReconcilerBuilder> configure)
        where TReconciler : class, IReconciler
    {
        Services.TryAddSingleton<TReconciler>();
        var builder = new ReconcilerBuilder(this);
        configure(builder);
        if (builder.Sources.Count == 0)
        {
            Fault($"reconciler '{name}' has nothing that gives it work; call Watches");
        }

        return Add(new KeyRegistration<TReconciler>(name, builder));
    }

    /// <summary>Caches a kind, and says how; for kinds that controllers only read, or whose cache needs indexes, a selector or trimming.</summary>
    public OperatorBuilder AddCache<T>(ResourceKind<T> kind, Action<CacheOptions<T>>? configure = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (Require(kind) is { } registration && configure is not null)
        {
            if (registration.IsConfigured)
            {
                Fault($"the cache of {kind} is configured twice; do it in one AddCache");
            }

            registration.IsConfigured = true;
            configure(registration.Options);
        }

        return this;
    }

    internal void Fault(string fault) => _faults.Add(fault);

    internal CacheRegistration<T>? Require<T>(ResourceKind<T> kind)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (kind is null)
        {
            Fault($"a kind of {typeof(T).Name} is null; static properties are initialised in the order they are written");
            return null;
        }

        if (!_caches.TryGetValue((kind.Group, kind.Plural), out var present))
        {
            var registration = new CacheRegistration<T>(kind);
            _caches.Add((kind.Group, kind.Plural), registration);
            return registration;
        }

        if (!ReferenceEquals(present.Kind, kind))
        {
            Fault($"{kind.FullName} is registered with two descriptors, {present.Kind} of {present.Kind.ObjectType.Name} and {kind} of "
                + $"{kind.ObjectType.Name}; make one static ResourceKind and use it everywhere");
            return null;
        }

        return (CacheRegistration<T>)present;
    }

    /// <summary>Throws, naming every fault, unless the operator can run as registered.</summary>
    internal void Validate(OperatorOptions options)
    {
        var faults = new List<string>(_faults);
        if (_controllers.Count == 0)
        {
            faults.Add("no controller is registered; call AddController or AddReconciler");
        }

        faults.AddRange(_controllers.GroupBy(c => c.Name).Where(g => g.Count() > 1)
            .Select(g => $"{g.Count()} controllers are called '{g.Key}'; tell them apart with Named"));
        faults.AddRange(_controllers.Where(c => (c.Concurrency ?? options.Concurrency) < 1)
            .Select(c => $"controller '{c.Name}' has concurrency {c.Concurrency ?? options.Concurrency}; it needs 1 or more"));
        if (options.Namespaces.Any(string.IsNullOrWhiteSpace) || options.Namespaces.Distinct().Count() != options.Namespaces.Count)
        {
            faults.Add("Namespaces has an empty or repeated entry; leave it empty for the whole cluster");
        }

        if (options.LeaderElection?.Fault is { } election)
        {
            faults.Add(election);
        }

        if (faults.Count > 0)
        {
            throw new InvalidOperationException("the operator can't start:\n- " + string.Join("\n- ", faults));
        }
    }

    private OperatorBuilder Add(ControllerRegistration controller)
    {
        _controllers.Add(controller);
        return this;
    }
}

using System.Diagnostics.CodeAnalysis;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Controllers;

/// <summary>Says what gives a controller work besides changes of its own entities.</summary>
/// <typeparam name="TEntity">The kind of entity.</typeparam>
public sealed class ControllerBuilder<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly OperatorBuilder _operator;
    private readonly HashSet<string> _identifiers = [];

    internal ControllerBuilder(OperatorBuilder @operator, ResourceKind<TEntity> kind, string name)
    {
        _operator = @operator;
        Kind = kind;
        Name = name;
    }

    internal ResourceKind<TEntity> Kind { get; }

    internal string Name { get; private set; }

    internal int? Concurrency { get; private set; }

    internal Func<TEntity, TEntity, bool> Predicate { get; private set; } = EntityChange.IsMoreThanStatus;

    internal List<ChangeSource> Sources { get; } = [];

    internal List<Func<IServiceProvider, NamedFinalizer<TEntity>>> Finalizers { get; } = [];

    /// <summary>The name in logs and metrics, in place of the controller's type.</summary>
    public ControllerBuilder<TEntity> Named(string name)
    {
        Name = name;
        return this;
    }

    /// <summary>How many entities are worked on at a time.</summary>
    public ControllerBuilder<TEntity> WithConcurrency(int concurrency)
    {
        Concurrency = concurrency;
        return this;
    }

    /// <summary>Which changes of an entity (old, new) give work, in place of <see cref="EntityChange.IsMoreThanStatus"/>.</summary>
    public ControllerBuilder<TEntity> Where(Func<TEntity, TEntity, bool> predicate)
    {
        Predicate = predicate;
        return this;
    }

    /// <summary>A change of an object controlled by an entity gives that entity work. Its cache gets the index <see cref="Owners.Index"/>.</summary>
    /// <param name="kind">The kind of the owned objects.</param>
    /// <param name="where">Which changes (old, new) count; all when null.</param>
    public ControllerBuilder<TEntity> Owns<T>(ResourceKind<T> kind, Func<T, T, bool>? where = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var owner = Kind;
        return AddSource(kind, (child, _) => Owners.KeyOfOwner(child, owner) is { } key ? [key] : [], where, owned: true);
    }

    /// <summary>A change of any object gives work to the entities that <paramref name="map"/> names.</summary>
    /// <param name="kind">The kind of the objects.</param>
    /// <param name="map">Names entities that a state of an object concerns. Called for the state before and after a change; it must be quick.</param>
    /// <param name="where">Which changes (old, new) count; all when null.</param>
    public ControllerBuilder<TEntity> Watches<T>(
        ResourceKind<T> kind, Func<T, ObjectCaches, IEnumerable<NamespacedName>> map, Func<T, T, bool>? where = null)
        where T : class, IKubernetesObject<V1ObjectMeta> => AddSource(kind, map, where, owned: false);

    /// <summary>Lets an entity that is being deleted wait for a finalizer, where the finalizer wants it.</summary>
    /// <param name="identifier">The name in <c>metadata.finalizers</c>, such as <c>example.com/cleanup</c>.</param>
    public ControllerBuilder<TEntity> AddFinalizer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFinalizer>(
        string identifier)
        where TFinalizer : class, IEntityFinalizer<TEntity>
    {
        if (identifier.IndexOf('/') <= 0)
        {
            _operator.Fault($"finalizer '{identifier}' of {Name} needs a domain, as in example.com/{identifier}");
        }

        if (!_identifiers.Add(identifier))
        {
            _operator.Fault($"finalizer '{identifier}' of {Name} is added twice");
        }

        _operator.Services.TryAddSingleton<TFinalizer>();
        Finalizers.Add(services => new NamedFinalizer<TEntity>(identifier, services.GetRequiredService<TFinalizer>()));
        return this;
    }

    private ControllerBuilder<TEntity> AddSource<T>(
        ResourceKind<T> kind, Func<T, ObjectCaches, IEnumerable<NamespacedName>> map, Func<T, T, bool>? where, bool owned)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        _operator.Require(kind);
        Sources.Add(new ChangeSource<T>(kind, map, where, owned));
        return this;
    }
}

/// <summary>Says what gives a reconciler work.</summary>
public sealed class ReconcilerBuilder
{
    private readonly OperatorBuilder _operator;

    internal ReconcilerBuilder(OperatorBuilder @operator) => _operator = @operator;

    internal int? Concurrency { get; private set; }

    internal List<ChangeSource> Sources { get; } = [];

    /// <summary>How many keys are worked on at a time.</summary>
    public ReconcilerBuilder WithConcurrency(int concurrency)
    {
        Concurrency = concurrency;
        return this;
    }

    /// <summary>A change of an object gives work to the keys that <paramref name="map"/> names.</summary>
    /// <param name="kind">The kind of the objects.</param>
    /// <param name="map">Names keys that a state of an object concerns. Called for the state before and after a change; it must be quick.</param>
    /// <param name="where">Which changes (old, new) count; all when null.</param>
    public ReconcilerBuilder Watches<T>(
        ResourceKind<T> kind, Func<T, ObjectCaches, IEnumerable<NamespacedName>> map, Func<T, T, bool>? where = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        _operator.Require(kind);
        Sources.Add(new ChangeSource<T>(kind, map, where, owned: false));
        return this;
    }
}

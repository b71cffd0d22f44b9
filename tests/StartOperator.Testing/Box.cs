using k8s;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.Testing;

/// <summary>A namespace of its own for one test, so that tests can share a cluster.</summary>
public sealed class Box : IAsyncDisposable
{
    private Box(string name, ClusterObserver observer)
    {
        (Name, Observer) = (name, observer);
    }

    /// <summary>The namespace.</summary>
    public string Name { get; }

    /// <summary>Waits for things in the cluster.</summary>
    public ClusterObserver Observer { get; }

    /// <summary>The API.</summary>
    public ClusterApi Api => Observer.Api;

    /// <summary>Creates a namespace in which pods can be created.</summary>
    /// <param name="configuration">The cluster.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="hasServiceAccounts">Whether something in the cluster makes the default service account, to wait for it.</param>
    public static async Task<Box> CreateAsync(
        KubernetesClientConfiguration configuration, CancellationToken cancellation, bool hasServiceAccounts = true)
    {
        var box = new Box($"box-{Guid.NewGuid().ToString("n")[..8]}", new(configuration));
        await box.Api.CreateAsync(new V1Namespace { ApiVersion = "v1", Kind = "Namespace", Metadata = new() { Name = box.Name } }, cancellation);
        if (hasServiceAccounts)
        {
            await box.Observer.UntilAsync<V1ServiceAccount>(box.Key("default"), _ => true, cancellation);
        }

        return box;
    }

    /// <summary>The name of an object of this namespace.</summary>
    /// <param name="name">Its name.</param>
    public ObjectKey Key(string name) => new(Name, name);

    /// <summary>Creates an object in this namespace.</summary>
    /// <typeparam name="T">Its kind.</typeparam>
    /// <param name="subject">The object.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<T> CreateAsync<T>(T subject, CancellationToken cancellation)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        subject.Metadata.NamespaceProperty = Name;
        return Api.CreateAsync(subject, cancellation);
    }

    /// <summary>Waits until a pod is as wanted.</summary>
    /// <param name="name">The pod.</param>
    /// <param name="holds">What is wanted.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<V1Pod> PodAsync(string name, Func<V1Pod, bool> holds, CancellationToken cancellation) =>
        Observer.UntilAsync(Key(name), holds, cancellation);

    /// <summary>Waits until an event about an object of this namespace is posted.</summary>
    /// <param name="subject">The object's name.</param>
    /// <param name="reason">The event's reason.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="message">The event's message; any by default.</param>
    public Task<Corev1Event> EventAsync(string subject, string reason, CancellationToken cancellation, string? message = null) =>
        Observer.UntilAnyAsync<Corev1Event>(
            posted => posted.Metadata.NamespaceProperty == Name && posted.InvolvedObject.Name == subject && posted.Reason == reason
                && (message is null || posted.Message == message),
            cancellation);

    /// <summary>Deletes the namespace, without waiting for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Api.DeleteAsync<V1Namespace>(new(null, Name), new(), CancellationToken.None);
        }
        finally
        {
            await Observer.DisposeAsync();
        }
    }
}

using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace StartOperator.Runtime.Client;

/// <summary>
/// Reads and writes objects of any <see cref="ResourceKind{T}"/>. Addresses, certificates and tokens, which are refreshed, come from
/// KubernetesClient's configuration. Every failure is an <see cref="ApiException"/>; nothing is retried here, because whoever asks
/// knows better when to ask again. Results reach the caches that observe a kind, so that they never fall behind our own writes.
/// </summary>
public sealed partial class ApiClient : IDisposable
{
    private const string Json = "application/json";
    private const string ApplyPatch = "application/apply-patch+yaml";
    private const string MergePatch = "application/merge-patch+json";
    private const string JsonPatchType = "application/json-patch+json";

    private readonly ApiTransport _transport;
    private readonly ApiClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<ResourceKind, object> _observers = new();

    /// <summary>Creates a client.</summary>
    /// <param name="configuration">Where the API server is and who we are.</param>
    /// <param name="options">Limits and the field manager; defaults when null.</param>
    /// <param name="time">The clock of time limits; the system's when null.</param>
    public ApiClient(KubernetesClientConfiguration configuration, ApiClientOptions? options = null, TimeProvider? time = null)
    {
        _options = options ?? new ApiClientOptions();
        _time = time ?? TimeProvider.System;
        _transport = new ApiTransport(configuration, _options, _time);
    }

    /// <summary>The field manager that owns what this client writes.</summary>
    public string FieldManager => _options.FieldManager;

    /// <summary>From now on <paramref name="observer"/> learns of every result of this kind; it replaces an earlier one.</summary>
    public void Observe<T>(ResourceKind<T> kind, IWriteObserver<T> observer)
        where T : class, IKubernetesObject<V1ObjectMeta> => _observers[kind] = observer;

    /// <summary>Reads one object as it is now; null when there is none.</summary>
    public async Task<T?> GetAsync<T>(ResourceKind<T> kind, NamespacedName name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            using var body = await _transport.ExchangeAsync(new(ApiRequest.Get, kind, ResourcePath.Object(kind, name)), cancellationToken);
            return Observed(kind, body);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Reads one object as JSON with everything the server keeps about it, <c>managedFields</c> included; null when there is none.</summary>
    public async Task<JsonObject?> GetJsonAsync(ResourceKind kind, NamespacedName name, CancellationToken cancellationToken)
    {
        try
        {
            using var body = await _transport.ExchangeAsync(new(ApiRequest.Get, kind, ResourcePath.Object(kind, name)), cancellationToken);
            return ReadNode(kind, body) as JsonObject ?? throw Malformed(kind, new JsonException("not an object"));
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Creates an object that must not exist yet.</summary>
    public Task<T> CreateAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        CreateAsync(kind, resource.Metadata.NamespaceProperty, kind.Write(resource), cancellationToken);

    /// <summary>Creates an object, given as JSON, that must not exist yet.</summary>
    public Task<T> CreateAsync<T>(ResourceKind<T> kind, string? space, ReadOnlyMemory<byte> resource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        WriteAsync(kind, new(ApiRequest.Create, kind, Query(ResourcePath.Collection(kind, space)).ToString(), resource, Json), cancellationToken);

    /// <summary>Asks whether the server would create an object, without creating it: it is defaulted, admitted and validated.</summary>
    /// <returns>The object as it would be. Fields whose feature the server has not switched on are missing there.</returns>
    /// <exception cref="ApiException">It would not; where an object of that name exists, and all else is right, that is what it says.</exception>
    public async Task<T> DryRunCreateAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var url = Query(ResourcePath.Collection(kind, resource.Metadata.NamespaceProperty)).Add("dryRun", "All").ToString();
        using var body = await _transport.ExchangeAsync(new(ApiRequest.Create, kind, url, kind.Write(resource), Json), cancellationToken);
        return Read(kind, body);
    }

    /// <summary>
    /// Server-side apply: the fields in <paramref name="configuration"/> become ours, those we applied before and left out now disappear,
    /// others' stay. A <c>metadata.uid</c> in it makes sure that no other object of the same name is touched.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The object, which is created when absent.</param>
    /// <param name="configuration">The applied configuration as JSON.</param>
    /// <param name="force">Take fields over from other managers; else a conflict is an error.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<T> ApplyAsync<T>(
        ResourceKind<T> kind, NamespacedName name, ReadOnlyMemory<byte> configuration, bool force, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        WriteAsync(kind, new(ApiRequest.Apply, kind, ApplyUrl(kind, name, force), configuration, ApplyPatch), cancellationToken);

    /// <summary>Server-side apply as in <see cref="ApplyAsync{T}"/>, which also gives the object's metadata as JSON, <c>managedFields</c> included.</summary>
    internal async Task<(T Resource, JsonObject Metadata)> ApplyWithOwnersAsync<T>(
        ResourceKind<T> kind, NamespacedName name, ReadOnlyMemory<byte> configuration, bool force, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        using var body = await _transport.ExchangeAsync(new(ApiRequest.Apply, kind, ApplyUrl(kind, name, force), configuration, ApplyPatch), cancellationToken);
        var metadata = ReadNode(kind, body)?["metadata"] as JsonObject ?? [];
        return (Observed(kind, body), metadata);
    }

    /// <summary>JSON merge patch (RFC 7386); <paramref name="subresource"/> is <c>status</c> or null for the object itself.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The object.</param>
    /// <param name="patch">What to change. A <c>metadata.uid</c> in it makes sure that no other object of the same name is touched.</param>
    /// <param name="subresource"><c>status</c>, or null for the object itself.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <param name="fieldManager">
    /// Who owns the fields: this client's field manager when null. Fields of another manager outlast every apply of ours that doesn't have them.
    /// </param>
    public Task<T> MergePatchAsync<T>(
        ResourceKind<T> kind, NamespacedName name, JsonObject patch, string? subresource, CancellationToken cancellationToken, string? fieldManager = null)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        PatchAsync(kind, name, patch, MergePatch, subresource, fieldManager, cancellationToken);

    /// <summary>JSON patch (RFC 6902); <paramref name="subresource"/> is <c>status</c> or null for the object itself.</summary>
    public Task<T> JsonPatchAsync<T>(
        ResourceKind<T> kind, NamespacedName name, JsonArray patch, string? subresource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        PatchAsync(kind, name, patch, JsonPatchType, subresource, null, cancellationToken);

    /// <summary>Deletes an object. That it is absent already is no error; that a condition doesn't hold is a conflict.</summary>
    public async Task<DeleteOutcome> DeleteAsync<T>(
        ResourceKind<T> kind, NamespacedName name, DeleteConditions? conditions, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        conditions ??= new DeleteConditions();
        try
        {
            using var body = await _transport.ExchangeAsync(
                new(ApiRequest.Delete, kind, ResourcePath.Object(kind, name), DeleteBody(conditions), Json), cancellationToken);
            return Deleted(kind, name, conditions.Uid, body);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            ReportDeleted(kind, name, conditions.Uid);
            return DeleteOutcome.NotFound;
        }
        catch (JsonException e)
        {
            throw Malformed(kind, e);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _transport.Dispose();

    private static byte[] DeleteBody(DeleteConditions conditions) => JsonSerializer.SerializeToUtf8Bytes(
        new V1DeleteOptions
        {
            ApiVersion = "v1",
            Kind = "DeleteOptions",
            GracePeriodSeconds = conditions.GracePeriodSeconds,
            PropagationPolicy = conditions.Propagation == DeletePropagation.Default ? null : conditions.Propagation.ToString(),
            Preconditions = conditions is { Uid: null, ResourceVersion: null }
                ? null
                : new V1Preconditions { Uid = conditions.Uid, ResourceVersion = conditions.ResourceVersion },
        },
        KubernetesContracts.Of<V1DeleteOptions>());

    private QueryBuilder Query(string path, string? fieldManager = null) => new QueryBuilder(path).Add("fieldManager", fieldManager ?? _options.FieldManager);

    private string ApplyUrl(ResourceKind kind, NamespacedName name, bool force) =>
        Query(ResourcePath.Object(kind, name)).Add("force", force ? "true" : null).ToString();

    private Task<T> PatchAsync<T>(
        ResourceKind<T> kind, NamespacedName name, JsonNode patch, string type, string? subresource, string? fieldManager, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var url = Query(ResourcePath.Object(kind, name, subresource), fieldManager).ToString();
        return WriteAsync(kind, new(ApiRequest.Patch, kind, url, Encoding.UTF8.GetBytes(patch.ToJsonString()), type), cancellationToken);
    }

    private async Task<T> WriteAsync<T>(ResourceKind<T> kind, ApiRequest request, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        using var body = await _transport.ExchangeAsync(request, cancellationToken);
        return Observed(kind, body);
    }

    private T Observed<T>(ResourceKind<T> kind, PooledBody body)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (_observers.TryGetValue(kind, out var observer))
        {
            ((IWriteObserver<T>)observer).ObserveWrite(Read(kind, body));
        }

        return Read(kind, body);
    }

    private static T Read<T>(ResourceKind<T> kind, PooledBody body)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return kind.Read(body.Span);
        }
        catch (JsonException e)
        {
            throw Malformed(kind, e);
        }
    }

    private static JsonNode? ReadNode(ResourceKind kind, PooledBody body)
    {
        try
        {
            return JsonNode.Parse(body.Span, documentOptions: KubernetesContracts.DocumentOptions);
        }
        catch (JsonException e)
        {
            throw Malformed(kind, e);
        }
    }

    private static ApiException Malformed(ResourceKind kind, JsonException cause) =>
        new(null, "Malformed", $"the answer is no {kind.Kind} that can be read: {cause.Message}", cause);

    private DeleteOutcome Deleted<T>(ResourceKind<T> kind, NamespacedName name, string? uid, PooledBody body)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (ObjectHeader.Read(body.Span).Kind == "Status")
        {
            var status = JsonSerializer.Deserialize(body.Span, KubernetesContracts.Of<V1Status>());
            ReportDeleted(kind, name, status?.Details?.Uid ?? uid);
            return DeleteOutcome.Deleted;
        }

        // Some kinds answer with the object. It stays only while a grace period runs or finalizers are left.
        var metadata = kind.Read(body.Span).Metadata;
        if (metadata.DeletionTimestamp is not null && (metadata.DeletionGracePeriodSeconds > 0 || metadata.Finalizers is { Count: > 0 }))
        {
            _ = Observed(kind, body);
            return DeleteOutcome.Terminating;
        }

        ReportDeleted(kind, name, metadata.Uid);
        return DeleteOutcome.Deleted;
    }

    private void ReportDeleted<T>(ResourceKind<T> kind, NamespacedName name, string? uid)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (uid is not null && _observers.TryGetValue(kind, out var observer))
        {
            ((IWriteObserver<T>)observer).ObserveDelete(name, uid);
        }
    }
}

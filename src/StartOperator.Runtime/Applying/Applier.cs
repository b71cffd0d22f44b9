using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;

namespace StartOperator.Runtime.Applying;

/// <summary>
/// Makes objects as desired with as few requests as possible: none when the cache shows that nothing differs, a create when it shows absence,
/// a server-side apply otherwise. A field that is no longer desired disappears; other managers' fields stay. Objects of somebody else are never
/// touched.
/// </summary>
/// <param name="client">The API server; its field manager owns what is applied.</param>
/// <param name="caches">Where kinds are looked up that are cached.</param>
/// <param name="annotationPrefix">The prefix of the annotation <c>applied-hash</c>, a DNS name.</param>
public sealed class Applier(ApiClient client, ObjectCaches caches, string annotationPrefix)
{
    private const int Attempts = 3;

    private readonly ConditionalWeakTable<object, Verified> _verified = [];
    private readonly Normalisations _normalisations = new();

    /// <summary>The annotation that tells what was last written.</summary>
    public string Annotation { get; } = $"{annotationPrefix}/applied-hash";

    /// <summary>
    /// Makes an object as desired, comparing with the kind's cache, or with a live read when nothing caches the kind. The parameters are those of
    /// the other overload.
    /// </summary>
    public async Task<ApplyResult<T>> EnsureAsync<T>(
        ResourceKind<T> kind, T desired, Func<T, bool>? owns = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var key = NamespacedName.Of(desired);
        var observed = caches.Find(kind) is { HasSynced: true } cache ? cache.Get(key) : await client.GetAsync(kind, key, cancellationToken);
        return await EnsureAsync(kind, desired, observed, owns, cancellationToken);
    }

    /// <summary>Makes an object as desired.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="desired">What is desired of it; its status and what only the server sets are left out.</param>
    /// <param name="observed">The object as a synced cache has it; null when it is absent there.</param>
    /// <param name="owns">
    /// Whether an object that exists may be written. When null: it has the same controlling owner as <paramref name="desired"/>, or, where that
    /// has none, was written by an applier before.
    /// </param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <exception cref="ApiException">The server can't be reached, or something else writes the object at the same time: try again later.</exception>
    public Task<ApplyResult<T>> EnsureAsync<T>(
        ResourceKind<T> kind, T desired, T? observed, Func<T, bool>? owns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => EnsureAsync(kind, desired, observed, owns, mayCreate: true, cancellationToken);

    /// <summary>
    /// Makes an object that exists as desired, like <c>EnsureAsync</c>, and never creates it: when it turns out to be gone, or another one has its name
    /// that is not ours, that is the outcome. For what can't be replaced by an empty one, such as a claim.
    /// </summary>
    public Task<ApplyResult<T>> UpdateAsync<T>(
        ResourceKind<T> kind, T desired, T observed, Func<T, bool>? owns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> => EnsureAsync(kind, desired, observed, owns, mayCreate: false, cancellationToken);

    private async Task<ApplyResult<T>> EnsureAsync<T>(
        ResourceKind<T> kind, T desired, T? observed, Func<T, bool>? owns, bool mayCreate, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var json = kind.Write(desired);
        owns ??= live => IsOurs(desired, live);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return observed is not null ? await ChangeAsync(kind, json, observed, owns, cancellationToken)
                    : mayCreate ? await CreateAsync(kind, json, desired.Metadata.NamespaceProperty, cancellationToken)
                    : ApplyResult<T>.Absent;
            }
            catch (ApiException e) when (IsOutdated(e) && attempt < Attempts)
            {
                // What was observed is past: there is an object where none was, none where one was, or another one.
                observed = await client.GetAsync(kind, NamespacedName.Of(desired), cancellationToken);
            }
        }
    }

    /// <summary>Whether an object, as a cache has it, is what was last written, and that is what is desired: then nothing would be sent.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="desired">What is desired of it.</param>
    /// <param name="observed">The object as the cache has it.</param>
    public bool IsAsWritten<T>(ResourceKind<T> kind, T desired, T observed)
        where T : class, IKubernetesObject<V1ObjectMeta> => IsAsWritten(kind, kind.Write(desired), observed, out _, out _);

    /// <summary>
    /// Deletes those of the observed objects that are no longer desired, if they are ours and not being deleted already.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="observed">The objects there are, such as those of one owner.</param>
    /// <param name="desired">The names of those that stay.</param>
    /// <param name="owns">Whether an object may be deleted.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>The objects that were deleted.</returns>
    public async Task<IReadOnlyList<T>> PruneAsync<T>(
        ResourceKind<T> kind, IEnumerable<T> observed, IReadOnlySet<NamespacedName> desired, Func<T, bool> owns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var deleted = new List<T>();
        foreach (var live in observed)
        {
            if (!desired.Contains(NamespacedName.Of(live)) && live.Metadata.DeletionTimestamp is null && owns(live)
                && await DeleteAsync(kind, live, cancellationToken))
            {
                deleted.Add(live);
            }
        }

        return deleted;
    }

    /// <summary>
    /// Writes the status of an entity as a merge patch of what differs; no request when nothing does. Fields no longer in it are removed, lists
    /// replaced as a whole.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="observed">The entity as the cache has it.</param>
    /// <param name="updated">A copy of it with the new status; nothing else of it counts.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The entity as it is now.</returns>
    public Task<T> PatchStatusAsync<T>(ResourceKind<T> kind, T observed, T updated, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var (before, after) = (kind.Write(observed), kind.Write(updated));
        return before.AsSpan().SequenceEqual(after) ? Task.FromResult(observed) : PatchStatusAsync(kind, observed, StatusIn(before), StatusIn(after), cancellationToken);
    }

    /// <summary>Writes the status of an entity, given as JSON, like the other overload.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="observed">The entity as the cache has it.</param>
    /// <param name="status">The new status; null for none.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<T> PatchStatusAsync<T>(ResourceKind<T> kind, T observed, JsonObject? status, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        PatchStatusAsync(kind, observed, StatusIn(kind.Write(observed)), status, cancellationToken);

    private async Task<T> PatchStatusAsync<T>(ResourceKind<T> kind, T observed, JsonObject? before, JsonObject? after, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (MergeDiff.Of(before, after) is not { } difference)
        {
            return observed;
        }

        // A uid would guard nothing here: of a status patch the server ignores the metadata. Should another entity have taken the name meanwhile, the
        // cache learns its state from the answer, and its own reconcile puts its status right.
        var patch = new JsonObject { ["status"] = difference };
        return await client.MergePatchAsync(kind, NamespacedName.Of(observed), patch, "status", cancellationToken);
    }

    private static JsonObject? StatusIn(byte[] resource) =>
        JsonNode.Parse(resource, documentOptions: KubernetesContracts.DocumentOptions)?["status"] as JsonObject;

    private static bool IsRefusal(ApiException e) =>
        (e.IsInvalid || e.IsForbidden || e.StatusCode == HttpStatusCode.BadRequest) && !IsOutdated(e);

    private static bool IsOutdated(ApiException e) =>
        e.IsAlreadyExists || e.IsConflict || (e.IsInvalid && e.Causes.Any(c => c.Field == "metadata.uid"));

    private bool IsOurs(IMetadata<V1ObjectMeta> desired, IMetadata<V1ObjectMeta> live) =>
        Owners.ControllerOf(desired) is { } owner
            ? Owners.ControllerOf(live)?.Uid == owner.Uid
            : live.Metadata.Annotations?.ContainsKey(Annotation) == true;

    /// <summary>Deletes this very object; false when it was gone already, or another one has its name.</summary>
    private async Task<bool> DeleteAsync<T>(ResourceKind<T> kind, T live, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var conditions = new DeleteConditions { Uid = live.Metadata.Uid, Propagation = DeletePropagation.Background };
        try
        {
            return await client.DeleteAsync(kind, NamespacedName.Of(live), conditions, cancellationToken) != DeleteOutcome.NotFound;
        }
        catch (ApiException e) when (e.IsConflict)
        {
            return false;
        }
    }

    private async Task<ApplyResult<T>> CreateAsync<T>(ResourceKind<T> kind, byte[] desired, string? space, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var form = AppliedForm.Of(desired, Annotation);
        try
        {
            var created = await client.CreateAsync(kind, space, form.ForCreate(), cancellationToken);
            _normalisations.Learn(created, form, form.Differences(kind.Write(created)));
            return ApplyResult<T>.Of(ApplyOutcome.Created, created);
        }
        catch (ApiException e) when (IsRefusal(e))
        {
            return ApplyResult<T>.Rejected(e, null);
        }
    }

    private async Task<ApplyResult<T>> ChangeAsync<T>(
        ResourceKind<T> kind, byte[] desired, T observed, Func<T, bool> owns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (!owns(observed))
        {
            return ApplyResult<T>.Of(ApplyOutcome.NameTaken, observed);
        }

        if (observed.Metadata.DeletionTimestamp is not null)
        {
            return ApplyResult<T>.Of(ApplyOutcome.Terminating, observed);
        }

        return IsAsWritten(kind, desired, observed, out var form, out var differences)
            ? ApplyResult<T>.Of(ApplyOutcome.Unchanged, observed)
            : await ApplyAsync(kind, form!, observed, differences, cancellationToken);
    }

    private bool IsAsWritten<T>(ResourceKind<T> kind, byte[] desired, T observed, out AppliedForm? form, out IReadOnlyList<string> differences)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        // Cached objects don't change, so what was found equal once stays equal.
        var digest = SHA256.HashData(desired);
        if (_verified.TryGetValue(observed, out var verified) && verified.Digest.AsSpan().SequenceEqual(digest))
        {
            (form, differences) = (null, []);
            return true;
        }

        form = AppliedForm.Of(desired, Annotation);
        differences = form.Differences(kind.Write(observed));
        if (!form.IsWrittenOn(Mark(observed)) || !_normalisations.IsAsWritten(observed, form, differences))
        {
            return false;
        }

        _verified.AddOrUpdate(observed, new Verified(digest));
        return true;
    }

    private async Task<ApplyResult<T>> ApplyAsync<T>(
        ResourceKind<T> kind, AppliedForm form, T observed, IReadOnlyList<string> differences, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var key = NamespacedName.Of(observed);
        var uid = observed.Metadata.Uid;
        try
        {
            if (!AppliedForm.IsApplied(Mark(observed)))
            {
                // What is wanted goes first, so that nobody waits for the bookkeeping.
                var (_, metadata) = await client.ApplyWithOwnersAsync(kind, key, form.ForUnfinishedApply(uid, Mark(observed)), force: true, cancellationToken);
                await FieldOwnership.TakeOverAsync(client, kind, key, uid, metadata, cancellationToken);
            }

            var applied = await client.ApplyAsync(kind, key, form.ForApply(uid), force: true, cancellationToken);
            _normalisations.Learn(applied, form, form.Differences(kind.Write(applied)));
            return ApplyResult<T>.Applied(applied, differences);
        }
        catch (ApiException e) when (IsRefusal(e))
        {
            return ApplyResult<T>.Rejected(e, observed);
        }
    }

    private string? Mark(IMetadata<V1ObjectMeta> resource) =>
        resource.Metadata.Annotations is { } annotations && annotations.TryGetValue(Annotation, out var mark) ? mark : null;

    private sealed record Verified(byte[] Digest);
}

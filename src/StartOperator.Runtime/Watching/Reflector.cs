using System.Net;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Metrics;

namespace StartOperator.Runtime.Watching;

/// <summary>
/// Keeps one source of a cache, a namespace or the whole cluster, equal to the API server: a list, then watches that each go on where the one
/// before ended, for as long as the server still knows the version; then a list again. It never gives up.
/// </summary>
/// <typeparam name="T">The type of the objects.</typeparam>
/// <param name="client">The API server.</param>
/// <param name="cache">What is kept equal.</param>
/// <param name="source">The namespace; empty for all of them.</param>
/// <param name="options">Page size and time limits.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of trouble, once per occurrence.</param>
/// <param name="metrics">Counts trouble; null for nobody.</param>
public sealed partial class Reflector<T>(
    ApiClient client, ObjectCache<T> cache, string source, ReflectorOptions options, TimeProvider time, ILogger logger, OperatorMetrics? metrics = null)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private const int RefusalsBeforeList = 3;

    private readonly ResourceKind<T> _kind = cache.Kind;
    private readonly string? _selector = cache.Scope.Selector?.ToString();
    private readonly UnreadableObjects _unreadable = new(cache.Kind.Plural, metrics);
    private string _version = "";
    private int _failures;

    /// <summary>How many objects can't be read as they are now.</summary>
    public int Unreadable => _unreadable.Count;

    /// <summary>Lists and watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await ListAndWatchAsync(cancellationToken);
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // What breaks off at the end, a request or a wait, is no fault.
        }
    }

    private async Task ListAndWatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            _version = await ListAsync(cancellationToken);
            await WatchAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            await BackOffAsync("list", e, cancellationToken);
        }
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ListAsync(options.PageSize, cancellationToken);
        }
        catch (ApiException e) when (e.IsGone)
        {
            // The history the pages came from was compacted between two of them: all at once, then.
            return await ListAsync(0, cancellationToken);
        }
    }

    private async Task<string> ListAsync(int pageSize, CancellationToken cancellationToken)
    {
        var begun = cache.BeginList();
        var items = new List<T>();
        var retained = new HashSet<NamespacedName>();
        string? continuation = null;
        ListPage<T> page;
        do
        {
            page = await client.ListPageAsync(_kind, source, _selector, pageSize, continuation, cancellationToken);
            items.AddRange(page.Items.Select(cache.Trim));
            foreach (var bad in page.Undecodable)
            {
                retained.Add(bad.Header.Key);
                LogUnreadable(_kind, bad.Header.Key, bad.Error);
            }

            continuation = page.Continue;
        }
        while (continuation is not null);

        cache.Replace(source, begun, items, retained, page.ResourceVersion);
        _unreadable.Replace(retained);
        LogListed(_kind, source, items.Count, page.ResourceVersion);
        return page.ResourceVersion;
    }

    /// <summary>Watches until a new list is needed.</summary>
    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var begun = time.GetTimestamp();
            var from = _version;
            try
            {
                if (!await FollowAsync(cancellationToken))
                {
                    return;
                }

                if (_version == from && time.GetElapsedTime(begun) < TimeSpan.FromSeconds(1))
                {
                    await BackOffAsync("watch", null, cancellationToken);
                }
            }
            catch (ApiException e) when (e.IsGone)
            {
                LogGone(_kind, source, _version);
                metrics?.WatchRestarted(_kind.Plural, "Gone");
                await (_version == from && _failures > 0 ? BackOffAsync("watch", e, cancellationToken) : CountFailure());
                return;
            }
            catch (ApiException e) when (e.Reason == "Timeout" && time.GetElapsedTime(begun) >= options.Silence)
            {
                LogSilent(_kind, source, options.Silence.TotalSeconds);
                metrics?.WatchRestarted(_kind.Plural, "Silent");
            }
            catch (ApiException e)
            {
                await BackOffAsync("watch", e, cancellationToken);
                if (NeedsList(e))
                {
                    return;
                }
            }
        }
    }

    /// <summary>Takes in one watch until the server ends it; false when its versions went back, so that nothing after them can be trusted.</summary>
    private async Task<bool> FollowAsync(CancellationToken cancellationToken)
    {
        var timeout = options.WatchTimeout * (1 + options.Backoff.Random());
        var request = new WatchRequest(source, _selector, _version, timeout, options.Silence);
        await foreach (var change in client.WatchAsync(_kind, request, cancellationToken))
        {
            var reached = change.ResourceVersion;
            if (ResourceVersion.IsNewer(_version, reached))
            {
                LogWentBack(_kind, source, _version, reached);
                return false;
            }

            Take(change);
            if (reached.Length > 0)
            {
                _version = reached;
                _failures = 0;
            }
        }

        return true;
    }

    // What can't be read as an event may have been any change at all. A kind that is not served any more may come back with other objects,
    // and a version that the server has yet to reach belongs to another history, such as that before a restored backup. A server that keeps
    // refusing to go on from a version may still be able to list.
    private bool NeedsList(ApiException e) =>
        e.Reason == "Malformed"
        || e.IsNotFound
        || e.Causes.Any(c => c.Reason == "ResourceVersionTooLarge")
        || (e.StatusCode is not (null or HttpStatusCode.TooManyRequests) && _failures > RefusalsBeforeList);

    private void Take(WatchEvent<T> change)
    {
        switch (change)
        {
            case { Type: WatchEventType.Added or WatchEventType.Modified, Resource: { } resource }:
                _unreadable.Remove(NamespacedName.Of(resource));
                cache.WatchedPut(source, cache.Trim(resource));
                break;
            case { Type: WatchEventType.Deleted, Resource: { } last }:
                var meta = last.Metadata;
                _unreadable.Remove(NamespacedName.Of(last));
                cache.WatchedDelete(source, new ObjectHeader("", NamespacedName.Of(last), meta.Uid, meta.ResourceVersion), cache.Trim(last));
                break;
            case { Type: WatchEventType.Deleted }:
                _unreadable.Remove(change.Header.Key);
                cache.WatchedDelete(source, change.Header, null);
                break;
            case { Type: WatchEventType.Bookmark }:
                cache.Bookmark(source, change.ResourceVersion);
                break;
            default:
                _unreadable.Add(change.Header.Key);
                LogUnreadable(_kind, change.Header.Key, change.Error ?? "");
                cache.Bookmark(source, change.ResourceVersion);
                break;
        }
    }

    private Task CountFailure()
    {
        _failures++;
        return Task.CompletedTask;
    }

    private Task BackOffAsync(string what, Exception? cause, CancellationToken cancellationToken)
    {
        var delay = options.Backoff.After(++_failures);
        if (cause is ApiException { RetryAfter: { } wait } && wait > delay)
        {
            delay = wait < options.Backoff.Cap ? wait : options.Backoff.Cap;
        }

        metrics?.WatchRestarted(_kind.Plural, (cause as ApiException)?.Reason ?? "Ended");
        LogBackOff(what, _kind, source, cause?.Message ?? "it ended at once", delay.TotalSeconds);
        return Task.Delay(delay, time, cancellationToken);
    }

    [LoggerMessage(LogLevel.Debug, "Listed {Count} objects of {Kind} in '{Source}' at {Version}")]
    private partial void LogListed(ResourceKind kind, string source, int count, string version);

    [LoggerMessage(LogLevel.Warning, "Could not {What} {Kind} in '{Source}': {Cause}; next try in {Delay:0.0} s")]
    private partial void LogBackOff(string what, ResourceKind kind, string source, string cause, double delay);

    [LoggerMessage(LogLevel.Information, "The server no longer knows {Kind} in '{Source}' at {Version}; listing again")]
    private partial void LogGone(ResourceKind kind, string source, string version);

    [LoggerMessage(LogLevel.Warning, "Nothing was heard of {Kind} in '{Source}' for {Seconds} s; watching again")]
    private partial void LogSilent(ResourceKind kind, string source, double seconds);

    [LoggerMessage(LogLevel.Warning, "{Kind} in '{Source}' went back from {From} to {To}, as after a restored backup; listing again")]
    private partial void LogWentBack(ResourceKind kind, string source, string from, string to);

    [LoggerMessage(LogLevel.Error, "{Kind} {Key} can't be read and keeps its last known state: {Error}")]
    private partial void LogUnreadable(ResourceKind kind, NamespacedName key, string error);
}

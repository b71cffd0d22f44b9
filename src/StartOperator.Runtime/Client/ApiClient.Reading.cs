using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s;
using k8s.Models;
using StartOperator.Runtime.Watching;

namespace StartOperator.Runtime.Client;

/// <summary>Reads of many objects: lists in pages, and watches.</summary>
public sealed partial class ApiClient
{
    /// <summary>Reads one page of a list as it is now.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="space">The namespace; null or empty for all.</param>
    /// <param name="labelSelector">Only objects with these labels; null for all.</param>
    /// <param name="limit">The most objects on a page; zero for all at once.</param>
    /// <param name="continuation">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<ListPage<T>> ListPageAsync<T>(
        ResourceKind<T> kind, string? space, string? labelSelector, int limit, string? continuation, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var url = new QueryBuilder(ResourcePath.Collection(kind, space))
            .Add("limit", limit > 0 ? limit.ToString() : null)
            .Add("continue", continuation)
            .Add("labelSelector", labelSelector)
            .ToString();
        using var body = await _transport.ExchangeAsync(new(ApiRequest.List, kind, url), cancellationToken);
        try
        {
            return ListPage<T>.Read(kind, body.Span);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ApiException(null, "Malformed", $"GET {url}: the answer is not a list: {e.Message}", e);
        }
    }

    /// <summary>Reads all objects as they are now.</summary>
    /// <exception cref="ApiException">The server refused, or an object can't be decoded.</exception>
    public async Task<IReadOnlyList<T>> ListAsync<T>(
        ResourceKind<T> kind, string? space, string? labelSelector, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var all = new List<T>();
        string? continuation = null;
        do
        {
            var page = await ListPageAsync(kind, space, labelSelector, 500, continuation, cancellationToken);
            if (page.Undecodable is [var bad, ..])
            {
                throw new ApiException(null, "Malformed", $"{kind} {bad.Header.Key} can't be decoded: {bad.Error}");
            }

            all.AddRange(page.Items);
            continuation = page.Continue;
        }
        while (continuation is not null);
        return all;
    }

    /// <summary>
    /// Follows the changes after a version. The stream ends when the server ends it, and throws <see cref="ApiException"/> when the
    /// connection breaks, when nothing at all was heard for <see cref="WatchRequest.Silence"/>, or when the server reports an error
    /// (<see cref="ApiException.IsGone"/>: list again).
    /// </summary>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ResourceKind<T> kind, WatchRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var url = new QueryBuilder(ResourcePath.Collection(kind, request.Namespace))
            .Add("watch", "1")
            .Add("allowWatchBookmarks", "true")
            .Add("resourceVersion", request.ResourceVersion)
            .Add("labelSelector", request.LabelSelector)
            .Add("timeoutSeconds", ((long)request.ServerTimeout.TotalSeconds).ToString())
            .ToString();
        using var response = await _transport.OpenAsync(new(ApiRequest.Watch, kind, url), cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var lines = new WatchLineReader(
            stream, _options.MaxWatchLineBytes, request.Silence, _time, cancellationToken);
        while (await NextLineAsync(lines, url))
        {
            if (lines.IsTooLong)
            {
                yield return WatchEvent<T>.Unreadable(default, $"an event exceeds {_options.MaxWatchLineBytes} bytes");
            }
            else if (!lines.Line.IsEmpty)
            {
                var change = WatchEventReader<T>.Read(kind, lines.Line, url);
                yield return change;
            }
        }
    }

    private static async ValueTask<bool> NextLineAsync(WatchLineReader lines, string url)
    {
        try
        {
            return await lines.ReadAsync();
        }
        catch (TimeoutException e)
        {
            throw new ApiException(null, "Timeout", $"watch {url}: {e.Message}", e);
        }
        catch (Exception e) when (ApiTransport.IsNetworkFailure(e))
        {
            throw ApiTransport.Unreachable($"watch {url}", e);
        }
    }
}

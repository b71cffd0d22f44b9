using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using k8s;
using k8s.Models;

namespace StartOperator.LocalCluster.Controllers.Api;

/// <summary>A change of one object: <c>Before</c> is null when it is new, <c>After</c> is null when it is gone.</summary>
/// <typeparam name="T">The object's kind.</typeparam>
/// <param name="Before">The object as it was known.</param>
/// <param name="After">The object as it is.</param>
public sealed record Change<T>(T? Before, T? After)
    where T : class
{
    /// <summary>The newer of the two.</summary>
    public T Latest => After ?? Before!;
}

/// <summary>
/// All objects of one kind, kept up to date by list and watch. A broken or ended watch is resumed where it stopped; one that the
/// server can't resume is listed afresh, and what vanished meanwhile is told as deleted.
/// </summary>
/// <typeparam name="T">The objects' kind.</typeparam>
/// <param name="api">The API.</param>
/// <param name="path">Where the kind is served.</param>
/// <param name="read">Makes an object of its JSON.</param>
/// <param name="tidy">Puts an object into the form in which it is kept: what it takes away is not kept in memory.</param>
/// <param name="selector">A query such as <c>fieldSelector=…</c> that narrows the objects.</param>
public sealed class WatchedKind<T>(ClusterApi api, ResourcePath path, Func<JsonElement, T> read, Action<T> tidy, string? selector = null)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private const string Accept = "application/json";
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(6);
    private readonly ConcurrentDictionary<ObjectKey, T> _known = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private ImmutableList<Action<Change<T>>> _listeners = [];
    private ulong _told;

    /// <summary>Done once the first list is in.</summary>
    public Task Synced => _synced.Task;

    /// <summary>All objects, in no order.</summary>
    public IEnumerable<T> All => _known.Values;

    /// <summary>An object by its name; null when there is none.</summary>
    /// <param name="key">Its name.</param>
    public T? Find(ObjectKey key) => _known.GetValueOrDefault(key);

    /// <summary>Tells of every change from now on, one after the other: a listener only notes what to look at.</summary>
    /// <param name="listener">Told after the change.</param>
    /// <returns>Ends it.</returns>
    public IDisposable Subscribe(Action<Change<T>> listener)
    {
        ImmutableInterlocked.Update(ref _listeners, listeners => listeners.Add(listener));
        return new Subscription(() => ImmutableInterlocked.Update(ref _listeners, listeners => listeners.Remove(listener)));
    }

    /// <summary>Takes up the answer to a write, so that the writer sees it before the watch tells it.</summary>
    /// <param name="written">The object as the server returned it.</param>
    public void Remember(T written)
    {
        if (Find(ObjectKey.Of(written)) is not null || Version(written) > Volatile.Read(ref _told))
        {
            Take(written, gone: false);
        } // Else the watch has told of this version already, and of the object's end.
    }

    /// <summary>Lists and watches until cancelled.</summary>
    /// <param name="cancellation">Ends the watch.</param>
    public async Task RunAsync(CancellationToken cancellation)
    {
        string? version = null;
        for (var failures = 0; !cancellation.IsCancellationRequested;)
        {
            try
            {
                version ??= await ListAsync(cancellation);
                _synced.TrySetResult();
                version = await WatchAsync(version, cancellation);
                failures = 0;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (ApiRefusalException refusal) when (refusal.IsExpired)
            {
                version = null;
            }
            catch (Exception)
            {
                // The server is away, restarting or talking nonsense. The pause is on the wall clock, whatever clock simulated time runs on.
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(3000, 50 << Math.Min(failures++, 6))), cancellation)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<string> ListAsync(CancellationToken cancellation)
    {
        var seen = new HashSet<ObjectKey>();
        for (var next = ""; ;)
        {
            using var page = await api.ReadAsync(Query($"limit=500{next}"), cancellation, Accept);
            foreach (var item in page.RootElement.GetProperty("items").EnumerateArray())
            {
                seen.Add(Take(read(item), gone: false));
            }

            var metadata = page.RootElement.GetProperty("metadata");
            if (metadata.TryGetProperty("continue", out var token) && token.GetString() is { Length: > 0 } more)
            {
                next = "&continue=" + Uri.EscapeDataString(more);
                continue;
            }

            var version = metadata.GetProperty("resourceVersion").GetString()!;
            foreach (var vanished in _known.Values.Where(known => !seen.Contains(ObjectKey.Of(known)) && Version(known) <= Version(version)).ToList())
            {
                Take(vanished, gone: true);
            }

            Volatile.Write(ref _told, Version(version));
            return version;
        }
    }

    /// <returns>The version to go on from.</returns>
    private async Task<string> WatchAsync(string version, CancellationToken cancellation)
    {
        using var silent = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silent.CancelAfter(Silence);
        var query = Query($"watch=true&allowWatchBookmarks=true&timeoutSeconds=300&resourceVersion={version}");
        await foreach (var line in api.StreamAsync(query, silent.Token, Accept))
        {
            using (line)
            {
                var (type, item) = (line.RootElement.GetProperty("type").GetString(), line.RootElement.GetProperty("object"));
                if (type == "ERROR")
                {
                    throw new ApiRefusalException(
                        (System.Net.HttpStatusCode)(item.TryGetProperty("code", out var code) ? code.GetInt32() : 500), null, query);
                }

                version = item.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
                if (type != "BOOKMARK")
                {
                    Take(read(item), gone: type == "DELETED");
                }

                Volatile.Write(ref _told, Version(version));
            }
        }

        return version;
    }

    private string Query(string query) => $"{path.Collection()}?{query}{(selector is null ? "" : "&" + selector)}";

    private ObjectKey Take(T incoming, bool gone)
    {
        tidy(incoming);
        var key = ObjectKey.Of(incoming);
        Change<T> change;
        lock (_gate)
        {
            var before = Find(key);
            if (gone ? before is null : before is not null && !Newer(incoming, before))
            {
                return key;
            }

            if (gone)
            {
                _known.TryRemove(key, out _);
            }
            else
            {
                _known[key] = incoming;
            }

            change = new(before, gone ? null : incoming);
        }

        _listeners.ForEach(listener => listener(change));
        return key;
    }

    private static bool Newer(T incoming, T known) => Version(incoming) > Version(known);

    private static ulong Version(T item) => Version(item.Metadata.ResourceVersion);

    // Resource versions are decimal numbers that grow (KEP-5504); anything else is taken as the newest.
    private static ulong Version(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : ulong.MaxValue;

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}

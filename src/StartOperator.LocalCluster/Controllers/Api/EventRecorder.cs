using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace StartOperator.LocalCluster.Controllers.Api;

/// <summary>
/// Posts core/v1 Events as the components of a cluster do. The same words about the same object are counted on the event that is
/// already there. An event that can't be posted is dropped: events explain, nothing depends on them.
/// </summary>
/// <param name="api">The API.</param>
/// <param name="component">The reporting component, such as <c>kubelet</c>.</param>
/// <param name="host">The node it runs on; null when it runs on none.</param>
/// <param name="clock">The time of the events.</param>
/// <param name="log">Told of dropped events.</param>
public sealed class EventRecorder(ClusterApi api, string component, string? host, TimeProvider clock, ILogger log)
{
    private const int Remembered = 4096;
    private long _serial = (TimeProvider.System.GetUtcNow().Ticks - DateTimeOffset.UnixEpoch.Ticks) * 100;
    private readonly ConcurrentDictionary<(string Uid, string? Field, string Reason, string Message), (ObjectKey Event, int Count)> _posted = new();

    /// <summary>Posts an event about something ordinary.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="reason">One CamelCase word.</param>
    /// <param name="message">What happened.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="fieldPath">The part of the object, such as <c>spec.containers{main}</c>.</param>
    public Task NormalAsync(
        IKubernetesObject<V1ObjectMeta> subject, string reason, string message, CancellationToken cancellation, string? fieldPath = null) =>
        PostAsync(subject, "Normal", reason, message, fieldPath, cancellation);

    /// <summary>Posts an event about something that went wrong.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="reason">One CamelCase word.</param>
    /// <param name="message">What happened.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="fieldPath">The part of the object.</param>
    public Task WarningAsync(
        IKubernetesObject<V1ObjectMeta> subject, string reason, string message, CancellationToken cancellation, string? fieldPath = null) =>
        PostAsync(subject, "Warning", reason, message, fieldPath, cancellation);

    /// <summary>Posts an event.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="type"><c>Normal</c> or <c>Warning</c>.</param>
    /// <param name="reason">One CamelCase word.</param>
    /// <param name="message">What happened.</param>
    /// <param name="fieldPath">The part of the object.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="action">
    /// What the component was doing, as events of the newer kind tell (<c>Binding</c>); null for the older kind, which counts.
    /// </param>
    public async Task PostAsync(
        IKubernetesObject<V1ObjectMeta> subject,
        string type,
        string reason,
        string message,
        string? fieldPath,
        CancellationToken cancellation,
        string? action = null)
    {
        var words = (subject.Metadata.Uid, fieldPath, reason, message);
        try
        {
            if (action is not null || !_posted.TryGetValue(words, out var posted) || !await CountAsync(words, posted, cancellation))
            {
                await CreateAsync(subject, type, words, action, cancellation);
            }
        }
        catch (Exception fault) when (fault is ApiRefusalException or HttpRequestException or IOException)
        {
            log.LogDebug("Dropped the event {Reason} of {Subject}: {Fault}", reason, ObjectKey.Of(subject), fault.Message);
        }
    }

    private async Task CreateAsync(
        IKubernetesObject<V1ObjectMeta> subject,
        string type,
        (string Uid, string? Field, string Reason, string Message) words,
        string? action,
        CancellationToken cancellation)
    {
        var isCounted = action is null;
        var now = clock.GetUtcNow().UtcDateTime;
        var ns = subject.Metadata.NamespaceProperty ?? "default";
        var created = await api.CreateAsync(
            new Corev1Event
            {
                ApiVersion = "v1",
                Kind = "Event",
                Metadata = new() { Name = $"{Shortened(subject.Metadata.Name)}.{Interlocked.Increment(ref _serial):x}", NamespaceProperty = ns },
                InvolvedObject = new()
                {
                    ApiVersion = subject.ApiVersion,
                    Kind = subject.Kind,
                    Name = subject.Metadata.Name,
                    NamespaceProperty = subject.Metadata.NamespaceProperty,
                    Uid = subject.Metadata.Uid,
                    ResourceVersion = subject.Metadata.ResourceVersion,
                    FieldPath = words.Field,
                },
                Reason = words.Reason,
                Message = words.Message,
                Type = type,
                Action = action,
                EventTime = isCounted ? null : now,
                Source = isCounted ? new() { Component = component, Host = host } : null,
                ReportingComponent = component,
                ReportingInstance = isCounted ? host ?? "" : component,
                FirstTimestamp = isCounted ? now : null,
                LastTimestamp = isCounted ? now : null,
                Count = isCounted ? 1 : null,
            },
            cancellation);
        if (!isCounted)
        {
            return;
        }

        if (_posted.Count >= Remembered)
        {
            _posted.Clear();
        }

        _posted[words] = (ObjectKey.Of(created), 1);
    }

    private async Task<bool> CountAsync(
        (string Uid, string? Field, string Reason, string Message) words, (ObjectKey Event, int Count) posted, CancellationToken cancellation)
    {
        try
        {
            var patch = new JsonObject { ["count"] = posted.Count + 1, ["lastTimestamp"] = Timestamps.Seconds(clock) };
            await api.PatchAsync<Corev1Event>(posted.Event, patch, cancellation);
            _posted[words] = (posted.Event, posted.Count + 1);
            return true;
        }
        catch (ApiRefusalException refusal) when (refusal.IsNotFound)
        {
            return false;
        }
    }

    private static string Shortened(string name) => name.Length <= 200 ? name : name[..200].TrimEnd('.', '-');
}

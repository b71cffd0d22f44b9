using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;
using StartOperator.Runtime.Metrics;

namespace StartOperator.Runtime.Events;

/// <summary>How an event is shown.</summary>
public enum EventType
{
    /// <summary>Something happened as it should.</summary>
    Normal,

    /// <summary>Something needs a look.</summary>
    Warning,
}

/// <summary>
/// Tells users what happens to an object, as Kubernetes events. The same event again within six minutes is counted in a series instead of written
/// anew, and an object that has too much to tell is cut short. Publishing never waits and never fails; what can't be written is dropped.
/// </summary>
/// <param name="client">The API server.</param>
/// <param name="controller">The reporting controller.</param>
/// <param name="instance">The reporting instance, such as the pod's name.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told what was dropped, at level Debug.</param>
/// <param name="metrics">Counts; null for nobody.</param>
[EntityRbac(typeof(Eventsv1Event), Verbs = RbacVerb.Create | RbacVerb.Patch)]
public sealed partial class EventRecorder(ApiClient client, string controller, string instance, TimeProvider time, ILogger logger, OperatorMetrics? metrics = null)
{
    private const int MaxNoteBytes = 1024;
    private static readonly TimeSpan SeriesWindow = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(30);

    private readonly Channel<Occurrence> _occurrences = Channel.CreateBounded<Occurrence>(
        new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly Dictionary<Subject, Series> _series = [];
    private readonly EventBudget _budget = new();

    /// <summary>Publishes an event about an object.</summary>
    /// <param name="kind">The object's kind.</param>
    /// <param name="regarding">The object.</param>
    /// <param name="type">How it is shown.</param>
    /// <param name="reason">Why, as one CamelCase word a machine can read.</param>
    /// <param name="action">What was done or tried, as one CamelCase word.</param>
    /// <param name="note">What happened, for people; cut at 1024 bytes.</param>
    public void Publish<T>(ResourceKind<T> kind, T regarding, EventType type, string reason, string action, string note)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var meta = regarding.Metadata;
        var reference = new Regarding(kind.ApiVersion, kind.Kind, meta.NamespaceProperty ?? "", meta.Name, meta.Uid ?? "");
        var subject = new Subject(reference, type, Cut(reason, 128), Cut(action, 128), Cut(note, MaxNoteBytes));
        if (!_occurrences.Writer.TryWrite(new Occurrence(subject, time.GetUtcNow())))
        {
            Drop(subject, "too many events wait");
        }
    }

    /// <summary>Writes events until cancelled, and then, for two seconds at most, what is still waiting.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var writing = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var ending = cancellationToken.Register(() => writing.CancelAfter(TimeSpan.FromSeconds(2)));
        using var timer = new PeriodicTimer(FlushInterval, time);
        try
        {
            var tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
            var occurrence = _occurrences.Reader.WaitToReadAsync(cancellationToken).AsTask();
            while (true)
            {
                await Task.WhenAny(occurrence, tick);
                cancellationToken.ThrowIfCancellationRequested();
                await TakeAllAsync(writing.Token);
                if (occurrence.IsCompleted)
                {
                    occurrence = _occurrences.Reader.WaitToReadAsync(cancellationToken).AsTask();
                }

                if (tick.IsCompleted)
                {
                    await FlushAsync(writing.Token);
                    tick = timer.WaitForNextTickAsync(cancellationToken).AsTask();
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await TakeAllAsync(writing.Token);
        }
    }

    /// <summary>Writes the counts of the series that grew, and forgets those that have ended.</summary>
    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var (subject, series) in _series.ToArray())
        {
            var isOver = IsOver(series, time.GetUtcNow());
            if (series.Count > series.Written && !(isOver && series.Name is null))
            {
                await WriteAsync(subject, series, cancellationToken);
            }

            if (isOver)
            {
                _series.Remove(subject);
            }
        }

        _budget.Forget(time.GetUtcNow());
    }

    /// <summary>Whether a series has ended; also one of a time to come, from before the clock was put back.</summary>
    private static bool IsOver(Series series, DateTimeOffset now) => (now - series.Last).Duration() > SeriesWindow;

    private async Task TakeAllAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && _occurrences.Reader.TryRead(out var occurrence))
        {
            await TakeAsync(occurrence, cancellationToken);
        }
    }

    private static string Cut(string text, int bytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= bytes)
        {
            return text;
        }

        var buffer = new byte[bytes - 3];
        Encoding.UTF8.GetEncoder().Convert(text, buffer, flush: false, out _, out var used, out _);
        return Encoding.UTF8.GetString(buffer, 0, used) + "…";
    }

    // The server takes this time only with six decimals, and KubernetesClient writes whole seconds without any.
    private static DateTime WithFraction(DateTime time) =>
        time.Ticks % TimeSpan.TicksPerSecond == 0 ? time.AddMicroseconds(1) : time;

    private async Task TakeAsync(Occurrence occurrence, CancellationToken cancellationToken)
    {
        var (subject, at) = occurrence;
        if (_series.TryGetValue(subject, out var series) && !IsOver(series, at))
        {
            series.Count++;
            series.Last = at;
            return;
        }

        if (!_budget.TrySpend(subject.Regarding.Uid, at))
        {
            Drop(subject, "too many events about it");
            return;
        }

        _series[subject] = series = new Series { First = at, Last = at, Count = 1 };
        await WriteAsync(subject, series, cancellationToken);
    }

    private async Task WriteAsync(Subject subject, Series series, CancellationToken cancellationToken)
    {
        try
        {
            if (series.Name is null)
            {
                await CreateAsync(subject, series, cancellationToken);
            }
            else
            {
                await CountAsync(series, cancellationToken);
            }

            series.Written = series.Count;
            metrics?.EventWritten();
        }
        catch (ApiException e) when (e.IsNotFound && series.Name is not null)
        {
            // The server forgets events after a while; the next occurrence starts anew.
            _series.Remove(subject);
        }
        catch (Exception e)
        {
            Drop(subject, e.Message);
        }
    }

    private void Drop(Subject subject, string cause)
    {
        metrics?.EventDropped();
        LogDropped(subject.Reason, subject.Regarding.Name, cause);
    }

    private async Task CreateAsync(Subject subject, Series series, CancellationToken cancellationToken)
    {
        var (version, kind, space, name, uid) = subject.Regarding;
        var key = new NamespacedName(
            space.Length > 0 ? space : "default", $"{name[..Math.Min(name.Length, 200)]}.{time.GetUtcNow().Ticks:x}");
        await client.CreateAsync(
            Kinds.Event,
            new Eventsv1Event
            {
                Metadata = new V1ObjectMeta { Name = key.Name, NamespaceProperty = key.Namespace },
                EventTime = WithFraction(series.First.UtcDateTime),
                Type = subject.Type.ToString(),
                Reason = subject.Reason,
                Action = subject.Action,
                Note = subject.Note,
                Regarding = new V1ObjectReference { ApiVersion = version, Kind = kind, NamespaceProperty = space, Name = name, Uid = uid },
                ReportingController = controller,
                ReportingInstance = instance,
            },
            cancellationToken);
        series.Name = key;
    }

    private Task<Eventsv1Event> CountAsync(Series series, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            ["series"] = new JsonObject
            {
                ["count"] = series.Count,
                ["lastObservedTime"] = series.Last.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
            },
        };
        return client.MergePatchAsync(Kinds.Event, series.Name!.Value, patch, null, cancellationToken);
    }

    [LoggerMessage(LogLevel.Debug, "Event {Reason} about {Name} was dropped: {Cause}")]
    private partial void LogDropped(string reason, string name, string cause);

    private sealed record Regarding(string ApiVersion, string Kind, string Namespace, string Name, string Uid);

    private sealed record Subject(Regarding Regarding, EventType Type, string Reason, string Action, string Note);

    private readonly record struct Occurrence(Subject Subject, DateTimeOffset At);

    private sealed class Series
    {
        public DateTimeOffset First { get; init; }

        public DateTimeOffset Last { get; set; }

        public int Count { get; set; }

        public int Written { get; set; }

        public NamespacedName? Name { get; set; }
    }
}

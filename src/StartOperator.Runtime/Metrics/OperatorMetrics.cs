using System.Globalization;
using Prometheus;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Metrics;

/// <summary>
/// What can be measured of an operator, in Prometheus' form. Queues and API requests have the names that Kubernetes' own components use for them,
/// so that dashboards for those fit.
/// </summary>
public sealed class OperatorMetrics
{
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly Counter _reconciles;
    private readonly Histogram _durations;
    private readonly Histogram _waits;
    private readonly Counter _requests;
    private readonly Histogram _requestDurations;
    private readonly Counter _watchRestarts;
    private readonly Gauge _unreadable;
    private readonly Counter _events;
    private readonly IMetricFactory _factory;

    /// <summary>Creates metrics in a registry of their own.</summary>
    public OperatorMetrics()
    {
        Registry = Prometheus.Metrics.NewCustomRegistry();
        _factory = Prometheus.Metrics.WithCustomRegistry(Registry);
        _reconciles = _factory.CreateCounter("operator_reconcile_total", "Reconciles by their result: success, again (to be looked at later), error.", ["controller", "result"]);
        _durations = Histogram("operator_reconcile_duration_seconds", "How long reconciles take.", "controller");
        _waits = Histogram("workqueue_queue_duration_seconds", "How long keys wait for a worker.", "name");
        _requests = _factory.CreateCounter("rest_client_requests_total", "API requests by verb, kind and HTTP status; <error> when no answer came.", ["verb", "resource", "code"]);
        _requestDurations = Histogram("rest_client_request_duration_seconds", "How long API requests take, the answer included; of watches, until they stand.", "verb");
        _watchRestarts = _factory.CreateCounter("operator_watch_restarts_total", "Watches that ended otherwise than by the server's time limit, and lists that had to be repeated.", ["resource", "reason"]);
        _unreadable = _factory.CreateGauge("operator_unreadable_objects", "Objects that can't be read as they are now.", ["resource"]);
        _events = _factory.CreateCounter("operator_events_total", "Events by what became of them: written, dropped.", ["result"]);
    }

    /// <summary>Everything that is measured.</summary>
    public CollectorRegistry Registry { get; }

    /// <summary>Adds a figure that is read when somebody asks for it. What is no longer among the values is no longer told.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="help">What it tells.</param>
    /// <param name="labels">The names of its labels.</param>
    /// <param name="read">Gives the present values, each with the values of its labels.</param>
    public void Observe(string name, string help, string[] labels, Func<IEnumerable<(string[] Labels, double Value)>> read)
    {
        var gauge = _factory.CreateGauge(name, help, labels);
        Registry.AddBeforeCollectCallback(() =>
        {
            var present = read().ToList();
            foreach (var values in gauge.GetAllLabelValues().Where(known => !present.Exists(p => p.Labels.SequenceEqual(known, StringComparer.Ordinal))))
            {
                gauge.RemoveLabelled(values);
            }

            foreach (var (values, value) in present)
            {
                gauge.WithLabels(values).Set(value);
            }
        });
    }

    internal void Reconciled(string controller, string result, TimeSpan duration)
    {
        _reconciles.WithLabels(controller, result).Inc();
        _durations.WithLabels(controller).Observe(duration.TotalSeconds);
    }

    internal void Waited(string controller, TimeSpan duration) => _waits.WithLabels(controller).Observe(duration.TotalSeconds);

    internal void Called(ApiCall call)
    {
        _requests.WithLabels(call.Verb, call.Resource, call.StatusCode?.ToString(CultureInfo.InvariantCulture) ?? "<error>").Inc();
        _requestDurations.WithLabels(call.Verb).Observe(call.Duration.TotalSeconds);
    }

    internal void WatchRestarted(string resource, string reason) => _watchRestarts.WithLabels(resource, reason).Inc();

    internal void Unreadable(string resource, int change) => _unreadable.WithLabels(resource).Inc(change);

    internal void EventWritten() => _events.WithLabels("written").Inc();

    internal void EventDropped() => _events.WithLabels("dropped").Inc();

    private Histogram Histogram(string name, string help, string label) =>
        _factory.CreateHistogram(name, help, [label], new HistogramConfiguration { Buckets = Seconds });
}

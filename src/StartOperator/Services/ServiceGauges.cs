using Microsoft.Extensions.Hosting;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Metrics;

namespace StartOperator.Services;

/// <summary>
/// Tells Prometheus how services fare: how many of a box are ready, still being worked on, or stalled, and why. The label is not called
/// <c>namespace</c>, which Prometheus gives to everything that it reads of a pod, and which is the operator's own.
/// </summary>
/// <param name="metrics">Where it is told.</param>
/// <param name="caches">What there is.</param>
public sealed class ServiceGauges(OperatorMetrics metrics, ObjectCaches caches) : IHostedService
{
    /// <summary>The metric's name.</summary>
    public const string Name = "startoperator_services";

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.Observe(Name, "StartServices by state (ready, reconciling, stalled) and by the reason of their condition Ready.", ["box", "state", "reason"], Count);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<(string[] Labels, double Value)> Count() =>
        from service in caches.Get(StartServiceKind.Kind).List()
        group service by (Space: service.Metadata.NamespaceProperty, State: StateOf(service), Reason: Condition(service, ConditionTypes.Ready)?.Reason ?? "") into same
        select ((string[])[same.Key.Space, same.Key.State, same.Key.Reason], (double)same.Count());

    private static string StateOf(StartService service) => Is(service, ConditionTypes.Ready) ? "ready" : Is(service, ConditionTypes.Stalled) ? "stalled" : "reconciling";

    private static bool Is(StartService service, string type) => Condition(service, type)?.Status == ConditionStatus.True;

    private static ServiceCondition? Condition(StartService service, string type) => service.Status?.Conditions.FirstOrDefault(c => c.Type == type);
}

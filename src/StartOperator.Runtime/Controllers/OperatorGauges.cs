using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Leadership;
using StartOperator.Runtime.Metrics;

namespace StartOperator.Runtime.Controllers;

/// <summary>The figures that are read when somebody asks for them: queues, caches, leadership.</summary>
internal static class OperatorGauges
{
    public static void Register(
        OperatorMetrics metrics, IReadOnlyList<ReconcileLoop> loops, ObjectCaches caches, OperatorHealth health, LeaderElection? election)
    {
        metrics.Observe("workqueue_depth", "Keys that wait for a worker.", ["name"], () => loops.Select(l => (Label(l.Name), (double)l.Queue.Count)));
        metrics.Observe("operator_active_workers", "Reconciles that run.", ["controller"], () => loops.Select(l => (Label(l.Name), (double)l.Queue.Processing)));
        metrics.Observe(
            "operator_failing_keys", "Keys whose last reconcile failed; they are tried again for ever.", ["controller"], () => loops.Select(l => (Label(l.Name), (double)l.Queue.Failing)));
        metrics.Observe(
            "workqueue_longest_running_processor_seconds",
            "For how long the oldest running reconcile has been running.",
            ["name"],
            () => loops.Select(l => (Label(l.Name), l.LongestRunning.TotalSeconds)));
        metrics.Observe("operator_cache_objects", "Objects in memory.", ["resource"], () => caches.All.Select(c => (Label(c.Kind.FullName), (double)c.Count)));
        metrics.Observe("operator_ready", "1 when every cache is filled and the operator is not stopping.", [], () => [([], health.AllCachesSynced ? 1 : 0)]);
        metrics.Observe("operator_leading", "1 when this replica works.", [], () => [([], election?.IsLeading == false ? 0 : 1)]);
    }

    private static string[] Label(string value) => [value];
}

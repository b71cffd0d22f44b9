using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Tables;

/// <summary>The columns of <c>kubectl get pods</c>.</summary>
internal static class PodTable
{
    /// <summary>A pod that has ended says so beside its cells; null for everything else.</summary>
    public static JsonArray? RowConditions(JsonObject obj)
    {
        if (obj.Text("kind") != "Pod" || obj.Text("status", "phase") is not ("Succeeded" or "Failed")) return null;
        var phase = obj.Text("status", "phase")!;
        var message = phase == "Succeeded" ? "The pod has completed successfully." : "The pod failed.";
        return [new JsonObject { ["type"] = "Completed", ["status"] = "True", ["reason"] = phase, ["message"] = message }];
    }

    public static IReadOnlyList<TableColumn> Columns { get; } =
    [
        TableColumn.NameColumn,
        TableColumn.Text("Ready", pod => Summary.Of(pod).ReadyText),
        TableColumn.Text("Status", pod => Summary.Of(pod).Reason),
        new TableColumn("Restarts", (pod, now) => Summary.Of(pod).RestartsText(now)),
        TableColumn.AgeColumn,
        TableColumn.Text("IP", pod => OrNone(pod.Objects("status", "podIPs").FirstOrDefault().Text("ip")), 1),
        TableColumn.Text("Node", pod => OrNone(pod.Text("spec", "nodeName")), 1),
        TableColumn.Text("Nominated Node", pod => OrNone(pod.Text("status", "nominatedNodeName")), 1),
        TableColumn.Text("Readiness Gates", ReadinessGates, 1),
    ];

    private static string OrNone(string? text) => string.IsNullOrEmpty(text) ? "<none>" : text;

    private static string ReadinessGates(JsonObject pod)
    {
        var gates = pod.Objects("spec", "readinessGates").ToList();
        if (gates.Count == 0) return "<none>";
        var met = gates.Count(gate => ConditionTrue(pod, gate.Text("conditionType")));
        return $"{met}/{gates.Count}";
    }

    private static bool ConditionTrue(JsonObject pod, string? type) =>
        pod.Objects("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type).Text("status") == "True";

    /// <summary>What a pod's containers add up to.</summary>
    private sealed class Summary
    {
        private int _ready;
        private int _total;
        private long _restarts;
        private DateTimeOffset? _lastRestart;

        public string Reason { get; private set; } = "";

        public string ReadyText => $"{_ready}/{_total}";

        public static Summary Of(JsonObject pod)
        {
            var summary = new Summary();
            summary.Read(pod);
            return summary;
        }

        public string RestartsText(DateTimeOffset now) =>
            _restarts != 0 && _lastRestart is { } last ? $"{_restarts} ({Ages.Of(now - last)} ago)" : $"{_restarts}";

        private static bool Restartable(JsonObject pod, string? container) => pod.Objects("spec", "initContainers")
            .Any(init => init.Text("name") == container && init.Text("restartPolicy") == "Always");

        private static string Ended(JsonNode terminated)
        {
            if (terminated.Text("reason") is { Length: > 0 } reason) return reason;
            return terminated.Whole("signal") is { } signal and not 0 ? $"Signal:{signal}" : $"ExitCode:{terminated.Whole("exitCode") ?? 0}";
        }

        private void Read(JsonObject pod)
        {
            var phase = pod.Text("status", "phase") ?? "";
            Reason = pod.Text("status", "reason") is { Length: > 0 } given ? given : phase;
            if (pod.Objects("status", "conditions").Any(c => c.Text("type") == "PodScheduled" && c.Text("reason") == "SchedulingGated"))
                Reason = "SchedulingGated";
            _total = pod.Objects("spec", "containers").Count() + pod.Objects("spec", "initContainers").Count(init => init.Text("restartPolicy") == "Always");
            if (!ReadInit(pod) || ConditionTrue(pod, "Initialized")) ReadMain(pod);
            if (pod.Text("metadata", "deletionTimestamp") is null) return;
            if (pod.Text("status", "reason") == "NodeLost") Reason = "Unknown";
            else if (phase is not ("Succeeded" or "Failed")) Reason = "Terminating";
        }

        /// <summary>Counts init containers; true while one of them is still at work.</summary>
        private bool ReadInit(JsonObject pod)
        {
            var index = 0;
            foreach (var container in pod.Objects("status", "initContainerStatuses"))
            {
                Count(container);
                var restartable = Restartable(pod, container.Text("name"));
                var (terminated, waiting) = (container.At("state", "terminated"), container.Text("state", "waiting", "reason"));
                index++;
                if (terminated is not null && (terminated.Whole("exitCode") ?? 0) == 0) continue;
                if (restartable && container.Flag("started") == true)
                {
                    if (container.Flag("ready") == true) _ready++;
                    continue;
                }

                if (terminated is not null) Reason = "Init:" + Ended(terminated);
                else if (waiting is { Length: > 0 } and not "PodInitializing") Reason = "Init:" + waiting;
                else Reason = $"Init:{index - 1}/{pod.Objects("spec", "initContainers").Count()}";
                return true;
            }

            return false;
        }

        private void ReadMain(JsonObject pod)
        {
            (_restarts, _lastRestart) = (0, null);
            foreach (var container in pod.Objects("status", "initContainerStatuses"))
            {
                if (Restartable(pod, container.Text("name"))) Count(container);
            }

            var (running, error) = (false, "");
            foreach (var container in pod.Objects("status", "containerStatuses").Reverse())
            {
                Count(container);
                var terminated = container.At("state", "terminated");
                if (container.Text("state", "waiting", "reason") is { Length: > 0 } waiting) Reason = waiting;
                else if (terminated is not null)
                {
                    Reason = Ended(terminated);
                    if ((terminated.Whole("exitCode") ?? 0) != 0) error = Reason;
                }
                else if (container.Flag("ready") == true && container.At("state", "running") is not null) (running, _ready) = (true, _ready + 1);
            }

            if (Reason != "Completed") return;
            if (running && ConditionTrue(pod, "Ready")) Reason = "Running";
            else if (error.Length > 0) Reason = error;
            else if (running) Reason = "NotReady";
        }

        private void Count(JsonObject container)
        {
            _restarts += container.Whole("restartCount") ?? 0;
            var ended = Times.Parse(container.Text("lastState", "terminated", "finishedAt"));
            if (ended > (_lastRestart ?? DateTimeOffset.MinValue)) _lastRestart = ended;
        }
    }
}

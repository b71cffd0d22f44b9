using System.Text.Json.Nodes;
using StartOperator.LocalCluster.CustomResources;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.ManagedFields;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Selectors;
using StartOperator.LocalCluster.Storage;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster.Pods;

/// <summary>Evicts pods: a deletion that asks the pod's disruption budget first.</summary>
internal sealed class PodEviction(ObjectStore store, ObjectWriter writer, ObjectDeleter deleter, TimeProvider clock)
{
    private const string Refusal = "Cannot evict pod as it would violate the pod's disruption budget.";

    private static readonly ApiResource Budget = BuiltInResources.All.First(resource => resource.Kind == "PodDisruptionBudget");

    /// <summary>Evicts the pod; gives a Status to answer with.</summary>
    public JsonObject Evict(ApiResource pods, string ns, string name, JsonObject eviction, bool dryRun)
    {
        if (eviction.Text("metadata", "name") is { Length: > 0 } given && given != name)
            throw StatusException.BadRequest("name in URL does not match name in Eviction object");
        var options = Options(eviction) with { DryRun = dryRun };
        var pod = store.Find(pods.Collection, ns, name) ?? throw StatusException.NotFound(pods.Name, name);
        if (!IgnoresBudget(pod.Json))
        {
            var budgets = store.Read(Budget.Collection).Range(ns + "/").Where(budget => Selects(budget.Json, pod.Json)).ToList();
            if (budgets.Count > 1)
                throw StatusException.Bare(500, "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
            if (budgets.Count == 1 && !SparesBudget(budgets[0].Json, pod.Json)) Spend(ns, budgets[0].Name, name, dryRun);
        }

        if (!dryRun) Announce(pods.Collection, ns, name);
        deleter.Delete(pods, ns, name, options);
        return new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = 201 };
    }

    private static DeleteOptions Options(JsonObject eviction) => new()
    {
        GracePeriodSeconds = eviction.Whole("deleteOptions", "gracePeriodSeconds"),
        Uid = eviction.Text("deleteOptions", "preconditions", "uid"),
        ResourceVersion = eviction.Text("deleteOptions", "preconditions", "resourceVersion"),
        PropagationPolicy = eviction.Text("deleteOptions", "propagationPolicy"),
    };

    private static bool IgnoresBudget(JsonObject pod) =>
        pod.Text("status", "phase") is "Succeeded" or "Failed" or "Pending" || pod.Text("metadata", "deletionTimestamp") is not null;

    private static bool Selects(JsonObject budget, JsonObject pod) =>
        budget.Obj("spec", "selector") is { } selector && LabelSelector.FromJson(selector).Matches(pod);

    /// <summary>A pod that isn't ready does not count, when the budget says so or is met without it.</summary>
    private static bool SparesBudget(JsonObject budget, JsonObject pod)
    {
        var ready = pod.Objects("status", "conditions").Any(c => c.Text("type") == "Ready" && c.Text("status") == "True");
        if (ready) return false;
        if (budget.Text("spec", "unhealthyPodEvictionPolicy") == "AlwaysAllow") return true;
        var (healthy, desired) = (budget.Whole("status", "currentHealthy") ?? 0, budget.Whole("status", "desiredHealthy") ?? 0);
        return healthy >= desired && desired > 0;
    }

    /// <summary>Takes one disruption from the budget, if it has any left.</summary>
    private void Spend(string ns, string name, string pod, bool dryRun)
    {
        var request = new WriteRequest(Budget, ns, name, "status") { Manager = "kube-apiserver", DryRun = dryRun, Now = clock.GetUtcNow() };
        writer.Update(request, live =>
        {
            var spent = live!.Copy();
            var status = spent.Ensure("status");
            var left = Left(name, spent) - 1;
            status["disruptionsAllowed"] = left;
            status.Ensure("disruptedPods")[pod] = Times.Text(request.Now);
            SetAllowed(status, left > 0, spent.Whole("metadata", "generation") ?? 0, request.Now);
            return FieldOwnership.Update(request, live!, spent);
        });
    }

    private static void SetAllowed(JsonObject status, bool allowed, long generation, DateTimeOffset now)
    {
        var (value, reason) = allowed ? ("True", "SufficientPods") : ("False", "InsufficientPods");
        Conditions.Set(status, "DisruptionAllowed", value, reason, "", now);
        status.Objects("conditions").First(condition => condition.Text("type") == "DisruptionAllowed")["observedGeneration"] = generation;
    }

    /// <summary>The disruptions a budget allows now; refuses when there is none.</summary>
    private static long Left(string name, JsonObject budget)
    {
        if ((budget.Whole("status", "observedGeneration") ?? 0) < (budget.Whole("metadata", "generation") ?? 0))
            throw Refused($"The disruption budget {name} is still being processed by the server.", 10);
        var allowed = budget.Whole("status", "disruptionsAllowed") ?? 0;
        if (allowed > 0) return allowed;
        var (healthy, desired) = (budget.Whole("status", "currentHealthy") ?? 0, budget.Whole("status", "desiredHealthy") ?? 0);
        throw Refused(
            healthy <= desired
                ? $"The disruption budget {name} needs {desired} healthy pods and has {healthy} currently"
                : $"The disruption budget {name} does not allow evicting pods currently",
            0);
    }

    private static StatusException Refused(string why, int retryAfter)
    {
        var details = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "DisruptionBudget", ["message"] = why }) };
        if (retryAfter > 0) details["retryAfterSeconds"] = retryAfter;
        return StatusException.TooManyRequests(Refusal, details);
    }

    private void Announce(Collection pods, string ns, string name)
    {
        while (store.Find(pods, ns, name) is { } pod)
        {
            var marked = pod.Json.Copy();
            PodConditions.Set(marked, "DisruptionTarget", "True", "EvictionByEvictionAPI", "Eviction API: evicting", clock.GetUtcNow());
            if (store.Replace(pods, pod, marked) is not null) return;
        }
    }
}

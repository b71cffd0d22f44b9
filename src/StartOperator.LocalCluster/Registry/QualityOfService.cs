using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Quantities;

namespace StartOperator.LocalCluster.Registry;

/// <summary>A pod's quality of service class, from what its containers ask for.</summary>
internal static class QualityOfService
{
    private static readonly string[] Counted = ["cpu", "memory"];

    public static string Of(JsonObject pod)
    {
        var (any, guaranteed) = (false, true);
        foreach (var container in pod.Objects("spec", "containers").Concat(pod.Objects("spec", "initContainers")))
        {
            foreach (var name in Counted)
            {
                var (request, limit) = (Amount(container, "requests", name), Amount(container, "limits", name));
                any |= request is not null || limit is not null;
                guaranteed &= limit is { } most && request is { } least && most.SameAmount(least);
            }
        }

        return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    }

    private static Quantity? Amount(JsonObject container, string kind, string name) =>
        Quantity.TryParse(container.Text("resources", kind, name) ?? "", out var amount) && amount.Sign > 0 ? amount : null;
}

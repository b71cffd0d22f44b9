using k8s.Models;

namespace StartOperator.LocalCluster.Controllers.Scheduling;

/// <summary>Which taints a pod puts up with.</summary>
internal static class Tolerations
{
    /// <summary>A pod tolerates a taint.</summary>
    public static bool Tolerates(V1Pod pod, V1Taint taint) => (pod.Spec.Tolerations ?? []).Any(toleration =>
        (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == taint.Effect)
        && (string.IsNullOrEmpty(toleration.Key) ? toleration.OperatorProperty == "Exists" : toleration.Key == taint.Key)
        && (toleration.OperatorProperty == "Exists" || (toleration.Value ?? "") == (taint.Value ?? "")));

    /// <summary>The taints of a node that keep a pod away.</summary>
    public static IEnumerable<V1Taint> Untolerated(V1Pod pod, V1Node node) =>
        (node.Spec?.Taints ?? []).Where(taint => taint.Effect is "NoSchedule" or "NoExecute" && !Tolerates(pod, taint));
}

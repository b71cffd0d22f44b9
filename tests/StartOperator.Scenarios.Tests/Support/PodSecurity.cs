namespace StartOperator.Scenarios.Tests.Support;

/// <summary>The Pod Security levels of namespaces. An API server refuses pods that ask for more; the local cluster refuses none.</summary>
public static class PodSecurity
{
    /// <summary>What the pods of services need.</summary>
    public const string Baseline = "baseline";

    /// <summary>What the operator's own pod needs.</summary>
    public const string Restricted = "restricted";

    /// <summary>The labels of a namespace that enforces a level.</summary>
    /// <param name="level">The level.</param>
    public static Dictionary<string, string> Enforcing(string level) => new() { ["pod-security.kubernetes.io/enforce"] = level };
}

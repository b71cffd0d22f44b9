namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>The API servers that scenarios run on, as the names of tests and of skipped tests show them.</summary>
public static class Server
{
    public const string Local = "local API server";

    public const string Real = "real kube-apiserver";

    /// <summary>First the real one, then the local one, which must answer as the real one did.</summary>
    public const string Both = "both API servers";
}

namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>The API servers a scenario runs on, as the names of tests and of skipped tests show them.</summary>
public static class Server
{
    public const string Local = "local API server";

    public const string Real = "real kube-apiserver";
}

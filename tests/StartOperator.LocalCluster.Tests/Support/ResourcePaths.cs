namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>
/// The paths of resources. A path that begins with a slash stands as it is; any other begins with a resource's plural
/// (<c>configmaps/a?dryRun=All</c>) and is looked for in the run's namespace, or, when no built-in resource has the name, in the run's group.
/// </summary>
internal static class ResourcePaths
{
    private static readonly Dictionary<string, string> Prefixes = new(StringComparer.Ordinal)
    {
        ["namespaces"] = "/api/v1",
        ["nodes"] = "/api/v1",
        ["persistentvolumes"] = "/api/v1",
        ["configmaps"] = "/api/v1/*",
        ["secrets"] = "/api/v1/*",
        ["pods"] = "/api/v1/*",
        ["services"] = "/api/v1/*",
        ["serviceaccounts"] = "/api/v1/*",
        ["persistentvolumeclaims"] = "/api/v1/*",
        ["events"] = "/api/v1/*",
        ["endpoints"] = "/api/v1/*",
        ["controllerrevisions"] = "/apis/apps/v1/*",
        ["deployments"] = "/apis/apps/v1/*",
        ["statefulsets"] = "/apis/apps/v1/*",
        ["replicasets"] = "/apis/apps/v1/*",
        ["jobs"] = "/apis/batch/v1/*",
        ["leases"] = "/apis/coordination.k8s.io/v1/*",
        ["endpointslices"] = "/apis/discovery.k8s.io/v1/*",
        ["roles"] = "/apis/rbac.authorization.k8s.io/v1/*",
        ["rolebindings"] = "/apis/rbac.authorization.k8s.io/v1/*",
        ["clusterroles"] = "/apis/rbac.authorization.k8s.io/v1",
        ["clusterrolebindings"] = "/apis/rbac.authorization.k8s.io/v1",
        ["storageclasses"] = "/apis/storage.k8s.io/v1",
        ["poddisruptionbudgets"] = "/apis/policy/v1/*",
        ["networkpolicies"] = "/apis/networking.k8s.io/v1/*",
        ["startservices"] = "/apis/startoperator.io/v1alpha1/*",
        ["priorityclasses"] = "/apis/scheduling.k8s.io/v1",
        ["customresourcedefinitions"] = "/apis/apiextensions.k8s.io/v1",
    };

    public static string Full(string path, ApiClient api)
    {
        if (path.StartsWith('/'))
        {
            return path;
        }

        var plural = path.Split('/', '?')[0];
        var prefix = Prefixes.GetValueOrDefault(plural, $"/apis/{api.Group}/v1/*");
        return $"{prefix.Replace("*", $"namespaces/{api.Namespace}", StringComparison.Ordinal)}/{path}";
    }
}

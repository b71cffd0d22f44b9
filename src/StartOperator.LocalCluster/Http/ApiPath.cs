namespace StartOperator.LocalCluster.Http;

/// <summary>What a resource path names: /api/v1/namespaces/box/pods/web/status. Parts that are absent are empty.</summary>
internal sealed record ApiPath(string Group, string Version, string Namespace, string Resource, string Name, string Subresource)
{
    /// <summary>Reads the path; null when it isn't below a group and version or has no resource.</summary>
    public static ApiPath? Parse(string path)
    {
        var parts = path.Trim('/').Split('/');
        string group, version;
        int next;
        switch (parts[0])
        {
            case "api" when parts.Length > 2: (group, version, next) = ("", parts[1], 2); break;
            case "apis" when parts.Length > 3: (group, version, next) = (parts[1], parts[2], 3); break;
            default: return null;
        }

        var rest = parts.AsSpan(next);
        var ns = "";
        if (rest[0] == "namespaces" && rest.Length >= 3 && !(group.Length == 0 && rest.Length == 3 && rest[2] is "status" or "finalize"))
        {
            ns = rest[1];
            rest = rest[2..];
        }

        return new ApiPath(
            group, version, ns, rest[0], rest.Length > 1 ? rest[1] : "", rest.Length > 2 ? string.Join('/', rest[2..].ToArray()) : "");
    }
}

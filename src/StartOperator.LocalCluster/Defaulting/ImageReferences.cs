namespace StartOperator.LocalCluster.Defaulting;

/// <summary>Reads the tag of an image reference.</summary>
internal static class ImageReferences
{
    /// <summary>Always for :latest and for neither tag nor digest, IfNotPresent for anything pinned further.</summary>
    public static string DefaultPullPolicy(string image)
    {
        var at = image.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? image : image[..at];
        var slash = name.LastIndexOf('/');
        var colon = name.IndexOf(':', slash + 1);
        var tag = colon < 0 ? "" : name[(colon + 1)..];
        return tag == "latest" || (tag.Length == 0 && at < 0) ? "Always" : "IfNotPresent";
    }
}

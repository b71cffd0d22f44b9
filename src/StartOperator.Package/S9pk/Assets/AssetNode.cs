namespace StartOperator.Package.S9pk.Assets;

/// <summary>A place in the tree of assets: a folder if it has children, a link if it has a target, else a file.</summary>
internal sealed class AssetNode
{
    private const int MostLinks = 40;

    /// <summary>What lies in it; null for what is no folder.</summary>
    public Dictionary<string, AssetNode>? Children { get; init; }

    /// <summary>Where it leads; null for what is no symbolic link.</summary>
    public string? Target { get; init; }

    /// <summary>How many bytes a file has.</summary>
    public long Length { get; init; }

    /// <summary>Makes a folder.</summary>
    public static AssetNode Folder() => new() { Children = new Dictionary<string, AssetNode>(StringComparer.Ordinal) };

    /// <summary>
    /// Whether a link is safe to follow: neither it nor any link on its way is absolute or climbs above the root, as the kernel would walk. One
    /// that leads nowhere, or in circles, is.
    /// </summary>
    /// <param name="folders">The folders from the root to the one that holds the link.</param>
    /// <param name="target">Where it leads.</param>
    public static bool StaysInside(IEnumerable<AssetNode> folders, string target)
    {
        // A place where nothing is has no node; from there the way goes on through names only.
        var place = new Stack<AssetNode?>(folders);
        var ahead = new Stack<string>();
        if (!Push(target, ahead)) return false;

        for (var links = 0; ahead.TryPop(out var name);)
        {
            if (name == "..")
            {
                place.Pop();
                if (place.Count == 0) return false;
                continue;
            }

            var next = place.Peek()?.Children?.GetValueOrDefault(name);
            if (next?.Target is not { } onward) place.Push(next);
            else if (++links > MostLinks) return true;
            else if (!Push(onward, ahead)) return false;
        }

        return true;
    }

    private static bool Push(string path, Stack<string> ahead)
    {
        if (path.StartsWith('/')) return false;
        foreach (var segment in path.Split('/').Where(segment => segment is not ("" or ".")).Reverse()) ahead.Push(segment);
        return true;
    }
}

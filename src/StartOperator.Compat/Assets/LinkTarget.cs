namespace StartOperator.Compat.Assets;

/// <summary>Where a symbolic link of a tree leads, followed as the kernel would, through the tree's other links.</summary>
internal static class LinkTarget
{
    /// <summary>The longest text of a link, in UTF-8 bytes.</summary>
    public const int MostBytes = 1024;

    private const int MostLinksFollowed = 40; // after these the kernel gives up, so nobody gets anywhere

    /// <summary>
    /// Whether following the link could leave the tree: it, or a link on its way, is absolute or climbs above the root. A link that leads
    /// nowhere, or in circles, stays inside.
    /// </summary>
    /// <param name="root">The whole tree.</param>
    /// <param name="folders">The folders from the root (which is left out) down to the one that holds the link.</param>
    /// <param name="target">The link's text.</param>
    public static bool LeadsOutside(FolderNode root, IEnumerable<FolderNode> folders, string target)
    {
        // null stands for a place where nothing is, or a file: a name below it is nothing too.
        var place = new Stack<FolderNode?>();
        place.Push(root);
        foreach (var folder in folders) place.Push(folder);

        var ahead = new Stack<string>();
        if (!TryFollow(target, ahead)) return true;
        var followed = 0;
        while (ahead.TryPop(out var name))
        {
            if (name == "..")
            {
                if (place.Count == 1) return true;
                place.Pop();
                continue;
            }

            var child = place.Peek()?.Children.GetValueOrDefault(name);
            if (child is not LinkNode link) place.Push(child as FolderNode);
            else if (++followed > MostLinksFollowed) return false;
            else if (!TryFollow(link.Target, ahead)) return true;
        }

        return false;
    }

    private static bool TryFollow(string target, Stack<string> ahead)
    {
        if (target.StartsWith('/')) return false;
        foreach (var name in target.Split('/').Reverse())
        {
            if (name is not ("" or ".")) ahead.Push(name);
        }

        return true;
    }
}

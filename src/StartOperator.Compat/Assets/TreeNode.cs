namespace StartOperator.Compat.Assets;

/// <summary>What a tree being laid out holds at one place.</summary>
internal abstract class TreeNode;

/// <summary>A regular file.</summary>
internal sealed class FileNode : TreeNode
{
    /// <summary>How many bytes are in it.</summary>
    public long Length { get; set; }
}

/// <summary>A symbolic link.</summary>
/// <param name="target">Where it leads, as it says.</param>
/// <param name="modifiedAt">Its time, in seconds since 1970.</param>
internal sealed class LinkNode(string target, long modifiedAt) : TreeNode
{
    /// <summary>Where it leads, as it says.</summary>
    public string Target { get; } = target;

    /// <summary>Its time, in seconds since 1970.</summary>
    public long ModifiedAt { get; } = modifiedAt;
}

/// <summary>A folder; one that no entry describes is an ordinary folder of 1970.</summary>
internal sealed class FolderNode : TreeNode
{
    /// <summary>What is in it.</summary>
    public Dictionary<string, TreeNode> Children { get; } = [];

    /// <summary>Its permission bits.</summary>
    public uint Mode { get; set; } = Permissions.OrdinaryFolder;

    /// <summary>Its time, in seconds since 1970.</summary>
    public long ModifiedAt { get; set; }
}

using System.Text;

namespace StartOperator.Compat;

/// <summary>A path at which something is to be made: the folder it stands in, which exists, and its name there.</summary>
internal static class TargetPath
{
    /// <summary>The longest name, in UTF-8 bytes, so that the passing names made from it fit into the kernel's 255.</summary>
    public const int MostNameBytes = 200;

    /// <summary>Whether the path ends in a name of its own.</summary>
    public static bool IsUsable(string path)
    {
        var name = Split(path).Name;
        return name is not ("" or "." or "..") && !path.Contains('\0', StringComparison.Ordinal) && Encoding.UTF8.GetByteCount(name) <= MostNameBytes;
    }

    /// <summary>The two parts; slashes at the end mean nothing.</summary>
    public static (string Folder, string Name) Split(string path)
    {
        var trimmed = path.TrimEnd('/');
        var slash = trimmed.LastIndexOf('/');
        return slash switch
        {
            < 0 => (".", trimmed),
            0 => ("/", trimmed[1..]),
            _ => (trimmed[..slash], trimmed[(slash + 1)..]),
        };
    }
}

using System.Text;

namespace StartOperator.Compat.Assets;

/// <summary>
/// Where something stands in a tree: names from the tree's root down, every one harmless (no <c>..</c>, no <c>/</c>, no NUL). The root
/// itself has none.
/// </summary>
internal sealed class EntryPath
{
    /// <summary>The longest path, in UTF-8 bytes: room is left below the kernel's 4096 for wherever the tree gets mounted.</summary>
    public const int MostBytes = 2048;

    /// <summary>The deepest nesting.</summary>
    public const int MostDepth = 100;

    private const int MostNameBytes = 255;

    private EntryPath(string[] names) => Names = names;

    /// <summary>The tree's root.</summary>
    public static EntryPath Root { get; } = new([]);

    /// <summary>The names from the root down.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>
    /// Reads the name of an archive's entry, or of the file a hard link names. Empty elements and <c>.</c> mean nothing; a name that
    /// could lead anywhere but down is a fault.
    /// </summary>
    public static Fault? TryParse(string text, out EntryPath path)
    {
        path = Root;
        if (text.Length == 0) return Refuse(text, "has no name");
        if (text[0] == '/') return Refuse(text, "is an absolute path");
        var names = new List<string>();
        foreach (var name in text.Split('/'))
        {
            if (name is "" or ".") continue;
            if (FaultOf(name) is { } why) return Refuse(text, why);
            names.Add(name);
        }

        return TryMake([.. names], text, out path);
    }

    /// <summary>The path of something in the folder at this path, by its name as a file system listed it.</summary>
    public Fault? TryAppend(string name, out EntryPath path)
    {
        path = Root;
        string[] names = [.. Names, name];
        var text = string.Join('/', names);
        if (name is "" or "." || name.Contains('/', StringComparison.Ordinal)) return Refuse(text, "has no name");
        if (FaultOf(name) is { } why) return Refuse(text, why);
        return TryMake(names, text, out path);
    }

    /// <summary>The path below the folder called <paramref name="first"/>; null when it is not in there.</summary>
    public EntryPath? Below(string first) => Names.Count > 0 && Names[0] == first ? new EntryPath([.. Names.Skip(1)]) : null;

    /// <summary>The path as users write it.</summary>
    public override string ToString() => Names.Count == 0 ? "." : string.Join('/', Names);

    private static Fault? TryMake(string[] names, string text, out EntryPath path)
    {
        path = new EntryPath(names);
        if (names.Length > MostDepth) return Refuse(text, $"is nested deeper than {MostDepth} folders");
        if (Encoding.UTF8.GetByteCount(path.ToString()) > MostBytes) return Refuse(text, $"is longer than {MostBytes} bytes");
        return null;
    }

    private static string? FaultOf(string name)
    {
        if (name == "..") return "leads upwards by '..'";
        if (name.Contains('\0', StringComparison.Ordinal)) return "contains a NUL";
        if (name.Contains('\uFFFD', StringComparison.Ordinal)) return "is not UTF-8";
        return Encoding.UTF8.GetByteCount(name) > MostNameBytes ? $"has an element longer than {MostNameBytes} bytes" : null;
    }

    private static Fault Refuse(string text, string why) =>
        Fault.Refused(text, $"the entry's name {why}", "pack the assets again, with plain relative names");
}

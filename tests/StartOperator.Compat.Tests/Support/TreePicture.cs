using System.Security.Cryptography;
using System.Text;

namespace StartOperator.Compat.Tests.Support;

/// <summary>What the framework's own file functions see of a tree: one line for the root and each entry, in the order of paths.</summary>
internal static class TreePicture
{
    public static string Of(string root)
    {
        var lines = new SortedDictionary<string, string>(StringComparer.Ordinal) { [""] = Describe(new DirectoryInfo(root)) };
        foreach (var entry in Entries(root)) lines[entry.FullName[(root.Length + 1)..]] = Describe(entry);
        return Join(lines);
    }

    /// <summary>All that is in a folder; links are not followed.</summary>
    public static IEnumerable<FileSystemInfo> Entries(string folder)
    {
        var everything = new EnumerationOptions { AttributesToSkip = FileAttributes.None };
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", everything))
        {
            yield return entry;
            if (entry is not DirectoryInfo || entry.LinkTarget is not null) continue;
            foreach (var inner in Entries(entry.FullName)) yield return inner;
        }
    }

    public static string Join(IEnumerable<KeyValuePair<string, string>> lines) =>
        string.Join('\n', lines.Select(line => $"{Quote(line.Key)} {line.Value}"));

    public static string Folder(int mode, long modifiedAt) => $"folder {Octal(mode)} {modifiedAt}";

    public static string File(int mode, long modifiedAt, byte[] content) =>
        $"file {Octal(mode)} {modifiedAt} {content.Length} {Convert.ToHexStringLower(SHA256.HashData(content))}";

    public static string Link(string target, long modifiedAt) => $"link {modifiedAt} {Quote(target)}";

    private static string Describe(FileSystemInfo entry)
    {
        var modifiedAt = new DateTimeOffset(entry.LastWriteTimeUtc).ToUnixTimeSeconds();
        return entry switch
        {
            { LinkTarget: { } target } => Link(target, modifiedAt),
            DirectoryInfo => Folder((int)entry.UnixFileMode, modifiedAt),
            _ => File((int)entry.UnixFileMode, modifiedAt, System.IO.File.ReadAllBytes(entry.FullName)),
        };
    }

    private static string Octal(int mode) => Convert.ToString(mode, 8).PadLeft(4, '0');

    private static string Quote(string text) =>
        text.Length == 0 ? "." : new StringBuilder(text).Replace("\\", "\\\\").Replace("\n", "\\n").ToString();
}

using System.Runtime.InteropServices;

namespace StartOperator.Compat.Assets;

/// <summary>How much is in a tree; its root is not counted.</summary>
/// <param name="Files">Regular files; a file with two names counts twice.</param>
/// <param name="Folders">Folders.</param>
/// <param name="Links">Symbolic links.</param>
/// <param name="Bytes">The content of all files, of each as often as it counts.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TreeCount(int Files, int Folders, int Links, long Bytes)
{
    /// <summary>All entries together.</summary>
    public int Entries => Files + Folders + Links;

    /// <summary>Such as <c>2 files, 1 folder, 0 links, 345 bytes</c>.</summary>
    public override string ToString() => $"{Count(Files, "file")}, {Count(Folders, "folder")}, {Count(Links, "link")}, {Count(Bytes, "byte")}";

    private static string Count(long number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}

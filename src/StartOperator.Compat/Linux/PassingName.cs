namespace StartOperator.Compat.Linux;

/// <summary>
/// The names that things have while they are made or removed beside the place where they belong, such as <c>.tree.next-0123456789abcdef</c>
/// for <c>tree</c>. What is found under such a name when a run starts was left by one that was killed.
/// </summary>
internal static class PassingName
{
    private const int SuffixLength = 16;

    /// <summary>A free name for something that belongs at <paramref name="name"/>.</summary>
    public static FileName New(string name) => FileName.Of($"{Prefix(name)}{Random.Shared.NextInt64():x16}");

    /// <summary>Removes what was left.</summary>
    public static void RemoveLeftovers(Folder folder, string name)
    {
        foreach (var leftover in folder.Names().Where(any => IsFor(name, any.Text ?? ""))) TreeRemoval.Remove(folder, leftover);
    }

    /// <summary>Gives space back after a failure that is the one worth telling; what can't be removed now, the next run removes.</summary>
    public static void TryRemoveLeftovers(Folder folder, string name)
    {
        try
        {
            RemoveLeftovers(folder, name);
        }
        catch (DiskFailure)
        {
            // Told already: the failure that led here.
        }
    }

    private static bool IsFor(string name, string passing) =>
        passing.StartsWith(Prefix(name), StringComparison.Ordinal)
        && passing.Length == Prefix(name).Length + SuffixLength
        && passing[^SuffixLength..].All(char.IsAsciiHexDigitLower);

    private static string Prefix(string name) => $".{name}.next-";
}

namespace StartOperator.Compat.Assets;

/// <summary>How much one lay-out may take, whatever its source claims.</summary>
/// <param name="MostBytes">The most bytes of file content laid out.</param>
/// <param name="MostEntries">The most entries read from an archive, and the most files, folders and links laid out.</param>
internal sealed record LayOutLimits(long MostBytes, int MostEntries)
{
    /// <summary>The most bytes that all names and link targets may take together: they are held in memory.</summary>
    public const int MostNameBytes = 8 << 20;

    /// <summary>2 GiB in 100 000 entries.</summary>
    public static LayOutLimits Default { get; } = new(2L << 30, 100_000);

    /// <summary>The fault of the entry that is one too many.</summary>
    public Fault TooManyEntries(string path) =>
        Fault.Refused(path, $"is one too many: the limit is {MostEntries} entries", "raise --max-entries if you trust SOURCE");
}

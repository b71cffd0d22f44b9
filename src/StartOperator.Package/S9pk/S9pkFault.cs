namespace StartOperator.Package.S9pk;

/// <summary>
/// Ends the reading of a package, or of one of its sections, that can't be read at all; it becomes one diagnostic and never leaves the reader.
/// </summary>
internal sealed class S9pkFault : Exception
{
    /// <summary>What helps against damage.</summary>
    public const string FetchAgain = "fetch the file again";

    /// <summary>What helps against mistakes in packing.</summary>
    public const string PackAgain = "pack the package again";

    public S9pkFault(string path, string message, string remedy)
        : base(message) => (Path, Remedy) = (path, remedy);

    /// <summary>The section, and the path within it.</summary>
    public string Path { get; }

    public string Remedy { get; }
}

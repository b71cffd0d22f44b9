namespace StartOperator.Testing;

/// <summary>The files of the source that these tests were built from.</summary>
public static class Repository
{
    private static readonly Lazy<string> Root = new(FindRoot);

    /// <summary>The path of a file or folder.</summary>
    /// <param name="parts">Where it is in the source.</param>
    public static string PathOf(params IEnumerable<string> parts) => Path.Combine([Root.Value, .. parts]);

    private static string FindRoot()
    {
        for (var parent = new DirectoryInfo(AppContext.BaseDirectory); parent is not null; parent = parent.Parent)
        {
            if (File.Exists(Path.Combine(parent.FullName, "StartOperator.sln")))
            {
                return parent.FullName;
            }
        }

        throw new InvalidOperationException($"there is no StartOperator.sln above {AppContext.BaseDirectory}");
    }
}

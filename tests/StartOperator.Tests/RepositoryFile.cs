namespace StartOperator.Tests;

/// <summary>The files of the source that these tests were built from.</summary>
internal static class RepositoryFile
{
    /// <summary>The path of a file.</summary>
    public static string PathOf(params string[] parts)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine([folder.FullName, .. parts]);
            if (File.Exists(file))
            {
                return file;
            }
        }

        throw new FileNotFoundException($"{string.Join('/', parts)} is not above the test binaries");
    }
}

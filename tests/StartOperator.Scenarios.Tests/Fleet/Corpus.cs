namespace StartOperator.Scenarios.Tests.Fleet;

/// <summary>Real packages of others, kept outside of this repository and read where they are.</summary>
public static class Corpus
{
    private const string Variable = "STARTOPERATOR_CORPUS";

    /// <summary>The project folders of the packages' current versions; skips the running test where there are none.</summary>
    public static IReadOnlyList<string> CurrentPackages()
    {
        var folder = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Find();
        Assert.SkipWhen(
            folder is null || !Directory.Exists(folder), $"corpus: no {folder ?? "shared/corpus above " + AppContext.BaseDirectory}; set {Variable} to the folder that has it");
        return [.. Directory.EnumerateDirectories(folder!).Where(IsCurrent).Order(StringComparer.Ordinal)];
    }

    private static bool IsCurrent(string folder)
    {
        var name = Path.GetFileName(folder);
        return !name.Contains("--", StringComparison.Ordinal) && !name.StartsWith('_');
    }

    private static string? Find()
    {
        for (var parent = new DirectoryInfo(AppContext.BaseDirectory); parent is not null; parent = parent.Parent)
        {
            var candidate = Path.Combine(parent.FullName, "shared", "corpus");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}

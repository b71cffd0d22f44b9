namespace StartOperator.Rendering.Tests.Golden;

/// <summary>A file that holds what a test expects. With UPDATE_GOLDEN=1 in the environment, tests write what they got instead.</summary>
internal static class GoldenFile
{
    private const string Variable = "UPDATE_GOLDEN";
    private const string Project = "StartOperator.Rendering.Tests.csproj";

    /// <summary>Compares a text with a file.</summary>
    /// <param name="path">The file's path from the project's folder.</param>
    /// <param name="actual">What came out.</param>
    public static void ShouldHold(string path, string actual)
    {
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            File.WriteAllText(Path.Combine(ProjectFolder(), path), actual);
            return;
        }

        var file = Path.Combine(AppContext.BaseDirectory, path);
        var expected = File.Exists(file) ? File.ReadAllText(file) : "";
        var difference = LineDiff.Of(expected, actual);
        difference.ShouldBeEmpty($"{path} differs (- expected, + got); if that is meant, run `make golden` and review the change:\n{difference}");
    }

    private static string ProjectFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Project)))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds {Project}");
    }
}

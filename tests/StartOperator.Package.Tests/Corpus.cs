namespace StartOperator.Package.Tests;

/// <summary>Real packages that lie beside the repository; tests that need them skip, by name, where they are absent.</summary>
internal static class Corpus
{
    private const string Variable = "STARTOPERATOR_CORPUS";

    /// <summary>The folder of the corpus; skips the running test when there is none.</summary>
    public static string Folder()
    {
        var found = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : FindAbove(AppContext.BaseDirectory);
        if (found is null || !Directory.Exists(found))
            Assert.Skip($"corpus folder not found: {found ?? "no shared/corpus above " + AppContext.BaseDirectory} (set {Variable} to name it)");
        return found;
    }

    /// <summary>The folders that hold one package each.</summary>
    public static IReadOnlyList<string> Packages() =>
        [.. Directory.GetDirectories(Folder()).Where(folder => !Path.GetFileName(folder).StartsWith('_')).Order(StringComparer.Ordinal)];

    /// <summary>The config specs of the packages.</summary>
    public static IReadOnlyList<string> ConfigSpecs() =>
        [.. Packages().SelectMany(package => Directory.GetFiles(package, "config_spec.yaml", SearchOption.AllDirectories)).Order(StringComparer.Ordinal)];

    /// <summary>The unusual manifests, and what is expected of each.</summary>
    public static IReadOnlyList<Oddity> Oddities()
    {
        var folder = Path.Combine(Folder(), "_oddities");
        var rows = File.ReadAllLines(Path.Combine(folder, "index.tsv")).Select(line => line.Split('\t')).ToList();
        int Column(string name) => Array.IndexOf(rows[0], name);
        return
        [
            .. rows.Skip(1).Select(row => new Oddity(
                Path.Combine(folder, row[Column("file")]), row[Column("expected")], row[Column("expected_path")])),
        ];
    }

    private static string? FindAbove(string folder)
    {
        for (var parent = new DirectoryInfo(folder); parent is not null; parent = parent.Parent)
        {
            var candidate = Path.Combine(parent.FullName, "shared", "corpus");
            if (Directory.Exists(candidate)) return candidate;
        }

        return null;
    }
}

/// <summary>An unusual manifest.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Worst">The worst finding to expect: <c>ok</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Path">The path of a finding of that severity; <c>-</c> for none.</param>
internal sealed record Oddity(string File, string Worst, string Path);

using System.Text.RegularExpressions;

namespace StartOperator.Tests;

/// <summary>docs/security.md names a test for each defence; each of them must be there.</summary>
public sealed partial class SecurityPageTests
{
    private static readonly Lazy<string> Sources = new(() => string.Join('\n', Directory
        .EnumerateFiles(Path.Combine(Root(), "tests"), "*.cs", new EnumerationOptions { RecurseSubdirectories = true })
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Select(File.ReadAllText)));

    public static TheoryData<string> Named() =>
    [
        .. File.ReadLines(Path.Combine(Root(), "docs", "security.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Split('|').Length == 5)
            .SelectMany(line => Word().Matches(line.Split('|')[3]).Select(match => match.Groups[1].Value)).Distinct(),
    ];

    [Theory]
    [MemberData(nameof(Named))]
    public void A_test_that_the_page_names_exists(string name) =>
        (Directory.Exists(Case(name)) || Regex.IsMatch(Sources.Value, $@"\b(class|Task|void) {name}\b")).ShouldBeTrue($"{name} is neither a test nor a golden case");

    private static string Case(string name) => Path.Combine(Root(), "tests", "StartOperator.Rendering.Tests", "cases", name);

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "docs", "security.md")))
            {
                return folder.FullName;
            }
        }

        throw new FileNotFoundException("docs/security.md is not above the test binaries");
    }

    [GeneratedRegex("`([A-Za-z][A-Za-z_-]+)`")]
    private static partial Regex Word();
}

using System.Text.RegularExpressions;
using StartOperator.Testing;

namespace StartOperator.Tests;

/// <summary>docs/security.md names a test for each defence; each of them must be there.</summary>
public sealed partial class SecurityPageTests
{
    private static readonly Lazy<string> Sources = new(() => string.Join('\n', Directory
        .EnumerateFiles(Repository.PathOf("tests"), "*.cs", new EnumerationOptions { RecurseSubdirectories = true })
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Select(File.ReadAllText)));

    public static TheoryData<string> Named() =>
    [
        .. File.ReadLines(Repository.PathOf("docs", "security.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Split('|').Length == 5)
            .SelectMany(line => Word().Matches(line.Split('|')[3]).Select(match => match.Groups[1].Value)).Distinct(),
    ];

    [Theory]
    [MemberData(nameof(Named))]
    public void A_test_that_the_page_names_exists(string name) =>
        (Directory.Exists(Case(name)) || Regex.IsMatch(Sources.Value, $@"\b(class|Task|void) {name}\b")).ShouldBeTrue($"{name} is neither a test nor a golden case");

    private static string Case(string name) => Repository.PathOf("tests", "StartOperator.Rendering.Tests", "cases", name);

    [GeneratedRegex("`([A-Za-z][A-Za-z_-]+)`")]
    private static partial Regex Word();
}

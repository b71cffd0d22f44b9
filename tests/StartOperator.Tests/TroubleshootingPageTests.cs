using System.Reflection;
using StartOperator.Rendering.Status;

namespace StartOperator.Tests;

public sealed class TroubleshootingPageTests
{
    public static TheoryData<string> AllReasons() => [.. Constants(typeof(Reasons))];

    public static TheoryData<string> AllConditions() => [.. Constants(typeof(ConditionTypes))];

    [Theory]
    [MemberData(nameof(AllReasons))]
    public void Every_reason_has_its_entry(string reason) => Page().ShouldContain($"`{reason}`");

    [Theory]
    [MemberData(nameof(AllConditions))]
    public void Every_condition_has_its_entry(string condition) => Page().ShouldContain($"`{condition}`");

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);

    private static string Page()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var page = Path.Combine(folder.FullName, "docs", "troubleshooting.md");
            if (File.Exists(page))
            {
                return File.ReadAllText(page);
            }
        }

        throw new FileNotFoundException("docs/troubleshooting.md is not above the test binaries");
    }
}

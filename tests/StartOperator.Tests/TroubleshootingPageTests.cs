using System.Reflection;
using StartOperator.Rendering.Status;
using StartOperator.Testing;

namespace StartOperator.Tests;

public sealed class TroubleshootingPageTests
{
    private static readonly string[] Lines = File.ReadAllLines(Repository.PathOf("docs", "troubleshooting.md"));

    public static TheoryData<string> AllReasons() => [.. Constants(typeof(Reasons))];

    public static TheoryData<string> AllConditions() => [.. Constants(typeof(ConditionTypes))];

    [Theory]
    [MemberData(nameof(AllReasons))]
    public void Every_reason_has_its_row(string reason) =>
        Rows().Where(row => row.Header.IndexOf("reason") is >= 0 and var column && row.Cells[column] == $"`{reason}`").ShouldNotBeEmpty();

    [Theory]
    [MemberData(nameof(AllConditions))]
    public void Every_condition_has_its_row(string condition) => Rows().Where(row => row.Cells[0] == $"`{condition}`").ShouldNotBeEmpty();

    [Fact]
    public void Every_row_stands_in_a_table_and_has_its_columns()
    {
        Lines.Count(line => line.StartsWith('|')).ShouldBe(Rows().Count() + (2 * Lines.Count(IsRule)), "a row that is apart from its table's header is shown as text");
        Rows().Where(row => row.Cells.Count != row.Header.Count).Select(row => row.Cells[0]).ShouldBeEmpty();
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);

    /// <summary>The rows of the page's tables: what follows a header and its rule, up to the first line that begins otherwise.</summary>
    private static IEnumerable<(List<string> Header, List<string> Cells)> Rows() =>
        from rule in Enumerable.Range(1, Lines.Length - 1)
        where IsRule(Lines[rule]) && Lines[rule - 1].StartsWith('|')
        from line in Lines.Skip(rule + 1).TakeWhile(line => line.StartsWith('|'))
        select (CellsOf(Lines[rule - 1]), CellsOf(line));

    private static bool IsRule(string line) => line.StartsWith("| ---", StringComparison.Ordinal);

    private static List<string> CellsOf(string line) => [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];
}

using StartOperator.Distribution.Chart;

namespace StartOperator.Distribution.Tests.Chart;

/// <summary>How the table of values is read from comments.</summary>
public sealed class ValuesTableTests
{
    [Fact]
    public void A_key_with_a_comment_is_a_value_and_one_without_is_a_group() => ValuesTable.Read("""
        # About the file.

        # How many.
        # In all.
        replicas: 1
        image:
          # Which one.
          tag: ""
        # All of it.
        resources:
          limits:
            memory: 1Gi
        """).ShouldBe(
        [
            new ChartValue("replicas", "1", "How many. In all."),
            new ChartValue("image.tag", "\"\"", "Which one."),
            new ChartValue("resources", """{"limits":{"memory":"1Gi"}}""", "All of it."),
        ]);

    [Fact]
    public void A_value_without_a_comment_is_a_fault() =>
        Should.Throw<FormatException>(() => ValuesTable.Read("image:\n  tag: x\n")).Message.ShouldBe("values.yaml: image.tag has no comment above it");

    [Fact]
    public void The_table_replaces_the_one_that_is_there()
    {
        const string Readme = "# Title\n<!-- values: `make chart` writes what follows -->\nold\n<!-- end of values -->\nend\n";

        var once = ValuesTable.Replace(Readme, "# A | b.\na: [x]\n");

        once.ShouldBe("# Title\n<!-- values: `make chart` writes what follows -->\n| value | default | |\n| --- | --- | --- |\n| `a` | `[\"x\"]` | A \\| b. |\n<!-- end of values -->\nend\n");
        ValuesTable.Replace(once, "# A | b.\na: [x]\n").ShouldBe(once);
    }
}

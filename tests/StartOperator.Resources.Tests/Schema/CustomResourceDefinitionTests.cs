using System.Text;
using System.Text.Json;
using StartOperator.Resources.Schema;

namespace StartOperator.Resources.Tests.Schema;

public sealed class CustomResourceDefinitionTests
{
    private const int MaxBytes = 256 * 1024;

    [Fact]
    public void The_committed_definitions_are_what_the_model_generates()
    {
        var generated = CustomResourceDefinitions.Generate();
        var committed = CustomResourceDefinitions.Committed;
        committed.Keys.ShouldBe(generated.Keys, ignoreOrder: true);
        foreach (var (file, yaml) in generated)
        {
            (committed[file] == yaml).ShouldBeTrue(
                $"crds/{file} is not what the model generates; run `make crds` and commit the change. {FirstDifference(committed[file], yaml)}");
        }
    }

    [Fact]
    public void The_definitions_stay_small_enough_for_every_tool() =>
        CustomResourceDefinitions.Generate().Values.Sum(Encoding.UTF8.GetByteCount).ShouldBeLessThan(MaxBytes);

    [Fact]
    public void Every_field_says_what_it_is_for()
    {
        var silent = SchemaNode.Roots().SelectMany(r => r.Below())
            .Where(n => n.IsField && n.Description is null && !n.Path.EndsWith(".type", StringComparison.Ordinal)).Select(n => n.Path);
        silent.ShouldBe(["StartService.metadata"]);
    }

    [Fact]
    public void The_status_is_written_apart_from_the_spec()
    {
        var version = SchemaNode.Definition(SchemaNode.StartServiceFile).GetProperty("spec").GetProperty("versions").EnumerateArray()
            .ShouldHaveSingleItem();
        version.GetProperty("subresources").GetProperty("status").ValueKind.ShouldBe(JsonValueKind.Object);
        version.GetProperty("additionalPrinterColumns").EnumerateArray().Select(c => c.GetProperty("name").GetString())
            .ShouldBe(["Package", "Version", "State", "Ready", "Reason", "Health", "Node", "Age"]);
    }

    private static string FirstDifference(string committed, string generated)
    {
        var (before, after) = (committed.Split('\n'), generated.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(before.Length, after.Length))
            .FirstOrDefault(i => before.ElementAtOrDefault(i) != after.ElementAtOrDefault(i));
        return $"Line {line + 1} is '{before.ElementAtOrDefault(line)?.Trim()}' and should be '{after.ElementAtOrDefault(line)?.Trim()}'";
    }
}

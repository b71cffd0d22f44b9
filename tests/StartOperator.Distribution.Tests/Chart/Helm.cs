using System.Text.Json;
using StartOperator.Resources;

namespace StartOperator.Distribution.Tests.Chart;

/// <summary>The real Helm; HELM or PATH says where it is.</summary>
internal static class Helm
{
    public static string Chart => Repository.PathOf("charts", "start-operator");

    /// <summary>The files of values that the chart is tested with.</summary>
    public static TheoryData<string> Values => [.. Directory.EnumerateFiles(Path.Combine(Chart, "ci")).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    public static Task<ProgramRun> RunAsync(params IEnumerable<string> arguments) => Programs.RunAsync(Programs.Need("helm", "HELM"), arguments);

    /// <summary>Renders the chart and gives what was printed.</summary>
    public static async Task<string> TemplateAsync(params IEnumerable<string> arguments)
    {
        var run = await RunAsync(["template", "start-operator", Chart, "--namespace", "start-operator", "--kube-version", "1.34.0", .. arguments]);
        run.ExitCode.ShouldBe(0, run.Error);
        return run.Output;
    }

    /// <summary>Renders the chart with one of its files of values.</summary>
    public static async Task<IReadOnlyList<JsonElement>> ObjectsAsync(string values, params IEnumerable<string> arguments) =>
        ResourceYaml.Read(await TemplateAsync(["--values", Path.Combine(Chart, "ci", values), .. arguments]));

    public static JsonElement Get(this IEnumerable<JsonElement> objects, string kind, string? name = null) =>
        objects.Single(o => o.GetProperty("kind").GetString() == kind && (name is null || NameOf(o) == name));

    public static IReadOnlyList<JsonElement> All(this IEnumerable<JsonElement> objects, string kind) => [.. objects.Where(o => o.GetProperty("kind").GetString() == kind)];

    public static string NameOf(JsonElement item) => item.GetProperty("metadata").GetProperty("name").GetString()!;

    public static JsonElement At(this JsonElement item, params IEnumerable<string> path) => path.Aggregate(item, (at, key) => at.GetProperty(key));
}

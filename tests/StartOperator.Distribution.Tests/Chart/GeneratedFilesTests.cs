using System.Text.Json;
using StartOperator.Distribution.Bundle;
using StartOperator.Distribution.Chart;
using StartOperator.Distribution.Sbom;
using StartOperator.Resources;
using StartOperator.Resources.Schema;

namespace StartOperator.Distribution.Tests.Chart;

/// <summary>What is made from the code, and committed, is what the code would make now.</summary>
public sealed class GeneratedFilesTests
{
    [Fact]
    public void The_chart_is_current()
    {
        foreach (var (path, text) in ChartFiles.Generate(Repository.Read("charts", "start-operator", "values.yaml"), Repository.Read("charts", "start-operator", "README.md")))
        {
            Repository.Read("charts", "start-operator", path).ShouldBe(text, $"{path}: run `make chart`");
        }
    }

    [Fact]
    public void The_chart_has_the_version_of_the_code()
    {
        var chart = ResourceYaml.Read(Repository.Read("charts", "start-operator", "Chart.yaml")).Single();

        chart.GetProperty("appVersion").GetString().ShouldBe(SbomCommand.Version);
        chart.GetProperty("version").GetString().ShouldBe(SbomCommand.Version);
        chart.At("annotations", "artifacthub.io/images").GetString()!.Split('\n').Where(l => l.Contains("image:", StringComparison.Ordinal))
            .ShouldAllBe(l => l.EndsWith(":" + SbomCommand.Version, StringComparison.Ordinal));
    }

    [Fact]
    public void The_example_for_artifact_hub_is_one_that_the_operator_would_run()
    {
        var annotations = ResourceYaml.Read(Repository.Read("charts", "start-operator", "Chart.yaml")).Single().GetProperty("annotations");
        var example = ResourceYaml.Read(annotations.GetProperty("artifacthub.io/crdsExamples").GetString()!).Single()[0];

        var service = JsonSerializer.Deserialize(example.GetRawText(), ResourcesJson.Default.StartService)!;

        service.Spec.Manifest.Value.ShouldNotBeNull(string.Join(", ", service.Spec.Manifest.Diagnostics));
    }

    [Fact]
    public async Task The_bundle_is_the_charts_install_but_for_what_helm_owns()
    {
        var rendered = await Helm.TemplateAsync("--skip-tests");

        Repository.Read("deploy", "start-operator.yaml").ShouldBe(PlainBundle.Of(rendered), "run `make bundle`");
        rendered.ShouldContain("helm.sh/chart");
        PlainBundle.Of(rendered).ShouldNotContain("helm.sh/");
    }

    [Fact]
    public void The_bundle_has_the_definitions_and_rights_of_the_code()
    {
        var bundle = ResourceYaml.Read(Repository.Read("deploy", "start-operator.yaml"));

        var definitions = CustomResourceDefinitions.Committed.Values.Select(d => ResourceYaml.Read(d).Single().GetProperty("spec"));
        bundle.All("CustomResourceDefinition").Select(d => JsonSerializer.Serialize(d.GetProperty("spec"))).ShouldBe(definitions.Select(d => JsonSerializer.Serialize(d)), "run `make bundle`");
        var rules = bundle.Get("ClusterRole", "start-operator").GetProperty("rules").EnumerateArray().SelectMany(Grants);
        rules.ShouldBe(OperatorRights.InTheCluster().SelectMany(r => Grants(r.ApiGroups, r.Resources, r.Verbs)), ignoreOrder: true, "run `make chart` and `make bundle`");
    }

    private static IEnumerable<string> Grants(JsonElement rule) => Grants(Texts(rule, "apiGroups"), Texts(rule, "resources"), Texts(rule, "verbs"));

    private static IEnumerable<string> Grants(IEnumerable<string> groups, IEnumerable<string> resources, IEnumerable<string> verbs) =>
        from theGroup in groups from resource in resources from verb in verbs select $"{verb} {resource}.{theGroup}";

    private static List<string> Texts(JsonElement rule, string name) => [.. rule.GetProperty(name).EnumerateArray().Select(t => t.GetString()!)];
}

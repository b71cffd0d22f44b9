using System.Text.Json;
using k8s;
using k8s.Models;
using StartOperator.Package.Diagnostics;
using StartOperator.Rendering.Dependencies;
using StartOperator.Rendering.Refusals;
using StartOperator.Resources;

namespace StartOperator.Rendering.Tests.Golden;

/// <summary>
/// A case of tests/…/cases: StartServices of one box as the API server has them, and perhaps a document <c>kind: RenderingOptions</c> with the
/// administrator's settings, become all their objects, or the refusals that stand in their way.
/// </summary>
internal static class GoldenCase
{
    private const string Folder = "cases";

    /// <summary>The names of all cases.</summary>
    public static IReadOnlyList<string> Names() =>
        [.. Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, Folder)).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    /// <summary>The file with what a case's input becomes.</summary>
    public static string ExpectedFile(string name) => $"{Folder}/{name}/expected.yaml";

    /// <summary>A case's services.</summary>
    public static IReadOnlyList<ServiceDefinition> Services(string name) => [.. Documents(name).Where(d => !IsOptions(d)).Select(Service)];

    /// <summary>A case's settings.</summary>
    public static RenderingOptions Options(string name) =>
        Documents(name).Where(IsOptions).Select(Options).FirstOrDefault() ?? new RenderingOptions();

    /// <summary>A digest of a case's input.</summary>
    public static string InputDigest(string name) => ChildNames.Digest(File.ReadAllText(InputFile(name)));

    /// <summary>The kinds and names of what a case's input becomes, without refusals.</summary>
    public static IEnumerable<(string Kind, string Name)> Identities(string name) =>
        from item in Objects(Services(name), Options(name))
        where item.TryGetProperty("metadata", out _)
        select (item.GetProperty("kind").GetString()!, item.GetProperty("metadata").GetProperty("name").GetString()!);

    /// <summary>What a case's input becomes, as YAML.</summary>
    public static string Render(string name)
    {
        var services = Services(name);
        using var text = new StringWriter { NewLine = "\n" };
        ResourceYaml.Write(text, Objects(services, Options(name)));
        return text.ToString();
    }

    private static IEnumerable<JsonElement> Objects(IReadOnlyList<ServiceDefinition> services, RenderingOptions options)
    {
        var refused = services.Select(s => (Service: s, Refusal: SpecRefusals.Of(s, options))).ToLookup(s => s.Refusal is not null);
        var installed = services.DistinctBy(s => s.Manifest.Id, StringComparer.Ordinal)
            .ToDictionary(s => s.Manifest.Id, s => s.Name, StringComparer.Ordinal);
        var objects = refused[false].SelectMany(s => ServiceObjects.Render(s.Service, installed, Dependants.Of(s.Service, services), options)).DistinctBy(o => (o.Kind, o.Metadata.Name))
            .Select(Json);
        return objects.Concat(refused[true].Select(r => JsonSerializer.SerializeToElement(
            new { kind = "Refusal", service = r.Service.Name, reason = r.Refusal!.Reason, message = r.Refusal.Message })));
    }

    private static JsonElement Json(IKubernetesObject<V1ObjectMeta> item)
    {
        using var document = JsonDocument.Parse(KubernetesJson.Serialize((object)item));
        return document.RootElement.Clone();
    }

    private static IReadOnlyList<JsonElement> Documents(string name) =>
        ResourceYaml.Read(File.ReadAllText(InputFile(name)));

    private static string InputFile(string name) => Path.Combine(AppContext.BaseDirectory, Folder, name, "input.yaml");

    private static bool IsOptions(JsonElement document) => document.GetProperty("kind").ValueEquals(nameof(RenderingOptions));

    private static RenderingOptions Options(JsonElement document) =>
        document.Deserialize<RenderingOptions>(JsonSerializerOptions.Web) ?? throw new InvalidOperationException("the options are null");

    private static ServiceDefinition Service(JsonElement document)
    {
        var service = document.Deserialize(ResourcesJson.Default.StartService).ShouldNotBeNull();
        service.Spec.Manifest.Diagnostics.Where(d => d.Severity == Severity.Error).ShouldBeEmpty(service.Metadata.Name);
        return ServiceDefinition.Of(service).ShouldNotBeNull();
    }
}

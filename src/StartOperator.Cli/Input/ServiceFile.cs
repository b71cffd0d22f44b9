using System.Text.Json;
using StartOperator.Cli.Output;
using StartOperator.Package.Diagnostics;
using StartOperator.Rendering;
using StartOperator.Resources;

namespace StartOperator.Cli.Input;

/// <summary>StartServices from a file of objects, or from a package.</summary>
/// <param name="Path">The path as the user gave it.</param>
/// <param name="Services">The services.</param>
/// <param name="Others">The other objects of the file, such as ConfigMaps with assets.</param>
/// <param name="Diagnostics">What is wrong.</param>
internal sealed record ServiceFile(string Path, IReadOnlyList<ServiceDefinition> Services, IReadOnlyList<JsonElement> Others, IReadOnlyList<Diagnostic> Diagnostics)
{
    private const string DefaultNamespace = "default";

    /// <summary>Reads a file of objects or builds a package.</summary>
    /// <exception cref="RefusalException">The file holds no objects.</exception>
    public static ServiceFile Read(string path, BuildOptions build)
    {
        if (Directory.Exists(path) || PackageFile.IsOne(path))
        {
            var built = ProjectFolder.Build(path, build);
            return new ServiceFile(path, built.Service is null ? [] : [Define(built.Service, build)!], [.. built.Assets.Select(ObjectJson.Of)], built.Diagnostics);
        }

        var text = path == "-" ? Console.In.ReadToEnd() : File.ReadAllText(path);
        var services = new List<ServiceDefinition>();
        var others = new List<JsonElement>();
        var diagnostics = new List<Diagnostic>();
        try
        {
            foreach (var item in ResourceYaml.Read(text))
            {
                if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("kind", out var kind) && kind.ValueEquals(StartService.KindName))
                {
                    Add(item, build, services, diagnostics);
                }
                else
                {
                    others.Add(item);
                }
            }
        }
        catch (FormatException e)
        {
            throw new RefusalException($"{path}: {e.Message}");
        }

        return services.Count > 0 || diagnostics.Count > 0
            ? new ServiceFile(path, services, others, diagnostics)
            : throw new RefusalException($"{path}: there is no StartService in it; `startctl build` makes one from a package");
    }

    private static void Add(JsonElement item, BuildOptions build, List<ServiceDefinition> services, List<Diagnostic> diagnostics)
    {
        try
        {
            var service = item.Deserialize(ResourcesJson.Default.StartService)!;
            diagnostics.AddRange(service.Spec.Manifest.Diagnostics.Select(d => d with { Path = d.Path.Length > 0 ? $"spec.manifest.{d.Path}" : "spec.manifest" }));
            if (Define(service, build) is { } definition)
            {
                services.Add(definition);
            }
        }
        catch (JsonException e)
        {
            diagnostics.Add(new Diagnostic(Severity.Error, e.Path?.TrimStart('$', '.') ?? "", e.Message, "`kubectl explain startservice.spec --recursive` tells the fields", null));
        }
    }

    private static ServiceDefinition? Define(StartService service, BuildOptions build)
    {
        service.Metadata.NamespaceProperty ??= build.Namespace ?? DefaultNamespace;
        service.Metadata.Uid = "";
        return ServiceDefinition.Of(service);
    }
}

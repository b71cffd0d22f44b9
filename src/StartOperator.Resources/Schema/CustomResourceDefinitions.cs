using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using k8s;
using k8s.Models;
using StartOperator.Package.Model;

namespace StartOperator.Resources.Schema;

/// <summary>The CustomResourceDefinitions of StartOperator's resources.</summary>
public static class CustomResourceDefinitions
{
    /// <summary>The definitions as they are committed under crds/, by file name.</summary>
    public static IReadOnlyDictionary<string, string> Committed { get; } = ReadEmbedded();

    /// <summary>Generates the definitions from the model, by file name.</summary>
    [RequiresUnreferencedCode("Reflects over the model; used only when the CRDs are generated.")]
    public static IReadOnlyDictionary<string, string> Generate()
    {
        var definition = Definition(typeof(StartService));
        using var json = JsonDocument.Parse(KubernetesJson.Serialize(definition));
        return new Dictionary<string, string>(StringComparer.Ordinal) { [$"{definition.Metadata.Name}.yaml"] = ResourceYaml.ToString(json.RootElement) };
    }

    [RequiresUnreferencedCode("Reflects over the model; used only when the CRDs are generated.")]
    private static V1CustomResourceDefinition Definition(Type type)
    {
        var entity = type.GetCustomAttribute<KubernetesEntityAttribute>()!;
        var summaries = new XmlSummaries(typeof(StartService).Assembly, typeof(Manifest).Assembly);
        var generator = new SchemaGenerator(summaries);
        var schema = new V1JSONSchemaProps
        {
            Type = "object",
            Description = summaries.Of(type),
            Required = ["spec"],
            Properties = new Dictionary<string, V1JSONSchemaProps>(StringComparer.Ordinal)
            {
                ["apiVersion"] = new() { Type = "string", Description = "The version of the API that this object is written in." },
                ["kind"] = new() { Type = "string", Description = "The kind of this object." },
                ["metadata"] = new() { Type = "object" },
            },
            XKubernetesValidations = [.. type.GetCustomAttributes<ValidationRuleAttribute>().Select(r => new V1ValidationRule { Rule = r.Rule, Message = r.Message })],
        };
        foreach (var name in (string[])["Spec", "Status"])
        {
            var property = type.GetProperty(name)!;
            var part = generator.Generate(property.PropertyType, JsonNamingPolicy.CamelCase);
            part.Description = summaries.Of(property);
            schema.Properties[JsonNamingPolicy.CamelCase.ConvertName(name)] = part;
        }

        return new V1CustomResourceDefinition
        {
            ApiVersion = "apiextensions.k8s.io/v1",
            Kind = "CustomResourceDefinition",
            Metadata = new V1ObjectMeta { Name = $"{entity.PluralName}.{entity.Group}" },
            Spec = new V1CustomResourceDefinitionSpec
            {
                Group = entity.Group,
                Scope = "Namespaced",
                Names = new V1CustomResourceDefinitionNames
                {
                    Kind = entity.Kind,
                    ListKind = entity.Kind + "List",
                    Plural = entity.PluralName,
                    Singular = entity.Kind.ToLowerInvariant(),
                    ShortNames = [.. type.GetCustomAttributes<ShortNameAttribute>().Select(s => s.Name)],
                    Categories = [.. type.GetCustomAttributes<CategoryAttribute>().Select(c => c.Name)],
                },
                Versions =
                [
                    new V1CustomResourceDefinitionVersion
                    {
                        Name = entity.ApiVersion,
                        Served = true,
                        Storage = true,
                        Schema = new V1CustomResourceValidation { OpenAPIV3Schema = schema },
                        Subresources = new V1CustomResourceSubresources { Status = new object() },
                        AdditionalPrinterColumns = [.. type.GetCustomAttributes<PrinterColumnAttribute>().Select(Column)],
                    },
                ],
            },
        };
    }

    private static V1CustomResourceColumnDefinition Column(PrinterColumnAttribute column) => new()
    {
        Name = column.Name,
        Type = column.Type,
        JsonPath = column.JsonPath,
        Description = column.Description,
        Priority = column.Priority == 0 ? null : column.Priority,
    };

    private static Dictionary<string, string> ReadEmbedded()
    {
        var assembly = typeof(CustomResourceDefinitions).Assembly;
        return assembly.GetManifestResourceNames().Where(n => n.StartsWith("crds/", StringComparison.Ordinal)).ToDictionary(n => n["crds/".Length..], Read, StringComparer.Ordinal);

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }
    }
}

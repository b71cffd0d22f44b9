using System.Text.Json.Serialization;
using k8s;
using k8s.Models;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Tests;

/// <summary>A custom resource to test with: it asks for config maps.</summary>
public sealed record Widget : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "test.example.com/v1";

    public string Kind { get; set; } = "Widget";

    public V1ObjectMeta Metadata { get; set; } = new();

    public WidgetSpec Spec { get; init; } = new();

    public WidgetStatus? Status { get; init; }
}

public sealed record WidgetSpec
{
    public int Parts { get; set; }

    public bool Finalize { get; init; }
}

public sealed record WidgetStatus
{
    public int Ready { get; init; }

    public string? Note { get; init; }

    public IReadOnlyList<V1Condition>? Conditions { get; init; }
}

[JsonSerializable(typeof(Widget))]
public sealed partial class WidgetJson : JsonSerializerContext;

public static class TestKinds
{
    public static ResourceKind<Widget> Widget { get; } =
        new("test.example.com", "v1", "widgets", "Widget", ResourceScope.Namespaced, WidgetJson.Default.Widget);

    public static ResourceKind<V1CustomResourceDefinition> CustomResourceDefinition { get; } = new(
        "apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", ResourceScope.Cluster,
        SourceGenerationContext.Default.V1CustomResourceDefinition);

    public static V1CustomResourceDefinition WidgetDefinition => new()
    {
        Metadata = new V1ObjectMeta { Name = "widgets.test.example.com" },
        Spec = new V1CustomResourceDefinitionSpec
        {
            Group = "test.example.com",
            Scope = "Namespaced",
            Names = new V1CustomResourceDefinitionNames { Plural = "widgets", Singular = "widget", Kind = "Widget", ListKind = "WidgetList" },
            Versions =
            [
                new V1CustomResourceDefinitionVersion
                {
                    Name = "v1",
                    Served = true,
                    Storage = true,
                    Subresources = new V1CustomResourceSubresources { Status = new object() },
                    Schema = new V1CustomResourceValidation
                    {
                        OpenAPIV3Schema = new V1JSONSchemaProps { Type = "object", XKubernetesPreserveUnknownFields = true },
                    },
                },
            ],
        },
    };
}

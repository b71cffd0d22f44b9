using System.Text.Json.Nodes;
using k8s.Models;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Schemas;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>Reads the shape of a custom resource from its OpenAPI schema.</summary>
internal static class CustomSchemas
{
    private static readonly SchemaField Text = new(Schema.Text);

    /// <summary>The shape of the whole object. Without a schema everything is kept.</summary>
    public static Schema Root(JsonObject? openApi)
    {
        var fields = new Dictionary<string, SchemaField>(StringComparer.Ordinal);
        foreach (var (name, schema) in openApi.Obj("properties") ?? []) fields[name] = new SchemaField(Of(schema));
        fields["apiVersion"] = Text;
        fields["kind"] = Text;
        fields["metadata"] = new SchemaField(ModelSchemas.Of(typeof(V1ObjectMeta)));
        return new Schema { Kind = SchemaKind.Object, Fields = fields, KeepsUnknown = openApi is null || KeepsUnknown(openApi) };
    }

    /// <summary>The shape of one value.</summary>
    public static Schema Of(JsonNode? schema)
    {
        if (schema.Flag("x-kubernetes-int-or-string") == true) return new Schema { Kind = SchemaKind.IntOrString };
        return schema.Text("type") switch
        {
            "object" => Object(schema),
            "array" => new Schema
            {
                Kind = SchemaKind.List,
                Element = Of(schema.At("items")),
                ListMerge = schema.Text("x-kubernetes-list-type") switch
                {
                    "set" => ListMerge.Set,
                    "map" => ListMerge.Map,
                    _ => ListMerge.Atomic,
                },
                ListKeys = [.. schema.Texts("x-kubernetes-list-map-keys")],
            },
            "string" => Schema.Text,
            "integer" => new Schema { Kind = SchemaKind.Int64 },
            "number" => new Schema { Kind = SchemaKind.Number },
            "boolean" => new Schema { Kind = SchemaKind.Flag },
            _ => Schema.Any,
        };
    }

    private static Schema Object(JsonNode? schema)
    {
        var fields = new Dictionary<string, SchemaField>(StringComparer.Ordinal);
        foreach (var (name, property) in schema.Obj("properties") ?? [])
            fields[name] = new SchemaField(Of(property)) { Default = property.At("default") };
        var embedded = schema.Flag("x-kubernetes-embedded-resource") == true;
        if (embedded)
        {
            fields["apiVersion"] = Text;
            fields["kind"] = Text;
            fields["metadata"] = new SchemaField(ModelSchemas.Of(typeof(V1ObjectMeta)));
        }

        var values = schema.At("additionalProperties");
        return new Schema
        {
            Kind = fields.Count == 0 && values is not null ? SchemaKind.Map : SchemaKind.Object,
            Fields = fields,
            Element = values switch
            {
                JsonObject => Of(values),
                JsonValue when values.Flag() == true => Schema.Any,
                _ => null,
            },
            AtomicMap = schema.Text("x-kubernetes-map-type") == "atomic",
            KeepsUnknown = KeepsUnknown(schema),
            EmbeddedObject = embedded,
        };
    }

    private static bool KeepsUnknown(JsonNode? schema) => schema.Flag("x-kubernetes-preserve-unknown-fields") == true;
}

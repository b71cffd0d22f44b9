using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Schemas;

namespace StartOperator.LocalCluster.OpenApi;

/// <summary>Collects the schemas a document refers to, by their OpenAPI names.</summary>
/// <param name="refPrefix">What comes before a name in a reference.</param>
/// <param name="plain">Swagger 2.0, which can't say defaults of references, alternatives of types, or more than one thing about a reference.</param>
internal sealed class OpenApiSchemas(string refPrefix, bool plain = false)
{
    private static readonly Dictionary<string, ApiResource> Kinds = BuiltInResources.All.Where(resource => resource.Schema.OpenApiName.Length > 0)
        .DistinctBy(resource => resource.Schema.OpenApiName).ToDictionary(resource => resource.Schema.OpenApiName, StringComparer.Ordinal);

    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private const string TimeName = Meta + "Time";
    private const string MicroTimeName = Meta + "MicroTime";
    private const string QuantityName = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    private const string IntOrStringName = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";

    private static readonly Schema ListMeta = ModelSchemas.Of(typeof(k8s.Models.V1ListMeta));

    public SortedDictionary<string, JsonObject> Found { get; } = new(StringComparer.Ordinal);

    /// <summary>The name of a resource's kind.</summary>
    public static string NameOf(ApiResource resource)
    {
        if (resource.Schema.OpenApiName.Length > 0) return resource.Schema.OpenApiName;
        return $"{string.Join('.', resource.Group.Split('.').Reverse())}.{resource.Version}.{resource.Kind}";
    }

    /// <summary>Adds a resource's kind and its list.</summary>
    public void Add(ApiResource resource)
    {
        var name = NameOf(resource);
        if (resource.Custom is null) Named(resource.Schema);
        else Found[name] = CustomKind(resource);
        WithKind(name, resource, resource.Kind);
        if (resource.Verbs.Contains("list")) Found[name + "List"] = List(resource, name);
    }

    /// <summary>A reference to a built-in type, which is added with all it refers to.</summary>
    public JsonObject Named(Schema schema)
    {
        if (!Found.ContainsKey(schema.OpenApiName))
        {
            var made = Found[schema.OpenApiName] = new JsonObject { ["type"] = "object" };
            var properties = new JsonObject();
            foreach (var (name, field) in schema.Fields.OrderBy(field => field.Key, StringComparer.Ordinal)) properties[name] = Property(field);
            if (properties.Count > 0) made["properties"] = properties;
            var required = schema.Fields.Where(field => field.Value.Required).Select(field => field.Key).Order(StringComparer.Ordinal).ToList();
            if (required.Count > 0) made["required"] = Texts(required);
            if (schema.AtomicMap) made["x-kubernetes-map-type"] = "atomic";
            if (Kinds.TryGetValue(schema.OpenApiName, out var kind)) WithKind(schema.OpenApiName, kind, kind.Kind);
        }

        return Reference(schema.OpenApiName);
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private JsonObject Property(SchemaField field)
    {
        var property = field.Opaque.Length > 0 ? Opaque(field) : Value(field.Schema);
        if (property.ContainsKey("$ref") && !plain) property = new JsonObject { ["allOf"] = new JsonArray(property) };
        if (Default(field) is { } given && !plain) property["default"] = given;
        if (field.ItemEnum.Count > 0) (property["items"] ?? property["additionalProperties"])!["enum"] = Texts(field.ItemEnum);
        if (field.GranularMap) property["x-kubernetes-map-type"] = "granular";
        if (field.Enum.Count > 0) property["enum"] = Texts(field.Enum);
        if (field.PatchStrategy.Count > 0) property["x-kubernetes-patch-strategy"] = string.Join(',', field.PatchStrategy);
        if (field.PatchMergeKey is not null) property["x-kubernetes-patch-merge-key"] = field.PatchMergeKey;
        return property;
    }

    private static JsonNode? Default(SchemaField field)
    {
        if (field.Default is not null) return field.Default.DeepClone();
        if (field.Zero != ZeroRule.Always) return null;
        return field.Schema.Kind switch
        {
            SchemaKind.Object => new JsonObject(),
            SchemaKind.Text => "",
            SchemaKind.Int32 or SchemaKind.Int64 => 0,
            SchemaKind.Flag => false,
            _ => null,
        };
    }

    private JsonObject Opaque(SchemaField field)
    {
        var reference = Special(field.Opaque, field.Schema.Kind == SchemaKind.Any && !field.Opaque.EndsWith("JSON", StringComparison.Ordinal) ? new JsonObject { ["type"] = "object" } : []);
        return field.Schema.Kind switch
        {
            SchemaKind.List => new JsonObject { ["type"] = "array", ["items"] = reference },
            SchemaKind.Map => new JsonObject { ["type"] = "object", ["additionalProperties"] = reference },
            _ => reference,
        };
    }

    private JsonObject Value(Schema schema)
    {
        switch (schema.Kind)
        {
            case SchemaKind.Object: return Named(schema);
            case SchemaKind.Map:
                var map = new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(schema.Element!) };
                if (schema.AtomicMap) map["x-kubernetes-map-type"] = "atomic";
                return map;
            case SchemaKind.List:
                var list = new JsonObject { ["type"] = "array", ["items"] = Value(schema.Element!) };
                if (schema.ListMerge != ListMerge.Atomic) list["x-kubernetes-list-type"] = schema.ListMerge == ListMerge.Set ? "set" : "map";
                if (schema.ListKeys.Count > 0) list["x-kubernetes-list-map-keys"] = Texts(schema.ListKeys);
                return list;
            case SchemaKind.Text: return new JsonObject { ["type"] = "string" };
            case SchemaKind.Int32: return new JsonObject { ["type"] = "integer", ["format"] = "int32" };
            case SchemaKind.Int64: return new JsonObject { ["type"] = "integer", ["format"] = "int64" };
            case SchemaKind.Number: return new JsonObject { ["type"] = "number", ["format"] = "double" };
            case SchemaKind.Flag: return new JsonObject { ["type"] = "boolean" };
            case SchemaKind.Bytes: return new JsonObject { ["type"] = "string", ["format"] = "byte" };
            case SchemaKind.Time: return Special(TimeName, new JsonObject { ["type"] = "string", ["format"] = "date-time" });
            case SchemaKind.MicroTime: return Special(MicroTimeName, new JsonObject { ["type"] = "string", ["format"] = "date-time" });
            case SchemaKind.Quantity: return Special(QuantityName, Either("string", "number"));
            case SchemaKind.IntOrString:
                var either = Either("integer", "string");
                either["format"] = "int-or-string";
                return Special(IntOrStringName, either);
            case SchemaKind.SchemaOrOther: return [];
            default: return new JsonObject { ["type"] = "object" };
        }
    }

    private JsonObject Either(string first, string second) => plain
        ? new() { ["type"] = "string" }
        : new() { ["oneOf"] = new JsonArray(new JsonObject { ["type"] = first }, new JsonObject { ["type"] = second }) };

    private JsonObject Special(string name, JsonObject schema)
    {
        Found.TryAdd(name, schema);
        return Reference(name);
    }

    private JsonObject Reference(string name) => new() { ["$ref"] = refPrefix + name };

    private JsonObject CustomKind(ApiResource resource)
    {
        var schema = resource.Custom!.OpenApi?.Copy() ?? new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };
        var properties = schema.Ensure("properties");
        properties["apiVersion"] = new JsonObject { ["type"] = "string", ["description"] = "The API group and version of this object, as group/version." };
        properties["kind"] = new JsonObject { ["type"] = "string", ["description"] = "The kind of this object, in CamelCase." };
        properties["metadata"] = new JsonObject
        {
            ["description"] = "Standard object metadata.",
            ["allOf"] = new JsonArray(Named(resource.Schema.Fields["metadata"].Schema)),
        };
        return schema;
    }

    private JsonObject List(ApiResource resource, string name)
    {
        var list = new JsonObject
        {
            ["type"] = "object",
            ["required"] = Texts(["items"]),
            ["properties"] = new JsonObject
            {
                ["apiVersion"] = new JsonObject { ["type"] = "string" },
                ["kind"] = new JsonObject { ["type"] = "string" },
                ["metadata"] = plain ? Named(ListMeta) : new JsonObject { ["allOf"] = new JsonArray(Named(ListMeta)) },
                ["items"] = new JsonObject { ["type"] = "array", ["items"] = Reference(name) },
            },
        };
        list["x-kubernetes-group-version-kind"] = new JsonArray(OpenApiPaths.Kind(resource, resource.ListKind));
        return list;
    }

    private void WithKind(string name, ApiResource resource, string kind) =>
        Found[name]["x-kubernetes-group-version-kind"] = new JsonArray(OpenApiPaths.Kind(resource, kind));
}

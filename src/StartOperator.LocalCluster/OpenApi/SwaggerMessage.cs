using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.OpenApi;

/// <summary>
/// The Swagger document in protobuf, the only form in which kubectl asks for it: to check what the API server can't, such as the items
/// of a List. It reads the schemas; paths are left out.
/// </summary>
internal static class SwaggerMessage
{
    /// <summary>The media type of answers.</summary>
    public const string MediaType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    /// <summary>Whether an Accept header asks for it; clients also write the version after an @.</summary>
    public static bool IsAskedFor(string accept) => accept.Replace("v2@v1.0", "v2.v1.0", StringComparison.Ordinal).Contains(MediaType, StringComparison.Ordinal);

    public static byte[] Of(JsonObject document)
    {
        var info = new WireWriter().Text(1, document.Text("info", "title")).Text(2, document.Text("info", "version"));
        return new WireWriter().Text(1, "2.0").Message(2, info).Message(8, new WireWriter()).Message(9, Named(document.Obj("definitions"))).ToArray();
    }

    private static WireWriter? Named(JsonObject? schemas)
    {
        if (schemas is null) return null;
        var all = new WireWriter();
        foreach (var (name, schema) in schemas) all.Message(1, new WireWriter().Text(1, name).Message(2, Schema(schema)));
        return all;
    }

    private static WireWriter Schema(JsonNode? schema)
    {
        var message = new WireWriter().Text(1, schema.Text("$ref")).Text(2, schema.Text("format")).Text(4, schema.Text("description")).Message(5, Any(schema.At("default")))
            .Real(6, schema.At("multipleOf").AsReal()).Real(7, schema.At("maximum").AsReal()).Flag(8, schema.Flag("exclusiveMaximum"))
            .Real(9, schema.At("minimum").AsReal()).Flag(10, schema.Flag("exclusiveMinimum"))
            .Whole(11, schema.Whole("maxLength")).Whole(12, schema.Whole("minLength")).Text(13, schema.Text("pattern"))
            .Whole(14, schema.Whole("maxItems")).Whole(15, schema.Whole("minItems")).Flag(16, schema.Flag("uniqueItems"))
            .Whole(17, schema.Whole("maxProperties")).Whole(18, schema.Whole("minProperties")).Texts(19, schema.Texts("required"));
        foreach (var choice in schema.Arr("enum") ?? []) message.Message(20, Any(choice));
        message.Message(21, Values(schema.At("additionalProperties")));
        var types = schema.Text("type") is { Length: > 0 } type ? [type] : schema.Texts("type").ToList();
        if (types.Count > 0) message.Message(22, new WireWriter().Texts(1, types));
        if (schema.Obj("items") is { } items) message.Message(23, new WireWriter().Message(1, Schema(items)));
        foreach (var part in schema.Objects("allOf")) message.Message(24, Schema(part));
        message.Message(25, Named(schema.Obj("properties")));
        foreach (var (name, value) in schema as JsonObject ?? [])
        {
            if (name.StartsWith("x-", StringComparison.Ordinal)) message.Message(31, new WireWriter().Text(1, name).Message(2, Any(value)));
        }

        return message;
    }

    private static WireWriter? Values(JsonNode? additional) => additional switch
    {
        JsonObject schema => new WireWriter().Message(1, Schema(schema)),
        JsonValue => new WireWriter().Flag(2, additional.Flag()),
        _ => null,
    };

    /// <summary>Any value, as the YAML that it is.</summary>
    private static WireWriter? Any(JsonNode? value) => value is null ? null : new WireWriter().Text(2, JsonText.Text(value) + "\n");
}

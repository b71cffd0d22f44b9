using System.Text.Json;

namespace StartOperator.Package.Reading.Documents;

/// <summary>Loads a piece of JSON that somebody else has parsed, such as a resource's field. It knows no lines.</summary>
internal static class JsonElementDocument
{
    /// <summary>Loads a document.</summary>
    /// <exception cref="DocumentFault">It exceeds the limits.</exception>
    public static Node Load(JsonElement element, DocumentBuilder build)
    {
        try
        {
            return Value(element, build);
        }
        catch (InvalidOperationException)
        {
            throw new DocumentFault("a \\u escape is half of a surrogate pair", "write the whole character", null);
        }
    }

    private static Node Value(JsonElement element, DocumentBuilder build) => element.ValueKind switch
    {
        JsonValueKind.Object => Mapping(element, build),
        JsonValueKind.Array => Sequence(element, build),
        JsonValueKind.String => build.Scalar(ScalarKind.Text, element.GetString()!, null),
        JsonValueKind.Number => JsonNumber.Scalar(element.GetRawText(), build, null),
        JsonValueKind.True => build.Scalar(ScalarKind.Boolean, "true", null),
        JsonValueKind.False => build.Scalar(ScalarKind.Boolean, "false", null),
        _ => build.Scalar(ScalarKind.Null, "null", null),
    };

    private static SequenceNode Sequence(JsonElement element, DocumentBuilder build)
    {
        var order = build.NextOrder();
        build.Enter(null);
        List<Node> items = [];
        foreach (var item in element.EnumerateArray()) items.Add(Value(item, build));
        build.Leave();
        return new SequenceNode(items) { Location = null, Order = order };
    }

    private static MappingNode Mapping(JsonElement element, DocumentBuilder build)
    {
        var order = build.NextOrder();
        build.Enter(null);
        List<MappingEntry> entries = [];
        foreach (var property in element.EnumerateObject())
        {
            var keyOrder = build.Key(property.Name, null);
            entries.Add(new MappingEntry(property.Name, null, keyOrder, Value(property.Value, build)));
        }

        build.Leave();
        return new MappingNode(entries) { Location = null, Order = order };
    }
}

using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>The fields a custom version allows in field selectors.</summary>
internal static class CustomSelectors
{
    public static IReadOnlyDictionary<string, Func<JsonObject, string>> Of(JsonObject version)
    {
        var fields = version.Objects("selectableFields").Select(field => field.Text("jsonPath") ?? "").Where(path => path.StartsWith('.'));
        return SelectableFields.Of([.. fields.Select(path => (path[1..], Reader(path)))]);
    }

    private static Func<JsonObject, string> Reader(string path)
    {
        var steps = path[1..].Split('.');
        return obj => obj.At(steps) switch
        {
            JsonValue value when value.TryGetValue<string>(out var text) => text,
            JsonValue value => value.ToJsonString(),
            _ => "",
        };
    }
}

using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Tables;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>The columns a custom version asks to be printed with.</summary>
internal static class CustomTable
{
    public static IReadOnlyList<TableColumn> Columns(JsonObject version)
    {
        if (version.Arr("additionalPrinterColumns") is not { Count: > 0 }) return TableColumn.NameAndAge;
        return [TableColumn.NameColumn, .. version.Objects("additionalPrinterColumns").Select(Column)];
    }

    private static TableColumn Column(JsonObject column)
    {
        var type = column.Text("type") ?? "string";
        var path = JsonPath.Parse(column.Text("jsonPath") ?? "");
        return new TableColumn(column.Text("name") ?? "", (obj, now) => Cell(path.Find(obj), type, now))
        {
            Type = type,
            Format = column.Text("format") ?? "",
            Description = column.Text("description") ?? $"Custom resource definition column (in JSONPath format): {column.Text("jsonPath")}",
            Priority = (int)(column.Whole("priority") ?? 0),
        };
    }

    private static JsonNode? Cell(IReadOnlyList<JsonNode?> found, string type, DateTimeOffset now)
    {
        if (found.Count == 0 || found[0] is not { } value) return null;
        return type switch
        {
            "integer" => value.AsReal() is { } real ? JsonValue.Create((long)real) : null,
            "number" => value.AsReal() is { } real ? JsonValue.Create(real) : null,
            "boolean" => value.Flag() is { } flag ? JsonValue.Create(flag) : null,
            "date" => value.Text() is { } text ? Date(text, now) : null,
            "string" => value.Text() ?? value.ToJsonString(),
            _ => null,
        };
    }

    private static string Date(string text, DateTimeOffset now) => Times.Parse(text) is { } time ? Ages.Of(now - time) : "<invalid>";
}

using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Definitions;

/// <summary>The printer columns and the subresources of a definition.</summary>
internal static class DefinitionColumns
{
    private const string Types = "boolean,date,integer,number,string";
    private const string Formats = "byte,date,date-time,double,float,int32,int64,password";

    public static IEnumerable<FieldError> Faults(JsonObject spec) =>
    [
        .. DefinitionSchemas.Each(spec, "additionalPrinterColumns")
            .SelectMany(columns => columns.Value.Objects().Index().SelectMany(column => OfColumn(column.Item, $"{columns.Path}[{column.Index}]"))),
        .. DefinitionSchemas.Each(spec, "subresources")
            .Where(subresources => subresources.Value.Obj("scale") is not null)
            .SelectMany(subresources => OfScale(subresources.Value["scale"]!, $"{subresources.Path}.scale")),
    ];

    private static IEnumerable<FieldError> OfColumn(JsonObject column, string path)
    {
        if (string.IsNullOrEmpty(column.Text("name"))) yield return FieldError.Required($"{path}.name");
        var type = column.Text("type") ?? "";
        if (type.Length == 0) yield return FieldError.Required($"{path}.type", "must be one of " + Types);
        else if (!Types.Split(',').Contains(type)) yield return FieldError.Invalid($"{path}.type", type, "must be one of " + Types);
        if (column.Text("format") is { Length: > 0 } format && !Formats.Split(',').Contains(format))
            yield return FieldError.Invalid($"{path}.format", format, "must be one of " + Formats);
        foreach (var fault in OfPath(column.Text("jsonPath"), $"{path}.JSONPath", [])) yield return fault;
    }

    private static IEnumerable<FieldError> OfScale(JsonNode scale, string path) =>
    [
        .. OfPath(scale.Text("specReplicasPath"), $"{path}.specReplicasPath", [".spec."]),
        .. OfPath(scale.Text("statusReplicasPath"), $"{path}.statusReplicasPath", [".status."]),
        .. scale.Text("labelSelectorPath") is { Length: > 0 } selector ? OfPath(selector, $"{path}.labelSelectorPath", [".spec.", ".status."]) : [],
    ];

    private static IEnumerable<FieldError> OfPath(string? given, string path, string[] below)
    {
        if (string.IsNullOrEmpty(given)) return [FieldError.Required(path)];
        if (given[0] != '.') return [FieldError.Invalid(path, given, "must be a simple json path starting with .")];
        if (below.Length == 0 || below.Any(start => given.StartsWith(start, StringComparison.Ordinal))) return [];
        var where = below.Length == 1 ? below[0].TrimEnd('.') : "either .spec or .status";
        return [FieldError.Invalid(path, given, $"should be a json path under {where}")];
    }
}

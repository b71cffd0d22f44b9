using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Tables;

/// <summary>Shows objects as a meta.k8s.io Table.</summary>
internal static class TableView
{
    /// <param name="columns">The kind's columns.</param>
    /// <param name="objects">The rows.</param>
    /// <param name="version">v1 or v1beta1.</param>
    /// <param name="include">None, Metadata or Object: what of the object each row carries.</param>
    /// <param name="now">The time ages are told from.</param>
    /// <param name="headers">False leaves out the column definitions, as in the second and later events of a watch.</param>
    public static JsonObject Of(
        IReadOnlyList<TableColumn> columns, IEnumerable<JsonObject> objects, string version, string include, DateTimeOffset now, bool headers = true)
    {
        var rows = new JsonArray();
        foreach (var obj in objects)
        {
            var row = new JsonObject { ["cells"] = new JsonArray([.. columns.Select(column => column.Cell(obj, now))]) };
            if (PodTable.RowConditions(obj) is { } conditions) row["conditions"] = conditions;
            row["object"] = include switch
            {
                "None" => null,
                "Object" => obj.DeepClone(),
                _ => Metadata(obj, version),
            };
            rows.Add(row);
        }

        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/" + version,
            ["metadata"] = new JsonObject(),
            ["columnDefinitions"] = headers ? new JsonArray([.. columns.Select(column => column.Definition())]) : null,
            ["rows"] = rows.Count == 0 && ReferenceEquals(columns, CoreTables.CreatedAt) ? null : rows,
        };
    }

    /// <summary>The object's metadata alone.</summary>
    public static JsonObject Metadata(JsonObject obj, string version) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/" + version,
        ["metadata"] = obj.Obj("metadata")?.DeepClone() ?? new JsonObject(),
    };
}

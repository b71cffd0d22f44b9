using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Tables;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Http;

/// <summary>Shows objects of one resource in the form the client asked for.</summary>
internal sealed class ObjectView(ApiResource resource, Accepted accepted, string include, TimeProvider clock)
{
    public Accepted Accepted => accepted;

    public static ObjectView Of(ApiResource resource, HttpRequest request, TimeProvider clock)
    {
        var accepted = Accepted.Choose(request.Headers.Accept);
        var include = request.Query["includeObject"].ToString();
        if (accepted.Form == Form.Table && include is not ("" or "None" or "Metadata" or "Object"))
            throw StatusException.BadRequest("Unable to convert to Table as requested: " + FieldError.Invalid("includeObject", include, "must be 'Metadata', 'Object', 'None', or empty").ToString());
        return new ObjectView(resource, accepted, include, clock);
    }

    /// <summary>One object. Rows after the first of a watch come without headers.</summary>
    public JsonObject One(JsonObject obj, bool headers = true) => accepted.Form switch
    {
        Form.Table => WithListMeta(Table([obj], headers), obj.Text("metadata", "resourceVersion")),
        Form.Metadata => TableView.Metadata(obj, accepted.Version),
        _ => obj,
    };

    public JsonObject List(IEnumerable<JsonObject> objects, JsonObject listMeta)
    {
        switch (accepted.Form)
        {
            case Form.Table:
                var table = Table(objects, true);
                table["metadata"] = listMeta;
                return table;
            case Form.Metadata:
                return Listed("PartialObjectMetadataList", "meta.k8s.io/" + accepted.Version, objects.Select(obj => TableView.Metadata(obj, accepted.Version)), listMeta);
            default:
                if (resource.Custom is not null) listMeta.TryAdd("continue", "");
                return Listed(resource.ListKind, resource.GroupVersion, objects.Select(Item), listMeta);
        }
    }

    private static JsonObject WithListMeta(JsonObject table, string? revision)
    {
        if (revision is not null) table.Ensure("metadata")["resourceVersion"] = revision;
        return table;
    }

    private static JsonObject Listed(string kind, string version, IEnumerable<JsonObject> items, JsonObject listMeta) => new()
    {
        ["kind"] = kind,
        ["apiVersion"] = version,
        ["metadata"] = listMeta,
        ["items"] = new JsonArray([.. items]),
    };

    private JsonObject Table(IEnumerable<JsonObject> objects, bool headers) =>
        TableView.Of(resource.Columns, objects, accepted.Version, include, clock.GetUtcNow(), headers);

    /// <summary>Items of built-in lists do not repeat their kind.</summary>
    private JsonObject Item(JsonObject obj)
    {
        if (resource.Custom is not null) return obj;
        obj.Remove("kind");
        obj.Remove("apiVersion");
        return obj;
    }
}

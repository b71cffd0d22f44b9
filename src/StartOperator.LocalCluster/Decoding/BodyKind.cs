using System.Text;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;

namespace StartOperator.LocalCluster.Decoding;

/// <summary>What a body says that it is, and how errors show a body that does not say it.</summary>
internal static class BodyKind
{
    private const int MostShown = 30;
    private const string Expected = "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }";

    /// <summary>A body that is an object and says what it is in texts, or not at all.</summary>
    /// <exception cref="StatusException">It is something else.</exception>
    public static JsonObject Check(ApiResource resource, JsonNode? node, byte[] body)
    {
        if (node is null) return [];
        if (node is not JsonObject obj) throw Unreadable(resource, $"json: cannot unmarshal {GoText.Kind(node)} into Go value of type {Expected}", body);
        foreach (var (name, value) in obj)
        {
            if (name is "apiVersion" or "kind" && value is not null && !value.IsText())
                throw Unreadable(resource, $"json: cannot unmarshal {GoText.Kind(value)} into Go struct field .{name} of type string", body);
        }

        var version = obj.Text("apiVersion") ?? "";
        if (version.Count(c => c == '/') > 1) throw Unrecognized(resource, $"unexpected GroupVersion string: {version}", body);
        return obj;
    }

    public static StatusException Unreadable(ApiResource resource, string why, byte[] body) =>
        Unrecognized(resource, $"couldn't get version/kind; json parse error: {why}", body);

    public static StatusException Unrecognized(ApiResource resource, string why, byte[] body) =>
        StatusException.BadRequest($"the object provided is unrecognized (must be of type {resource.Kind}): {why} ({Shown(body)})");

    /// <summary>The start of a body: as text when it looks like JSON, else byte by byte.</summary>
    private static string Shown(byte[] body)
    {
        if (body.Length == 0) return "<empty>";
        var start = body.AsSpan(0, Math.Min(body.Length, MostShown));
        var shown = body[0] == '{' ? Encoding.UTF8.GetString(start) : Convert.ToHexStringLower(start);
        return body.Length > MostShown ? shown + " ..." : shown;
    }
}

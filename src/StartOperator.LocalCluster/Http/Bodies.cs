using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.AspNetCore.Http;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Schemas;

namespace StartOperator.LocalCluster.Http;

/// <summary>Reads request bodies, up to the limit a real API server has.</summary>
internal static class Bodies
{
    public const int Limit = 3 * 1024 * 1024;

    private static readonly Schema DeleteOptionsSchema = ModelSchemas.Of(typeof(V1DeleteOptions));

    public static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await context.Request.Body.ReadAsync(chunk, context.RequestAborted) is var count and > 0)
        {
            if (buffer.Length + count > Limit) throw StatusException.TooLarge(Limit);
            buffer.Write(chunk, 0, count);
        }

        return buffer.ToArray();
    }

    /// <summary>The DeleteOptions of a deletion; null when there are none.</summary>
    public static async Task<JsonObject?> ReadDeleteOptionsAsync(HttpContext context)
    {
        var body = await ReadAsync(context);
        if (body.Length == 0) return null;
        try
        {
            var parsed = RequestDecoder.Reader(context.Request.ContentType, DeleteOptionsSchema, [])(body) as JsonObject
                ?? throw StatusException.BadRequest("couldn't get version/kind; json parse error: json: cannot unmarshal a value that is not an object");
            if (parsed.Text("kind") is { Length: > 0 } kind && kind != "DeleteOptions")
                throw StatusException.BadRequest($"no kind \"{kind}\" is registered for version \"{parsed.Text("apiVersion") ?? "meta.k8s.io/v1"}\"");
            return BuiltInDecoder.Decode(DeleteOptionsSchema, parsed);
        }
        catch (DecodeException fault)
        {
            throw StatusException.BadRequest(fault.Message);
        }
        catch (JsonException fault)
        {
            throw StatusException.BadRequest($"couldn't get version/kind; json parse error: {fault.Message}");
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Http;

/// <summary>Reads request bodies, up to the limit a real API server has.</summary>
internal static class Bodies
{
    public const int Limit = 3 * 1024 * 1024;

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

    /// <summary>The body as an object; null when there is none.</summary>
    public static async Task<JsonObject?> ReadOptionalObjectAsync(HttpContext context)
    {
        var body = await ReadAsync(context);
        if (body.Length == 0) return null;
        try
        {
            return JsonText.Parse(body) as JsonObject ?? throw StatusException.BadRequest("the body is not an object");
        }
        catch (JsonException fault)
        {
            throw StatusException.BadRequest($"couldn't get version/kind; json parse error: {fault.Message}");
        }
    }
}

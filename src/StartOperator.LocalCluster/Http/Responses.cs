using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Http;

/// <summary>Writes answers.</summary>
internal static class Responses
{
    public static Task WriteAsync(HttpContext context, int code, JsonNode body, string contentType = "application/json") =>
        WriteAsync(context, code, contentType == "application/yaml" ? Encoding.UTF8.GetBytes(YamlWriter.Text(body)) : [.. JsonText.Write(body), (byte)'\n'], contentType);

    public static async Task WriteAsync(HttpContext context, int code, byte[] body, string contentType)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    public static Task TextAsync(HttpContext context, int code, string text)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return WriteAsync(context, code, Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8");
    }

    public static Task StatusAsync(HttpContext context, StatusException error)
    {
        if (error.RetryAfterSeconds > 0) context.Response.Headers.RetryAfter = error.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return WriteAsync(context, error.Code, error.Status());
    }

    /// <summary>Adds a Warning header, which kubectl prints.</summary>
    public static void Warn(HttpContext context, string text)
    {
        if (context.Response.HasStarted) return;
        var quoted = new StringBuilder();
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (!char.IsControl(c) && c < 128) quoted.Append(c);
        }

        var header = $"299 - \"{quoted}\"";
        if (!context.Response.Headers.Warning.Contains(header)) context.Response.Headers.Append("Warning", header);
    }
}

using System.Text.Json;

namespace StartOperator.Package.S9pk.Images;

/// <summary>What an image's configuration says that matters here.</summary>
/// <param name="Platform">What it runs on.</param>
/// <param name="DiffIds">The digests of its layers without compression, the lowest first.</param>
internal sealed record ImageConfig(ImagePlatform Platform, IReadOnlyList<string> DiffIds)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    /// <summary>Reads a configuration; null when it is none.</summary>
    public static ImageConfig? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var root = document.RootElement;
            var layers = root.GetProperty("rootfs").GetProperty("diff_ids");
            return new ImageConfig(
                new ImagePlatform(Text(root, "os") ?? "linux", Text(root, "architecture") ?? "", Text(root, "variant")),
                [.. layers.EnumerateArray().Select(layer => layer.GetString() ?? "")]);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement parent, string key) => parent.TryGetProperty(key, out var text) ? text.GetString() : null;
}

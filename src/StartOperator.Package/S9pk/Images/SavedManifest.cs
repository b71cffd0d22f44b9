using System.Text.Json;

namespace StartOperator.Package.S9pk.Images;

/// <summary>An image as an archive's <c>manifest.json</c> lists it.</summary>
/// <param name="Config">The name of its configuration in the archive.</param>
/// <param name="RepoTags">Its tags; null where the list says null or nothing.</param>
/// <param name="Layers">The names of its layers, the lowest first.</param>
internal sealed record SavedImage(string Config, IReadOnlyList<string>? RepoTags, IReadOnlyList<string> Layers);

/// <summary>Reads the <c>manifest.json</c> of an archive as <c>docker save</c> writes it.</summary>
internal static class SavedManifest
{
    private const int MostImages = 256;
    private const int MostLayers = 1024;
    private const int MostTags = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    /// <summary>Reads the list.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static IReadOnlyList<SavedImage> Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return [.. Items(document.RootElement, MostImages, "images").Select(ReadImage)];
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException("manifest.json is no list of images as docker save writes it", fault);
        }
    }

    private static SavedImage ReadImage(JsonElement image)
    {
        var hasTags = image.TryGetProperty("RepoTags", out var tags) && tags.ValueKind != JsonValueKind.Null;
        return new SavedImage(
            Text(image.GetProperty("Config")),
            hasTags ? [.. Items(tags, MostTags, "tags").Select(Text)] : null,
            [.. Items(image.GetProperty("Layers"), MostLayers, "layers").Select(Text)]);
    }

    private static IEnumerable<JsonElement> Items(JsonElement list, int most, string what) => list.GetArrayLength() <= most
        ? list.EnumerateArray()
        : throw new InvalidDataException($"manifest.json lists more than {most} {what}");

    private static string Text(JsonElement text) => text.GetString() ?? throw new JsonException();
}

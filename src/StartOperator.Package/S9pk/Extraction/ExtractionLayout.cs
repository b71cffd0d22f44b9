using System.Text;
using StartOperator.Package.Model;
using StartOperator.Package.Reading;

namespace StartOperator.Package.S9pk.Extraction;

/// <summary>
/// Where the parts of a package go in a folder: where the manifest says that the project had them, so that the folder can be packed again; or,
/// where the manifest names no places of their own within a folder, at StartOS's usual ones.
/// </summary>
/// <param name="Paths">The places, relative to the folder.</param>
internal sealed record ExtractionLayout(AssetPaths Paths)
{
    /// <summary>Where the manifest goes.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>The script's name in its folder.</summary>
    public const string Script = "embassy.js";

    /// <summary>Where a single image archive goes in place of the usual folder.</summary>
    public const string SingleImage = "image.tar";

    private const int MostSegments = 10;
    private const int LongestSegment = 200;

    /// <summary>Finds the places.</summary>
    /// <param name="manifest">The package's manifest; null when it has errors.</param>
    /// <param name="isMultiArch">Whether there is an image archive for each architecture.</param>
    public static ExtractionLayout For(Manifest? manifest, bool isMultiArch)
    {
        var usual = new AssetPaths();
        var paths = manifest is not null && AreApart(manifest.Assets) ? manifest.Assets : usual;
        return new ExtractionLayout(!isMultiArch && paths.DockerImages == usual.DockerImages ? paths with { DockerImages = SingleImage } : paths);
    }

    private static bool AreApart(AssetPaths paths)
    {
        List<string> places = [Manifest, paths.License, paths.Instructions, paths.Icon, paths.DockerImages, paths.Assets, paths.Scripts];
        if (!places.TrueForAll(IsPlain)) return false;

        // File systems may not tell upper and lower case apart.
        var ordered = places.ConvertAll(place => string.Join('/', FilePath.Segments(place)) + "/").Order(StringComparer.OrdinalIgnoreCase).ToList();
        return !ordered.Zip(ordered.Skip(1)).Any(pair => pair.Second.StartsWith(pair.First, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsPlain(string path)
    {
        var segments = FilePath.Segments(path);
        return !Path.IsPathRooted(path) && segments.Count is > 0 and <= MostSegments && segments.TrueForAll(IsPlainSegment);
    }

    private static bool IsPlainSegment(string segment) =>
        segment != ".." && Encoding.UTF8.GetByteCount(segment) <= LongestSegment
        && segment.IndexOfAny(Path.GetInvalidFileNameChars()) < 0 && !segment.Any(char.IsControl);
}

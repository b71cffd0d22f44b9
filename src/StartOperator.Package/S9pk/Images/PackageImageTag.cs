using StartOperator.Package.Reading;
using StartOperator.Package.Versions;

namespace StartOperator.Package.S9pk.Images;

/// <summary>The tag of a package's image: <c>start9/PACKAGE/IMAGE:VERSION</c> (contract: procedures.md §2).</summary>
/// <param name="Package">The package's id.</param>
/// <param name="Image">The image's id.</param>
/// <param name="Version">The package's version.</param>
public sealed record PackageImageTag(string Package, string Image, EmVersion Version)
{
    private const string Owner = "start9";

    /// <summary>Reads a tag; null when it is one of something else.</summary>
    public static PackageImageTag? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var path = (colon < 0 ? text : text[..colon]).Split('/');
        return colon > 0 && path is [Owner, var package, var image] && Identifier.Check(package) is null && Identifier.Check(image) is null
            && EmVersion.TryParse(text[(colon + 1)..], out var version, out _)
            ? new PackageImageTag(package, image, version)
            : null;
    }

    /// <summary>The tag's text.</summary>
    public override string ToString() => $"{Owner}/{Package}/{Image}:{Version.Text}";
}

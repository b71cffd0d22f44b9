namespace StartOperator.Package.S9pk;

/// <summary>A section of a package, in the order in which packers write them (contract: s9pk.md §1 and §2).</summary>
public enum S9pkSection
{
    /// <summary>The manifest's CBOR.</summary>
    Manifest,

    /// <summary>The licence's text.</summary>
    License,

    /// <summary>Instructions for the user (Markdown).</summary>
    Instructions,

    /// <summary>The icon.</summary>
    Icon,

    /// <summary>A tar with the images.</summary>
    DockerImages,

    /// <summary>A tar with a folder for each assets volume.</summary>
    Assets,

    /// <summary>The package's <c>embassy.js</c>; only packages with script procedures have it.</summary>
    Scripts,
}

/// <summary>The labels of sections in a table of contents.</summary>
public static class S9pkLabels
{
    private static readonly string[] Labels = ["manifest", "license", "instructions", "icon", "docker_images", "assets", "scripts"];

    /// <summary>All sections in the order in which packers write them.</summary>
    public static IReadOnlyList<S9pkSection> All { get; } = Enum.GetValues<S9pkSection>();

    /// <summary>A section's label.</summary>
    public static string Label(this S9pkSection section) => Labels[(int)section];

    /// <summary>The section of a label; null when it is none of the known ones.</summary>
    public static S9pkSection? Parse(string label) => Array.IndexOf(Labels, label) is >= 0 and var at ? (S9pkSection)at : null;
}

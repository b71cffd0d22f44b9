namespace StartOperator.Package.S9pk;

/// <summary>How big the parts of a package may be, so that reading a hostile one ends and takes little memory.</summary>
public sealed record S9pkLimits
{
    /// <summary>The usual limits. StartOS has one only for the icon (contract: s9pk.md §7); the others are far above anything published.</summary>
    public static S9pkLimits Default { get; } = new();

    /// <summary>The most bytes of a whole package.</summary>
    public long Package { get; init; } = 64L << 30;

    /// <summary>The most bytes between and after the sections, which belong to nothing.</summary>
    public long Unclaimed { get; init; } = 1 << 20;

    /// <summary>The most bytes of a table of contents; a complete one has 176.</summary>
    public int Contents { get; init; } = 64 << 10;

    /// <summary>The most bytes of an icon: StartOS's limit.</summary>
    public int Icon { get; init; } = 102_400;

    /// <summary>The most bytes of a manifest.</summary>
    public int Manifest { get; init; } = 1 << 20;

    /// <summary>The most entries of all image archives of a package together.</summary>
    public int ImageEntries { get; init; } = 16_384;

    /// <summary>The most bytes of one document in an image archive.</summary>
    public int ImageDocument { get; init; } = 1 << 20;

    /// <summary>The most bytes of the documents in all image archives of a package together.</summary>
    public int ImageDocuments { get; init; } = 8 << 20;

    /// <summary>The most entries of the assets.</summary>
    public int AssetEntries { get; init; } = 65_536;

    /// <summary>The most symbolic links among the assets.</summary>
    public int AssetLinks { get; init; } = 4096;

    /// <summary>The most bytes of all names among the assets, and of all names in image archives.</summary>
    public int Names { get; init; } = 8 << 20;

    /// <summary>The most bytes that hard links among the assets repeat.</summary>
    public long Repeated { get; init; } = 1L << 30;
}

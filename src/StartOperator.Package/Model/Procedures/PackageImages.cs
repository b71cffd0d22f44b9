namespace StartOperator.Package.Model.Procedures;

/// <summary>The images that a package brings along.</summary>
public static class PackageImages
{
    /// <summary>The ids of the images that the package's procedures run in, system images left out, in byte order.</summary>
    public static IReadOnlyList<string> Of(Manifest manifest) =>
    [
        .. ProcedurePaths.Of(manifest).Select(known => known.Procedure).OfType<DockerProcedure>().Where(p => !p.System).Select(p => p.Image)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];
}

namespace StartOperator.Package.Model.Procedures;

/// <summary>The images that a package brings along.</summary>
public static class PackageImages
{
    /// <summary>The ids of the images that the package's procedures run in, system images left out, in byte order.</summary>
    public static IReadOnlyList<string> Of(Manifest manifest) =>
    [
        .. Procedures(manifest).OfType<DockerProcedure>().Where(p => !p.System).Select(p => p.Image).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<Procedure?> Procedures(Manifest manifest) =>
    [
        manifest.Main,
        manifest.Properties,
        manifest.Config?.Get,
        manifest.Config?.Set,
        manifest.Backup.Create,
        manifest.Backup.Restore,
        .. manifest.HealthChecks.Values.Select(h => h.Procedure),
        .. manifest.Actions.Values.Select(a => a.Implementation),
        .. manifest.Migrations?.From.Concat(manifest.Migrations.To).Select(m => m.Procedure) ?? [],
        .. manifest.Dependencies.Values.SelectMany(d => (Procedure?[])[d.Config?.Check, d.Config?.AutoConfigure]),
    ];
}

namespace StartOperator.Package.Model.Procedures;

/// <summary>The procedures of a manifest, each with the path of keys to it.</summary>
public static class ProcedurePaths
{
    /// <summary>All of them, in the order of the contract (manifest.md §3).</summary>
    public static IEnumerable<(string Path, Procedure Procedure)> Of(Manifest manifest)
    {
        yield return ("main", manifest.Main);
        foreach (var (id, check) in manifest.HealthChecks) yield return ($"health-checks.{id}", check.Procedure);
        if (manifest.Config is { } config)
        {
            yield return ("config.get", config.Get);
            yield return ("config.set", config.Set);
        }

        if (manifest.Properties is { } properties) yield return ("properties", properties);
        yield return ("backup.create", manifest.Backup.Create);
        yield return ("backup.restore", manifest.Backup.Restore);
        foreach (var migration in manifest.Migrations?.From ?? []) yield return ($"migrations.from.{migration.Range}", migration.Procedure);
        foreach (var migration in manifest.Migrations?.To ?? []) yield return ($"migrations.to.{migration.Range}", migration.Procedure);
        foreach (var (id, action) in manifest.Actions) yield return ($"actions.{id}.implementation", action.Implementation);
        foreach (var (id, dependency) in manifest.Dependencies)
        {
            if (dependency.Config is not { } procedures) continue;
            yield return ($"dependencies.{id}.config.check", procedures.Check);
            yield return ($"dependencies.{id}.config.auto-configure", procedures.AutoConfigure);
        }
    }
}

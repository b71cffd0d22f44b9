using StartOperator.Package.Model;
using StartOperator.Package.Model.Actions;
using StartOperator.Package.Model.Dependencies;
using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Reading.Actions;
using StartOperator.Package.Reading.Dependencies;
using StartOperator.Package.Reading.Health;
using StartOperator.Package.Reading.Interfaces;
using StartOperator.Package.Reading.Migrations;
using StartOperator.Package.Reading.Procedures;
using StartOperator.Package.Reading.Volumes;

namespace StartOperator.Package.Reading;

/// <summary>Reads a manifest, and checks whatever StartOS checks when a package is packed or installed (contract: manifest.md §3 and §8).</summary>
internal static class ManifestReader
{
    /// <summary>Reads a manifest; null when anything is wrong with it.</summary>
    public static Manifest? Read(Cursor document, DocumentForm form)
    {
        if (document.Object() is not { } fields || FormerManifest.Recognise(fields, document)) return null;

        var scope = new ManifestScope(form, fields.KeysOf("volumes"), fields.KeysOf("interfaces"));
        var about = ParticularsReader.Read(fields);
        var main = fields.Required("main") is { } process ? ProcedureReader.ReadMain(process, scope.Silent) : null;
        var healthChecks = fields.Required("health-checks")?.ById(check => HealthCheckReader.Read(check, scope));
        var config = ReadConfig(fields.Optional("config"), scope);
        var properties = fields.Optional("properties") is { } procedure ? ProcedureReader.Read(procedure, scope.Speaking) : null;
        var volumes = fields.Required("volumes") is { } declared ? VolumeReader.ReadAll(declared, scope) : null;
        var interfaces = fields.Required("interfaces")?.ById(InterfaceReader.Read);
        var backup = ReadBackup(fields.Required("backup"), scope);
        var migrations = fields.Optional("migrations") is { } sides ? MigrationReader.Read(sides, scope) : null;
        var actions = fields.Optional("actions")?.ById(action => ActionReader.Read(action, scope));
        var dependencies = fields.Optional("dependencies")?.ById(DependencyReader.Read);
        fields.Optional("containers")?.Error("StartOS rejects every package that sets 'containers'", "describe the service under 'main' instead");

        return fields.Finish(() => new Manifest
        {
            EosVersion = about.EosVersion,
            Id = about.Id!,
            GitHash = about.GitHash,
            Title = about.Title!,
            Version = about.Version!,
            Description = about.Description!,
            Assets = about.Assets,
            Build = about.Build,
            ReleaseNotes = about.ReleaseNotes!,
            License = about.License!,
            WrapperRepo = about.WrapperRepo!,
            UpstreamRepo = about.UpstreamRepo!,
            SupportSite = about.SupportSite,
            MarketingSite = about.MarketingSite,
            DonationUrl = about.DonationUrl,
            Alerts = about.Alerts,
            Main = main!,
            HealthChecks = healthChecks!,
            Config = config,
            Properties = properties,
            Volumes = volumes!,
            Interfaces = interfaces!,
            Backup = backup!,
            Migrations = migrations,
            Actions = actions ?? IdMap<PackageAction>.Empty,
            Dependencies = dependencies ?? IdMap<Dependency>.Empty,
            Replaces = about.Replaces,
            HardwareRequirements = about.HardwareRequirements,
        });
    }

    private static ConfigProcedures? ReadConfig(Cursor? value, ManifestScope scope)
    {
        if (value?.Object() is not { } fields) return null;

        var get = fields.Required("get") is { } first ? ProcedureReader.Read(first, scope.Speaking) : null;
        var set = fields.Required("set") is { } second ? ProcedureReader.Read(second, scope.Speaking) : null;
        return fields.Finish(() => new ConfigProcedures(get!, set!));
    }

    private static BackupProcedures? ReadBackup(Cursor? value, ManifestScope scope)
    {
        if (value?.Object() is not { } fields) return null;

        var create = fields.Required("create") is { } first ? ProcedureReader.Read(first, scope.Silent) : null;
        var restore = fields.Required("restore") is { } second ? ProcedureReader.Read(second, scope.Silent) : null;
        return fields.Finish(() => new BackupProcedures(create!, restore!));
    }
}

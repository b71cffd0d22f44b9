using System.Text.Json;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Actions;
using StartOperator.Package.Model.Dependencies;
using StartOperator.Package.Model.Health;
using StartOperator.Package.Model.Interfaces;
using StartOperator.Package.Model.Migrations;
using StartOperator.Package.Model.Volumes;

namespace StartOperator.Package.Canonical;

/// <summary>Writes manifests, field by field in the order of the contract (manifest.md §3).</summary>
internal sealed class ManifestWriter(Utf8JsonWriter json)
{
    private readonly ProcedureWriter _procedures = new(json);
    private readonly SpecWriter _specs = new(json);

    public void Write(Manifest manifest) => json.Object(() =>
    {
        WriteParticulars(manifest);
        _procedures.Write("main", manifest.Main);
        json.Map("health-checks", manifest.HealthChecks, Write);
        if (manifest.Config is { } config)
        {
            json.Object("config", () =>
            {
                _procedures.Write("get", config.Get);
                _procedures.Write("set", config.Set);
            });
        }

        if (manifest.Properties is { } properties) _procedures.Write("properties", properties);
        json.Map("volumes", manifest.Volumes, Write);
        json.Map("interfaces", manifest.Interfaces, Write);
        json.Object("backup", () =>
        {
            _procedures.Write("create", manifest.Backup.Create);
            _procedures.Write("restore", manifest.Backup.Restore);
        });
        if (manifest.Migrations is { } migrations) Write(migrations);
        if (manifest.Actions.Count > 0) json.Map("actions", manifest.Actions, Write);
        if (manifest.Dependencies.Count > 0) json.Map("dependencies", manifest.Dependencies, Write);
        json.Texts("replaces", manifest.Replaces);
        Write(manifest.HardwareRequirements);
    });

    private void WriteParticulars(Manifest manifest)
    {
        json.Text("eos-version", manifest.EosVersion?.Text);
        json.Text("id", manifest.Id);
        json.Text("git-hash", manifest.GitHash);
        json.Text("title", manifest.Title);
        json.Text("version", manifest.Version.Text);
        json.Object("description", () =>
        {
            json.Text("short", manifest.Description.Short);
            json.Text("long", manifest.Description.Long);
        });
        Write(manifest.Assets);
        json.Texts("build", manifest.Build, evenEmpty: true);
        json.Text("release-notes", manifest.ReleaseNotes);
        json.Text("license", manifest.License);
        json.Text("wrapper-repo", manifest.WrapperRepo.AbsoluteUri);
        json.Text("upstream-repo", manifest.UpstreamRepo.AbsoluteUri);
        json.Text("support-site", manifest.SupportSite?.AbsoluteUri);
        json.Text("marketing-site", manifest.MarketingSite?.AbsoluteUri);
        json.Text("donation-url", manifest.DonationUrl?.AbsoluteUri);
        Write(manifest.Alerts);
    }

    private void Write(AssetPaths assets)
    {
        var usual = new AssetPaths();
        if (assets == usual) return;

        json.Object("assets", () =>
        {
            json.Text("license", assets.License, usual.License);
            json.Text("instructions", assets.Instructions, usual.Instructions);
            json.Text("icon", assets.Icon, usual.Icon);
            json.Text("docker-images", assets.DockerImages, usual.DockerImages);
            json.Text("assets", assets.Assets, usual.Assets);
            json.Text("scripts", assets.Scripts, usual.Scripts);
        });
    }

    private void Write(Alerts alerts)
    {
        if (alerts == new Alerts()) return;

        json.Object("alerts", () =>
        {
            json.Text("install", alerts.Install);
            json.Text("uninstall", alerts.Uninstall);
            json.Text("restore", alerts.Restore);
            json.Text("start", alerts.Start);
            json.Text("stop", alerts.Stop);
        });
    }

    private void Write(HardwareRequirements hardware)
    {
        if (hardware == new HardwareRequirements()) return;

        json.Object("hardware-requirements", () =>
        {
            json.Texts("device", hardware.Device);
            if (hardware.Ram is { } ram) json.WriteNumber("ram", ram);
            json.Texts("arch", hardware.Arch, evenEmpty: true);
        });
    }

    private void Write(HealthCheck check) => json.Object(() =>
    {
        json.Text("name", check.Name);
        json.Text("success-message", check.SuccessMessage);
        json.Text("timeout", check.Timeout?.ToString());
        _procedures.WriteFields(check.Procedure);
    });

    private void Write(Volume volume) => json.Object(() =>
    {
        switch (volume)
        {
            case DataVolume:
                json.Text("type", "data");
                break;
            case AssetsVolume:
                json.Text("type", "assets");
                break;
            case PointerVolume pointer:
                json.Text("type", "pointer");
                json.Text("package-id", pointer.PackageId);
                json.Text("volume-id", pointer.VolumeId);
                json.Text("path", pointer.Path);
                json.WriteBoolean("readonly", pointer.Readonly);
                break;
            case CertificateVolume certificate:
                json.Text("type", "certificate");
                json.Text("interface-id", certificate.InterfaceId);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    });

    private void Write(Interface face) => json.Object(() =>
    {
        json.Text("name", face.Name);
        json.Text("description", face.Description);
        if (face.TorConfig is { } tor)
            json.Object("tor-config", () => json.Map("port-mapping", ByText(tor), port => json.WriteStringValue($"{port}")));
        if (face.LanConfig is { } lan) json.Map("lan-config", ByText(lan), Write);
        json.WriteBoolean("ui", face.Ui);
        json.Texts("protocols", face.Protocols, evenEmpty: true);
    });

    private static IEnumerable<KeyValuePair<string, T>> ByText<T>(PortMap<T> ports) =>
        ports.Select(entry => KeyValuePair.Create($"{entry.Key}", entry.Value));

    private void Write(LanPort port) => json.Object(() =>
    {
        json.WriteBoolean("ssl", port.Ssl);
        json.WriteNumber("internal", port.Internal);
    });

    private void Write(MigrationSet migrations) => json.Object("migrations", () =>
    {
        json.List("from", migrations.From, Write);
        json.List("to", migrations.To, Write);
    });

    private void Write(Migration migration) => json.Object(() =>
    {
        json.Text("range", migration.Range.ToString());
        _procedures.WriteFields(migration.Procedure);
    });

    private void Write(PackageAction action) => json.Object(() =>
    {
        json.Text("name", action.Name);
        json.Text("description", action.Description);
        json.Text("warning", action.Warning);
        _procedures.Write("implementation", action.Implementation);
        json.List("allowed-statuses", action.AllowedStatuses.Select(Spell), json.WriteStringValue);
        if (action.InputSpec.Fields.Count > 0) _specs.Write("input-spec", action.InputSpec);
    });

    private static string Spell(ActionStatus status) => status == ActionStatus.Running ? "running" : "stopped";

    private void Write(Dependency dependency) => json.Object(() =>
    {
        json.Text("version", dependency.Version.ToString());
        var (type, how) = dependency.Requirement switch
        {
            Requirement.OptIn optIn => ("opt-in", optIn.How),
            Requirement.OptOut optOut => ("opt-out", optOut.How),
            _ => ("required", null),
        };
        json.Object("requirement", () =>
        {
            json.Text("type", type);
            json.Text("how", how);
        });
        json.Text("description", dependency.Description);
        if (dependency.Config is not { } config) return;

        json.Object("config", () =>
        {
            _procedures.Write("check", config.Check);
            _procedures.Write("auto-configure", config.AutoConfigure);
        });
    });
}

using System.Formats.Cbor;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Actions;
using StartOperator.Package.Model.Dependencies;
using StartOperator.Package.Model.Health;
using StartOperator.Package.Model.Interfaces;
using StartOperator.Package.Model.Migrations;
using StartOperator.Package.Model.Volumes;

namespace StartOperator.Package.Packed;

/// <summary>Writes manifests, field by field in the order of the contract (manifest.md §3). The manifest must be complete.</summary>
internal sealed class PackedManifestWriter(CborWriter cbor)
{
    private const int Fields = 29;

    private readonly PackedProcedureWriter _procedures = new(cbor);
    private readonly PackedSpecWriter _specs = new(cbor);

    public void Write(Manifest manifest) => cbor.Map(Fields, () =>
    {
        WriteParticulars(manifest);
        cbor.Field("main", () => _procedures.Write(manifest.Main));
        cbor.Field("health-checks", () => cbor.Map(manifest.HealthChecks, Write));
        cbor.Field("config", manifest.Config, config => cbor.Map(2, () =>
        {
            cbor.Field("get", config.Get, _procedures.Write);
            cbor.Field("set", config.Set, _procedures.Write);
        }));
        cbor.Field("properties", manifest.Properties, _procedures.Write);
        cbor.Field("volumes", () => cbor.Map(manifest.Volumes, Write));
        cbor.Field("interfaces", () => cbor.Map(manifest.Interfaces, Write));
        cbor.Field("backup", () => cbor.Map(2, () =>
        {
            cbor.Field("create", manifest.Backup.Create, _procedures.Write);
            cbor.Field("restore", manifest.Backup.Restore, _procedures.Write);
        }));
        cbor.Field("migrations", manifest.Migrations!, migrations => cbor.Map(2, () =>
        {
            cbor.Field("from", () => Write(migrations.From));
            cbor.Field("to", () => Write(migrations.To));
        }));
        cbor.Field("actions", () => cbor.Map(manifest.Actions, Write));
        cbor.Field("dependencies", () => cbor.Map(manifest.Dependencies, Write));
        cbor.Text("containers", null);
        cbor.Texts("replaces", manifest.Replaces);
        cbor.Field("hardware-requirements", () => Write(manifest.HardwareRequirements));
    });

    private void WriteParticulars(Manifest manifest)
    {
        cbor.Text("eos-version", manifest.EosVersion!.Text);
        cbor.Text("id", manifest.Id);
        cbor.Text("git-hash", manifest.GitHash);
        cbor.Text("title", manifest.Title);
        cbor.Text("version", manifest.Version.Text);
        cbor.Field("description", () => cbor.Map(2, () =>
        {
            cbor.Text("short", manifest.Description.Short);
            cbor.Text("long", manifest.Description.Long);
        }));
        cbor.Field("assets", () => Write(manifest.Assets));
        cbor.Texts("build", manifest.Build);
        cbor.Text("release-notes", manifest.ReleaseNotes);
        cbor.Text("license", manifest.License);
        cbor.Text("wrapper-repo", manifest.WrapperRepo.AbsoluteUri);
        cbor.Text("upstream-repo", manifest.UpstreamRepo.AbsoluteUri);
        cbor.Text("support-site", manifest.SupportSite?.AbsoluteUri);
        cbor.Text("marketing-site", manifest.MarketingSite?.AbsoluteUri);
        cbor.Text("donation-url", manifest.DonationUrl?.AbsoluteUri);
        cbor.Field("alerts", () => Write(manifest.Alerts));
    }

    /// <summary>The usual paths are absent ones to StartOS, and it writes those as null.</summary>
    private void Write(AssetPaths assets)
    {
        var usual = new AssetPaths();
        cbor.Map(6, () =>
        {
            cbor.Text("license", Unless(usual.License, assets.License));
            cbor.Text("instructions", Unless(usual.Instructions, assets.Instructions));
            cbor.Text("icon", Unless(usual.Icon, assets.Icon));
            cbor.Text("docker-images", Unless(usual.DockerImages, assets.DockerImages));
            cbor.Text("assets", Unless(usual.Assets, assets.Assets));
            cbor.Text("scripts", Unless(usual.Scripts, assets.Scripts));
        });

        static string? Unless(string usual, string path) => path == usual ? null : path;
    }

    private void Write(Alerts alerts) => cbor.Map(5, () =>
    {
        cbor.Text("install", alerts.Install);
        cbor.Text("uninstall", alerts.Uninstall);
        cbor.Text("restore", alerts.Restore);
        cbor.Text("start", alerts.Start);
        cbor.Text("stop", alerts.Stop);
    });

    private void Write(HardwareRequirements hardware) => cbor.Map(3, () =>
    {
        cbor.Texts("device", hardware.Device);
        cbor.Whole("ram", hardware.Ram);
        cbor.Texts("arch", hardware.Arch);
    });

    private void Write(HealthCheck check) => cbor.Flattened(() =>
    {
        cbor.Text("name", check.Name);
        cbor.Text("success-message", check.SuccessMessage);
        cbor.Text("timeout", check.Timeout?.ToString());
        _procedures.WriteFields(check.Procedure);
    });

    private void Write(Volume volume)
    {
        switch (volume)
        {
            case DataVolume:
                cbor.Map(1, () => cbor.Text("type", "data"));
                break;
            case AssetsVolume:
                cbor.Map(1, () => cbor.Text("type", "assets"));
                break;
            case PointerVolume pointer:
                cbor.Map(5, () =>
                {
                    cbor.Text("type", "pointer");
                    cbor.Text("package-id", pointer.PackageId);
                    cbor.Text("volume-id", pointer.VolumeId);
                    cbor.Text("path", pointer.Path);
                    cbor.Flag("readonly", pointer.Readonly);
                });
                break;
            case CertificateVolume certificate:
                cbor.Map(2, () =>
                {
                    cbor.Text("type", "certificate");
                    cbor.Text("interface-id", certificate.InterfaceId);
                });
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Write(Interface face) => cbor.Map(6, () =>
    {
        cbor.Text("name", face.Name);
        cbor.Text("description", face.Description);
        cbor.Field("tor-config", face.TorConfig, tor => cbor.Map(1, () =>
            cbor.Field("port-mapping", () => cbor.Map(ByText(tor), port => cbor.WriteTextString($"{port}")))));
        cbor.Field("lan-config", face.LanConfig, lan => cbor.Map(ByText(lan), Write));
        cbor.Flag("ui", face.Ui);
        cbor.Texts("protocols", face.Protocols);
    });

    private static List<KeyValuePair<string, T>> ByText<T>(PortMap<T> ports) =>
        [.. ports.Select(entry => KeyValuePair.Create($"{entry.Key}", entry.Value))];

    private void Write(LanPort port) => cbor.Map(2, () =>
    {
        cbor.Flag("ssl", port.Ssl);
        cbor.Whole("internal", port.Internal);
    });

    private void Write(ValueList<Migration> migrations) => cbor.Map(migrations.Count, () =>
    {
        foreach (var migration in migrations) cbor.Field(migration.Range.ToString(), () => _procedures.Write(migration.Procedure));
    });

    private void Write(PackageAction action) => cbor.Map(6, () =>
    {
        cbor.Text("name", action.Name);
        cbor.Text("description", action.Description);
        cbor.Text("warning", action.Warning);
        cbor.Field("implementation", action.Implementation, _procedures.Write);
        cbor.Field("allowed-statuses", () => cbor.List(action.AllowedStatuses, status =>
            cbor.WriteTextString(status == ActionStatus.Running ? "running" : "stopped")));
        cbor.Field("input-spec", () => _specs.Write(action.InputSpec));
    });

    private void Write(Dependency dependency) => cbor.Map(4, () =>
    {
        cbor.Text("version", dependency.Version.ToString());
        cbor.Field("requirement", dependency.Requirement, Write);
        cbor.Text("description", dependency.Description);
        cbor.Field("config", dependency.Config, config => cbor.Map(2, () =>
        {
            cbor.Field("check", config.Check, _procedures.Write);
            cbor.Field("auto-configure", config.AutoConfigure, _procedures.Write);
        }));
    });

    private void Write(Requirement requirement)
    {
        var (type, how) = requirement switch
        {
            Requirement.OptIn optIn => ("opt-in", optIn.How),
            Requirement.OptOut optOut => ("opt-out", optOut.How),
            _ => ("required", null),
        };
        cbor.Map(how is null ? 1 : 2, () =>
        {
            cbor.Text("type", type);
            if (how is not null) cbor.Text("how", how);
        });
    }
}

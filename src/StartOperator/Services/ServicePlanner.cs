using StartOperator.Package.Model.Volumes;
using StartOperator.Package.Versions;
using StartOperator.Rendering;
using StartOperator.Rendering.Claims;
using StartOperator.Rendering.Refusals;
using StartOperator.Rendering.Revisions;
using StartOperator.Rendering.Status;
using StartOperator.Resources;

namespace StartOperator.Services;

/// <summary>
/// Decides, before anything is written, whether a spec can be carried out. When it can't, what is installed goes on: a wrong edit must not take
/// a wallet offline.
/// </summary>
/// <param name="neighbourhood">What there is.</param>
/// <param name="options">The administrator's settings.</param>
public sealed class ServicePlanner(Neighbourhood neighbourhood, RenderingOptions options)
{
    /// <summary>Plans a service.</summary>
    public ServicePlan Plan(StartService service)
    {
        var installed = Installed(service);
        if (SpecRefusals.OfManifest(service) is { } unreadable)
        {
            return Keep(installed, unreadable, service);
        }

        var wanted = ServiceDefinition.Of(service)!;
        var name = HostnameRefusals.Of(
            wanted, service, neighbourhood.ServicesCalled(wanted.Namespace, wanted.Hostname), neighbourhood.PodsCalled(wanted.Namespace, wanted.Hostname));
        var refusal = SpecRefusals.Of(wanted, options)
            ?? name as Situation.Refused
            ?? OfUpdate(wanted, installed, service.Status?.Installed?.Version);
        if (refusal is not null)
        {
            return Keep(installed, refusal, service);
        }

        return OfClaims(wanted, service.Status) switch
        {
            Situation.Refused refused => Keep(installed, refused, service),
            var waiting => new ServicePlan(wanted, null, waiting ?? name),
        };
    }

    /// <summary>What is installed, with the rest of the present spec; null when nothing is.</summary>
    public ServiceDefinition? Installed(StartService service) =>
        service.Status?.Installed?.Revision is { } name && neighbourhood.Revision(service.Metadata.NamespaceProperty, name) is { } revision
            ? InstalledRevision.Restore(revision, service)
            : null;

    /// <summary>The plan when what the spec asks for can't be started: what is installed goes on.</summary>
    public ServicePlan Keep(StartService service, Situation.Refused refusal) => Keep(Installed(service), refusal, service);

    private ServicePlan Keep(ServiceDefinition? installed, Situation.Refused refusal, StartService service)
    {
        if (installed is null || SpecRefusals.Of(installed, options) is not null)
        {
            return new ServicePlan(null, refusal, null);
        }

        // What forbids mounting the volumes forbids it to the installed version as well.
        var claims = OfClaims(installed, service.Status);
        return claims is Situation.Refused ? new ServicePlan(null, refusal, null) : new ServicePlan(installed, refusal, claims);
    }

    private Situation.Refused? OfUpdate(ServiceDefinition wanted, ServiceDefinition? installed, string? installedVersion)
    {
        var old = installedVersion is not null && EmVersion.TryParsePrefix(installedVersion, out var version, out _, out _) ? version : UsedBy(wanted);
        return old is null
            ? null
            : VersionChange.Judge(old, installed?.Manifest, wanted.Manifest, wanted.Spec.AllowDowngrade) switch
            {
                VersionChange.Downgrade => new Situation.Refused(
                    Reasons.DowngradeRefused,
                    $"version {old} is installed and {wanted.Manifest.Version} is older: set spec.allowDowngrade if the package can read the newer version's data"),
                VersionChange.Migrate migrate => new Situation.Refused(
                    Reasons.MigrationNeeded,
                    $"going from version {old} to {wanted.Manifest.Version} takes the migration '{migrate.Direction}' for {migrate.Migration.Range}, which this release "
                    + $"of StartOperator can't run; without it the data could be damaged. Version {old} stays installed; put spec.manifest back to it"),
                _ => null,
            };
    }

    /// <summary>The newest version that has run on any of the service's volumes, for a resource that was created anew over kept claims.</summary>
    private EmVersion? UsedBy(ServiceDefinition service) => service.Manifest.Volumes.Where(v => v.Value is DataVolume)
        .Select(v => neighbourhood.Claim(service.Namespace, ChildNames.Claim(service.Name, v.Key)))
        .Select(c => c is null ? null : ClaimIdentity.UsedBy(c))
        .Max();

    private Situation? OfClaims(ServiceDefinition service, StartServiceStatus? status)
    {
        Situation? waiting = null;
        var nodes = new List<ClaimNodes>();
        foreach (var (id, volume) in service.Manifest.Volumes)
        {
            var (name, situation) = volume switch
            {
                DataVolume => OfData(service, id, status),
                PointerVolume pointer => (neighbourhood.TargetOf(service, pointer), null),
                _ => (null, null),
            };
            if (situation is Situation.Refused)
            {
                return situation;
            }

            waiting ??= situation;
            if (name is not null && service.Manifest.Main.Mounts.ContainsKey(id) && neighbourhood.Claim(service.Namespace, name) is { } claim)
            {
                nodes.Add(ClaimNodes.Of(name, neighbourhood.VolumeOf(claim)));
            }
        }

        return ClaimRefusals.Apart(nodes) ?? waiting;
    }

    private (string Claim, Situation? Situation) OfData(ServiceDefinition service, string volume, StartServiceStatus? status)
    {
        var name = ChildNames.Claim(service.Name, volume);
        if (neighbourhood.Claim(service.Namespace, name) is { } claim)
        {
            return (name, ClaimRefusals.Of(claim, service, volume));
        }

        return (name, ClaimRefusals.OfAbsent(name, volume, status?.Volumes ?? [], service));
    }
}

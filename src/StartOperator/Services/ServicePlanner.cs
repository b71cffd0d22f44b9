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
        Situation? waiting = null;
        foreach (var situation in Situations(service, installed))
        {
            if (situation is Situation.Refused refusal)
            {
                return Keep(installed, refusal, service);
            }

            waiting = situation;
        }

        return new ServicePlan(ServiceDefinition.Of(service), null, waiting);
    }

    /// <summary>Everything for which a spec can't be carried out: first that which its plan tells, then what that one hides.</summary>
    public IEnumerable<Situation.Refused> Refusals(StartService service) => Situations(service, Installed(service)).OfType<Situation.Refused>();

    /// <summary>What is installed, with the rest of the present spec; null when nothing is.</summary>
    public ServiceDefinition? Installed(StartService service) =>
        service.Status?.Installed?.Revision is { } name && neighbourhood.Revision(service.Metadata.NamespaceProperty, name) is { } revision
            ? InstalledRevision.Restore(revision, service)
            : null;

    /// <summary>The plan when what the spec asks for can't be started: what is installed goes on.</summary>
    public ServicePlan Keep(StartService service, Situation.Refused refusal) => Keep(Installed(service), refusal, service);

    /// <summary>What stands in a spec's way: first what is to be put right first. Of what it waits for, the last counts.</summary>
    private IEnumerable<Situation> Situations(StartService service, ServiceDefinition? installed)
    {
        if (SpecRefusals.OfManifest(service) is { } unreadable)
        {
            yield return unreadable;
            yield break;
        }

        var wanted = ServiceDefinition.Of(service)!;
        foreach (var refusal in SpecRefusals.All(wanted, options))
        {
            yield return refusal;
        }

        var (hostname, space) = (wanted.Hostname, wanted.Namespace);
        if (HostnameRefusals.Of(wanted, service, neighbourhood.ServicesCalled(space, hostname), neighbourhood.PodsCalled(space, hostname)) is { } name)
        {
            yield return name;
        }

        if (OfUpdate(wanted, installed, service.Status?.Installed?.Version) is { } update)
        {
            yield return update;
        }

        if (OfClaims(wanted, service.Status) is { } claims)
        {
            yield return claims;
        }
    }

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

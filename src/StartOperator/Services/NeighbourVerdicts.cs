using StartOperator.Rendering;
using StartOperator.Rendering.Dependencies;
using StartOperator.Rendering.Networking;
using StartOperator.Rendering.Status;
using StartOperator.Resources;

namespace StartOperator.Services;

/// <summary>What to say of a service and its neighbours. Nothing of it stands in the service's way.</summary>
/// <param name="neighbourhood">What there is.</param>
public sealed class NeighbourVerdicts(Neighbourhood neighbourhood)
{
    /// <summary>The conditions that concern the service.</summary>
    public IEnumerable<Verdict> Of(ServiceDefinition service) => ((Verdict?[])[OfDependencies(service), OfPorts(service)]).OfType<Verdict>();

    private Verdict? OfDependencies(ServiceDefinition service)
    {
        if (service.Manifest.Dependencies.Count == 0)
        {
            return null;
        }

        var faults = DependencyFaults.Of(service.Manifest, package => neighbourhood.Installed(service.Namespace, package));
        return faults.Count == 0
            ? new Verdict(ConditionTypes.DependenciesMet, ConditionStatus.True, Reasons.AllMet, "the packages that are always needed are there and run")
            : new Verdict(ConditionTypes.DependenciesMet, ConditionStatus.False, faults[0].Reason, string.Join("; ", faults.Select(f => f.Message)));
    }

    private Verdict? OfPorts(ServiceDefinition service)
    {
        if (!PortClashes.HasPorts(service))
        {
            return null;
        }

        var clashes = PortClashes.Of(service, neighbourhood.Services(service.Namespace));
        return clashes.Count == 0
            ? new Verdict(ConditionTypes.PortsAgree, ConditionStatus.True, Reasons.NoClash, "no neighbour uses an external LAN port otherwise")
            : new Verdict(ConditionTypes.PortsAgree, ConditionStatus.False, Reasons.PortClash, string.Join("; ", clashes) + ": both work here, and StartOS would refuse the second");
    }
}

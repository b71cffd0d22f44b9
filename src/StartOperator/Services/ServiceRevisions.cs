using k8s.Models;
using StartOperator.Rendering;
using StartOperator.Rendering.Revisions;
using StartOperator.Resources;
using StartOperator.Runtime;
using StartOperator.Runtime.Applying;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;
using StartOperator.Runtime.Events;

namespace StartOperator.Services;

/// <summary>The records of what is installed and what was installed before; older ones go, and with them the assets that only they used.</summary>
/// <param name="applier">Writes.</param>
/// <param name="client">Deletes.</param>
/// <param name="neighbourhood">What there is.</param>
/// <param name="events">Tells the user.</param>
[EntityRbac(typeof(V1ControllerRevision), Verbs = RbacVerb.Read | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete)]
[EntityRbac(typeof(V1ConfigMap), Verbs = RbacVerb.Get | RbacVerb.Delete)]
public sealed class ServiceRevisions(Applier applier, ApiClient client, Neighbourhood neighbourhood, EventRecorder events)
{
    /// <summary>Records a definition as installed.</summary>
    public async Task RecordAsync(StartService service, ServiceDefinition definition, ServiceReport report, CancellationToken cancellationToken)
    {
        var revision = InstalledRevision.Render(definition);
        var name = revision.Metadata.Name;
        var before = service.Status?.Installed;
        if (before?.Revision == name && neighbourhood.Revision(definition.Namespace, name) is not null)
        {
            report.Installed = before;
            return;
        }

        // Creation times have whole seconds, and an older version that is installed again has its record already: the number tells the order.
        revision.Revision = 1 + Records(service).Where(r => r.Metadata.Name != name).Select(r => r.Revision).DefaultIfEmpty(0).Max();
        var result = await applier.EnsureAsync(Kinds.ControllerRevision, revision, owns: null, cancellationToken);
        if (!result.IsAsDesired)
        {
            report.Refusal = result.Outcome == ApplyOutcome.Rejected
                ? ServiceChildren.Rejected(Kinds.ControllerRevision.Kind, name, result.Refusal!)
                : ServiceChildren.NameTaken(Kinds.ControllerRevision.Kind, name);
            return;
        }

        report.Installed = new InstalledPackage { Version = definition.Manifest.Version.Text, Revision = name };
        if (before is null)
        {
            events.Publish(StartServiceKind.Kind, service, EventType.Normal, "Installed", "Install", $"installed {definition.Manifest.Id} {definition.Manifest.Version}");
        }
        else if (before.Version != definition.Manifest.Version.Text)
        {
            events.Publish(
                StartServiceKind.Kind, service, EventType.Normal, "Updated", "Update", $"updated {definition.Manifest.Id} from {before.Version} to {definition.Manifest.Version}");
        }
    }

    /// <summary>Deletes records that are neither of what is installed nor of what was before, once no pod runs what they record.</summary>
    public async Task PruneAsync(StartService service, ServiceDefinition definition, string? installed, CancellationToken cancellationToken)
    {
        if (installed is null)
        {
            return;
        }

        var records = Records(service);
        var kept = records.Where(r => r.Metadata.Name != installed).OrderByDescending(r => r.Revision).Take(1).Select(r => r.Metadata.Name).Append(installed).ToHashSet(StringComparer.Ordinal);
        var stale = records.Where(r => !kept.Contains(r.Metadata.Name)).ToList();
        if (stale.Count == 0)
        {
            return;
        }

        var used = records.Where(r => kept.Contains(r.Metadata.Name)).SelectMany(r => ConfigMaps(r, service)).Concat(ConfigMaps(service.Spec)).ToHashSet(StringComparer.Ordinal);
        foreach (var map in stale.SelectMany(r => ConfigMaps(r, service)).Distinct(StringComparer.Ordinal).Where(m => !used.Contains(m)))
        {
            await DeleteAssetsAsync(definition, map, cancellationToken);
        }

        foreach (var revision in stale)
        {
            await client.DeleteAsync(Kinds.ControllerRevision, NamespacedName.Of(revision), new DeleteConditions { Uid = revision.Metadata.Uid }, cancellationToken);
        }
    }

    private List<V1ControllerRevision> Records(StartService service) =>
        [.. neighbourhood.RevisionsOf(service.Metadata.NamespaceProperty, service.Metadata.Name).Where(r => Owners.IsControlledBy(r, service))];

    /// <summary>Deletes a ConfigMap if it carries the labels of this service's assets, as `startctl build` writes them; others are the user's own.</summary>
    private async Task DeleteAssetsAsync(ServiceDefinition definition, string name, CancellationToken cancellationToken)
    {
        var key = new NamespacedName(definition.Namespace, name);
        if (await client.GetAsync(Kinds.ConfigMap, key, cancellationToken) is { } map
            && map.GetLabel(ServiceLabels.Role) == ServiceLabels.Roles.Assets && map.GetLabel(ServiceLabels.Service) == definition.Name)
        {
            await client.DeleteAsync(Kinds.ConfigMap, key, new DeleteConditions { Uid = map.Metadata.Uid }, cancellationToken);
        }
    }

    private static IEnumerable<string> ConfigMaps(V1ControllerRevision revision, StartService service) =>
        InstalledRevision.Restore(revision, service) is { } definition ? ConfigMaps(definition.Spec) : [];

    private static IEnumerable<string> ConfigMaps(StartServiceSpec spec) => spec.Assets?.Values.Select(a => a.ConfigMap?.Name).OfType<string>() ?? [];
}

using System.Collections.Concurrent;
using System.Text;
using k8s.Models;
using StartOperator.Certificates;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Volumes;
using StartOperator.Rendering;
using StartOperator.Rendering.Certificates;
using StartOperator.Rendering.Revisions;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime;
using StartOperator.Runtime.Applying;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;

namespace StartOperator.Services;

/// <summary>
/// The Secrets of a service's certificate volumes, issued by the box's authority and renewed before they end. Secrets are not watched, so that
/// the operator needs no right to list them: each is read when the operator starts and when it is due.
/// </summary>
/// <param name="client">Reads Secrets.</param>
/// <param name="applier">Writes them.</param>
/// <param name="neighbourhood">What there is.</param>
/// <param name="time">The clock.</param>
[EntityRbac(typeof(V1Secret), Verbs = RbacVerb.Get | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete)]
public sealed class ServiceCertificates(ApiClient client, Applier applier, Neighbourhood neighbourhood, TimeProvider time)
{
    private static readonly TimeSpan Recheck = TimeSpan.FromHours(12);

    private readonly ConcurrentDictionary<(string Uid, string Volume, string Interface, string Hostname), DateTimeOffset> _due = new();
    private readonly ConcurrentDictionary<(string Uid, string Volume), bool> _dropped = new();

    /// <summary>Makes the Secrets as they should be. Returns why that can't be; null when they are.</summary>
    public async Task<Situation.Refused?> EnsureAsync(ServiceDefinition service, ServiceReport report, CancellationToken cancellationToken)
    {
        foreach (var (id, volume) in service.Manifest.Volumes.Where(v => v.Value is CertificateVolume).Select(v => (v.Key, (CertificateVolume)v.Value)))
        {
            _dropped.TryRemove((service.Uid, id), out _);
            var key = (service.Uid, id, volume.InterfaceId, service.Hostname);
            var now = time.GetUtcNow();
            if (!_due.TryGetValue(key, out var due) || due <= now)
            {
                var (renewal, refusal) = await EnsureAsync(service, id, volume.InterfaceId, now, cancellationToken);
                if (refusal is not null)
                {
                    return refusal;
                }

                due = renewal < now + Recheck ? renewal : now + Recheck;
                _due[key] = due;
            }

            report.LookAgain(due - now);
        }

        return null;
    }

    /// <summary>Deletes the Secrets of certificate volumes that an earlier version had, as its record tells, and this one has not.</summary>
    public async Task PruneAsync(StartService service, ServiceDefinition definition, string? installed, CancellationToken cancellationToken)
    {
        var earlier = neighbourhood.RevisionsOf(definition.Namespace, definition.Name).Where(r => r.Metadata.Name != installed && Owners.IsControlledBy(r, service))
            .SelectMany(r => InstalledRevision.Restore(r, service)?.Manifest.Volumes ?? IdMap<Volume>.Empty).Where(v => v.Value is CertificateVolume).Select(v => v.Key);
        foreach (var volume in earlier.Distinct(StringComparer.Ordinal).Where(v => definition.Manifest.Volumes.GetValueOrDefault(v) is not CertificateVolume))
        {
            if (!_dropped.ContainsKey((definition.Uid, volume)))
            {
                var key = new NamespacedName(definition.Namespace, ChildNames.CertificateSecret(definition.Name, volume));
                if (await client.GetAsync(Kinds.Secret, key, cancellationToken) is { } secret && Owners.IsControlledBy(secret, service))
                {
                    await client.DeleteAsync(Kinds.Secret, key, new DeleteConditions { Uid = secret.Metadata.Uid }, cancellationToken);
                }

                Forget(definition.Uid, volume);
                _dropped[(definition.Uid, volume)] = true;
            }
        }
    }

    /// <summary>Forgets a service that is gone.</summary>
    public void Forget(string uid)
    {
        foreach (var key in _dropped.Keys.Where(k => k.Uid == uid).ToList())
        {
            _dropped.TryRemove(key, out _);
        }

        foreach (var key in _due.Keys.Where(k => k.Uid == uid).ToList())
        {
            _due.TryRemove(key, out _);
        }
    }

    /// <summary>A volume that comes back gets its Secret anew.</summary>
    private void Forget(string uid, string volume)
    {
        foreach (var key in _due.Keys.Where(k => k.Uid == uid && k.Volume == volume).ToList())
        {
            _due.TryRemove(key, out _);
        }
    }

    private async Task<(DateTimeOffset Renewal, Situation.Refused? Refusal)> EnsureAsync(
        ServiceDefinition service, string volume, string @interface, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (authority, refusal) = await AuthorityAsync(service.Namespace, now, cancellationToken);
        if (authority is null)
        {
            return (now, refusal);
        }

        var name = ChildNames.CertificateSecret(service.Name, volume);
        var names = CertificateSecrets.DnsNames(service);
        var live = await client.GetAsync(Kinds.Secret, new NamespacedName(service.Namespace, name), cancellationToken);
        if (live is not null && Owners.ControllerOf(live)?.Uid != service.Uid)
        {
            return (now, ServiceChildren.NameTaken(Kinds.Secret.Kind, name));
        }

        if (live is not null && PairOf(live, @interface) is { } pair && authority.RenewalOf(pair, names) is var renewal && renewal > now)
        {
            return (renewal, null);
        }

        var issued = authority.Issue(names, now);
        var result = await applier.EnsureAsync(Kinds.Secret, CertificateSecrets.Volume(service, volume, @interface, issued), live, owns: null, cancellationToken);
        return result.Outcome == ApplyOutcome.Rejected
            ? (now, ServiceChildren.Rejected(Kinds.Secret.Kind, name, result.Refusal!))
            : (authority.RenewalOf(issued, names), null);
    }

    /// <summary>The box's authority, created with the box's first certificate. One that somebody else has put there is used, if it can be read.</summary>
    private async Task<(BoxAuthority? Authority, Situation.Refused? Refusal)> AuthorityAsync(string box, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = new NamespacedName(box, ChildNames.Authority);
        var live = await client.GetAsync(Kinds.Secret, key, cancellationToken);
        if (live is null)
        {
            var created = BoxAuthority.Create(box, now);
            try
            {
                live = await client.CreateAsync(
                    Kinds.Secret,
                    CertificateSecrets.Authority(box, created.RootCertificate, created.IntermediateKey, created.IntermediateCertificate),
                    cancellationToken);
            }
            catch (ApiException e) when (e.IsAlreadyExists)
            {
                live = await client.GetAsync(Kinds.Secret, key, cancellationToken);
            }
        }

        return live is not null
            && Text(live, CertificateSecrets.RootCertificate) is { } root
            && Text(live, CertificateSecrets.IntermediateKey) is { } intermediateKey
            && Text(live, CertificateSecrets.IntermediateCertificate) is { } intermediate
            ? (new BoxAuthority(root, intermediateKey, intermediate), null)
            : (null, new Situation.Refused(
                Reasons.NameTaken,
                $"the Secret {ChildNames.Authority} has no {CertificateSecrets.RootCertificate}, {CertificateSecrets.IntermediateKey} and "
                + $"{CertificateSecrets.IntermediateCertificate}: give it a certificate authority, or delete it to have one made"));
    }

    private static CertificatePair? PairOf(V1Secret secret, string @interface) =>
        Text(secret, CertificateSecrets.KeyFile(@interface)) is { } key && Text(secret, CertificateSecrets.CertificateFile(@interface)) is { } chain
            ? new CertificatePair(key, chain)
            : null;

    private static string? Text(V1Secret secret, string key) => secret.Data?.TryGetValue(key, out var bytes) == true ? Encoding.ASCII.GetString(bytes) : null;
}

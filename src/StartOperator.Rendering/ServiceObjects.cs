using k8s;
using k8s.Models;
using StartOperator.Package.Model.Volumes;
using StartOperator.Rendering.Claims;
using StartOperator.Rendering.Networking;
using StartOperator.Rendering.Pods;

namespace StartOperator.Rendering;

/// <summary>All objects of a service, for review, for GitOps, and as the way out of the operator.</summary>
public static class ServiceObjects
{
    /// <summary>Renders the objects of a service in the order in which they should be applied.</summary>
    /// <param name="service">The service.</param>
    /// <param name="installed">The packages that are installed in the same box, by id, with the names of their services: pointers lead to them.</param>
    /// <param name="dependants">The services of the same box that declare a dependency on the package, by name.</param>
    /// <param name="options">The administrator's settings.</param>
    public static IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Render(
        ServiceDefinition service, IReadOnlyDictionary<string, string> installed, IEnumerable<string> dependants, RenderingOptions options)
    {
        var pointers = new Dictionary<string, PointerResolution>(StringComparer.Ordinal);
        var claims = DataClaims.Render(service, options).ToList();
        foreach (var (id, pointer) in service.Manifest.Volumes.Where(v => v.Value is PointerVolume).Select(v => (v.Key, (PointerVolume)v.Value)))
        {
            var target = pointer.PackageId == service.Manifest.Id ? service.Name : installed.GetValueOrDefault(pointer.PackageId);
            if (target is not null)
            {
                pointers[id] = new PointerResolution(ChildNames.Claim(target, pointer.VolumeId));
            }
            else if (!pointer.Readonly && service.Manifest.Main.Mounts.ContainsKey(id))
            {
                var claim = DataClaims.ForPointer(service, pointer, options);
                pointers[id] = new PointerResolution(claim.Metadata.Name);
                claims.Add(claim);
            }
        }

        var policy = IsolationPolicy.Render(service, dependants, options);
        return
        [
            MainServiceAccount.Render(service),
            .. policy is null ? [] : (V1NetworkPolicy[])[policy],
            BoxService.Render(service.Namespace),
            .. InterfaceServices.Render(service),
            .. claims.DistinctBy(c => c.Metadata.Name, StringComparer.Ordinal),
            MainPod.Render(service, pointers, options),
        ];
    }
}

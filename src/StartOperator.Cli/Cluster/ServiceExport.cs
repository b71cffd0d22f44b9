using System.Text.Json;
using k8s.Models;
using StartOperator.Cli.Output;
using StartOperator.Package.Model.Volumes;
using StartOperator.Rendering;
using StartOperator.Rendering.Dependencies;
using StartOperator.Rendering.Networking;
using StartOperator.Rendering.Pods;
using StartOperator.Rendering.Refusals;
using StartOperator.Resources;
using StartOperator.Runtime;
using StartOperator.Runtime.Client;

namespace StartOperator.Cli.Cluster;

/// <summary>
/// Takes a service out of the cluster as plain objects, which run without the operator: what <c>render</c> gives, with the ConfigMaps that hold its
/// assets. Reads, and writes nothing. The Service that gives the namespace's services their names loses the label by which an operator takes it away
/// with the last StartService.
/// </summary>
/// <param name="client">The way to the API server.</param>
/// <param name="namespace">The box.</param>
/// <param name="options">The administrator's settings, as the operator has them.</param>
internal sealed class ServiceExport(ApiClient client, string @namespace, RenderingOptions options)
{
    private const string CopyPodOfClaim = """
        {"spec":{"containers":[{"name":"copy","image":"busybox","command":["sleep","infinity"],"volumeMounts":[{"name":"volume","mountPath":"/volume","readOnly":true}]}],"volumes":[{"name":"volume","persistentVolumeClaim":{"claimName":"CLAIM"}}]}}
        """;

    /// <summary>Exports a service.</summary>
    /// <returns>The objects in the order in which they should be applied, and the service itself.</returns>
    /// <exception cref="RefusalException">There is no such service, or it can't be rendered.</exception>
    public async Task<(IReadOnlyList<JsonElement> Objects, ServiceDefinition Service)> RunAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var services = await client.ListAsync(StartServiceKind.Kind, @namespace, null, cancellationToken);
            var wanted = services.FirstOrDefault(service => service.Metadata.Name == name)
                ?? throw new RefusalException($"there is no StartService {name} in namespace {@namespace}{Others(services)}");
            var service = (ServiceDefinition.Of(wanted) ?? throw new RefusalException(SpecRefusals.OfManifest(wanted)!.Message)) with { Uid = "" };
            if (SpecRefusals.Of(service, options) is { } refusal) throw new RefusalException($"{refusal.Reason}: {refusal.Message}");

            var installed = services.Where(s => s.Spec.Manifest.Value is not null).DistinctBy(s => s.Spec.Manifest.Value!.Id, StringComparer.Ordinal)
                .ToDictionary(s => s.Spec.Manifest.Value!.Id, s => s.Metadata.Name, StringComparer.Ordinal);
            var maps = await MapsAsync(service, cancellationToken);
            var dependants = Dependants.Of(service, services.Select(ServiceDefinition.Of).OfType<ServiceDefinition>());
            var objects = ServiceObjects.Render(service, installed, dependants, options);
            foreach (var box in objects.OfType<V1Service>().Where(BoxService.IsOurs)) box.Metadata.Labels.Remove(ServiceLabels.Role);
            return ([.. maps.Select(ObjectJson.Of), .. objects.Select(ObjectJson.Of)], service);
        }
        catch (ApiException fault)
        {
            throw new RefusalException($"the cluster does not tell: {fault.Message}");
        }
    }

    /// <summary>How to take the data along, as comments for the top of the file.</summary>
    public static IEnumerable<string> Instructions(ServiceDefinition service)
    {
        var (name, space) = (service.Name, service.Namespace);
        yield return $"{name} as plain objects, which run without StartOperator. The data volumes are those that it has now:";
        yield return "deleting the StartService leaves them, unless its deletionPolicy is Delete.";
        yield return "";
        yield return "  1. Stop the service, and let go of it:";
        yield return $"       kubectl -n {space} patch startservice {name} --type merge -p '{{\"spec\":{{\"state\":\"Stopped\",\"deletionPolicy\":\"Retain\"}}}}'";
        yield return $"       kubectl -n {space} wait --for=delete pod/{ChildNames.MainPod(name)} --timeout=10m";
        yield return $"       kubectl -n {space} delete startservice {name}";
        yield return "  2. Apply this file:";
        yield return $"       kubectl apply -n {space} -f THIS-FILE";
        yield return $"  Before a StartService comes into this namespace again: kubectl -n {space} delete service {ChildNames.BoxService}";
        yield return "";
        yield return "To copy the data out, after the service is stopped and before this file is applied:";
        foreach (var volume in service.Manifest.Volumes.Where(volume => volume.Value is DataVolume).Select(volume => volume.Key))
        {
            var claim = ChildNames.Claim(name, volume);
            yield return "";
            yield return $"  volume {volume}, into {claim}.tar:";
            yield return $"       kubectl -n {space} run {claim}-copy --image=busybox --restart=Never --overrides='{CopyPod(claim)}'";
            yield return $"       kubectl -n {space} wait --for=condition=Ready pod/{claim}-copy --timeout=5m";
            yield return $"       kubectl -n {space} exec {claim}-copy -- tar -c -C /volume/{PodVolumes.DataFolder} . > {claim}.tar";
            yield return $"       kubectl -n {space} delete pod {claim}-copy";
        }
    }

    private static string CopyPod(string claim) => CopyPodOfClaim.Replace("CLAIM", claim, StringComparison.Ordinal);

    private async Task<List<V1ConfigMap>> MapsAsync(ServiceDefinition service, CancellationToken cancellationToken)
    {
        List<V1ConfigMap> maps = [];
        foreach (var source in (service.Spec.Assets ?? new Dictionary<string, AssetsSource>()).OrderBy(source => source.Key, StringComparer.Ordinal))
        {
            if (source.Value.ConfigMap is not { } reference) continue;

            var map = await client.GetAsync(Kinds.ConfigMap, new NamespacedName(@namespace, reference.Name), cancellationToken)
                ?? throw new RefusalException($"the ConfigMap {reference.Name} with the files of assets volume {source.Key} is not there");
            map.Metadata = new V1ObjectMeta { Name = map.Metadata.Name, NamespaceProperty = @namespace, Labels = map.Metadata.Labels };
            maps.Add(map);
        }

        return maps;
    }

    private static string Others(IReadOnlyList<StartService> services) => services.Count == 0 ? "" : $"; there are {string.Join(", ", services.Select(service => service.Metadata.Name).Take(10))}";
}

using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using StartOperator.Package.Model.Volumes;
using StartOperator.Rendering.Networking;
using StartOperator.Resources;

namespace StartOperator.Rendering.Tests.Golden;

/// <summary>What holds of every service's objects, whatever the package.</summary>
internal static partial class RenderedInvariants
{
    private const int AnnotationBytes = 256 * 1024;

    /// <summary>Renders a service into an empty box and asserts that the objects fit together.</summary>
    public static void ShouldHold(ServiceDefinition service, RenderingOptions options)
    {
        var objects = ServiceObjects.Render(service, new Dictionary<string, string>(), [], options);
        foreach (var item in objects)
        {
            ShouldBeWellNamed(item);
        }

        objects.Select(o => (o.Kind, o.Metadata.Name)).ShouldBeUnique();
        ShouldBeAsMany(service, options, objects);
        var pod = objects.OfType<V1Pod>().ShouldHaveSingleItem();
        ShouldFitTogether(pod);
        ShouldBeConfined(pod, service);
        ShouldBeQuantities(pod, objects);
        ShouldWantArm(pod);
    }

    private static void ShouldBeAsMany(ServiceDefinition service, RenderingOptions options, IReadOnlyList<IKubernetesObject<V1ObjectMeta>> objects)
    {
        var (name, manifest) = (service.Name, service.Manifest);
        var beforehand = manifest.Volumes
            .Where(v => v.Value is PointerVolume { Readonly: false } p && p.PackageId != manifest.Id && manifest.Main.Mounts.ContainsKey(v.Key))
            .Select(v => (PointerVolume)v.Value).Select(p => ChildNames.Claim(p.PackageId, p.VolumeId));
        var data = manifest.Volumes.Where(v => v.Value is DataVolume).Select(v => ChildNames.Claim(name, v.Key));
        objects.OfType<V1PersistentVolumeClaim>().Select(c => c.Metadata.Name).ShouldBe(data.Concat(beforehand).Distinct(), ignoreOrder: true);
        objects.OfType<V1Service>().Count().ShouldBe(1 + manifest.Interfaces.Values.Count(i => InterfaceServices.InternalPorts(i).Count > 0), name);
        objects.OfType<V1ServiceAccount>().ShouldHaveSingleItem();
        objects.OfType<V1NetworkPolicy>().Count().ShouldBe(options.BoxPolicy == BoxPolicy.Off ? 0 : 1, name);

        var assets = manifest.Volumes.Where(v => v.Value is AssetsVolume).Select(v => service.Spec.Assets?.GetValueOrDefault(v.Key)).ToList();
        var copied = assets.Count(a => a?.Image is { Mode: ImageAssetsMode.Copy });
        var brought = assets.Exists(a => a?.Image is { Mode: ImageAssetsMode.Copy, Program: null }) ? 1 : 0;
        var containers = assets.Count(a => a?.ConfigMap is not null) + copied + brought;
        (objects.OfType<V1Pod>().Single().Spec.InitContainers?.Count ?? 0).ShouldBe(containers, name);
    }

    private static void ShouldBeWellNamed(IKubernetesObject<V1ObjectMeta> item)
    {
        item.ApiVersion.ShouldNotBeNullOrEmpty();
        item.Kind.ShouldNotBeNullOrEmpty();
        ShouldBeLabel(item.Metadata.Name);
        foreach (var (key, value) in item.Metadata.Labels)
        {
            LabelKey().IsMatch(key).ShouldBeTrue(key);
            LabelValue().IsMatch(value).ShouldBeTrue(value);
        }

        (item.Metadata.Annotations ?? new Dictionary<string, string>()).Sum(a => a.Key.Length + a.Value.Length).ShouldBeLessThan(AnnotationBytes);
    }

    private static void ShouldFitTogether(V1Pod pod)
    {
        ShouldBeLabel(pod.Spec.Hostname);
        var volumes = (pod.Spec.Volumes ?? []).Select(v => v.Name).ToList();
        var containers = (pod.Spec.InitContainers ?? []).Concat(pod.Spec.Containers).ToList();
        volumes.ShouldBeUnique();
        containers.Select(c => c.Name).ShouldBeUnique();
        volumes.Concat(containers.Select(c => c.Name)).ToList().ForEach(ShouldBeLabel);
        containers.SelectMany(c => c.VolumeMounts ?? []).Select(m => m.Name).Distinct().ShouldBe(volumes, ignoreOrder: true);
        foreach (var container in containers)
        {
            var mounts = container.VolumeMounts ?? [];
            mounts.Select(m => m.MountPath.TrimEnd('/')).ShouldBeUnique();
            mounts.ShouldAllBe(m => m.MountPath.StartsWith('/'));
            mounts.Select(m => m.SubPath).Where(path => path is not null)
                .ShouldAllBe(path => path.Length > 0 && !path.StartsWith('/') && !path.Split('/', StringSplitOptions.None).Contains(".."));
        }
    }

    private static void ShouldBeConfined(V1Pod pod, ServiceDefinition service)
    {
        var spec = pod.Spec;
        (spec.AutomountServiceAccountToken, spec.SecurityContext.SeccompProfile.Type, spec.HostUsers).ShouldBe((false, "RuntimeDefault", service.Spec.HostUsers));
        (spec.HostNetwork, spec.HostPID, spec.HostIPC).ShouldBe((null, null, null));
        (spec.Volumes ?? []).ShouldAllBe(v => v.HostPath == null && v.Projected == null);
        foreach (var container in (spec.InitContainers ?? []).Concat(spec.Containers))
        {
            (container.SecurityContext?.Privileged, container.SecurityContext?.Capabilities?.Add).ShouldBe((null, null), container.Name);
            container.Resources.Requests.Keys.ShouldContain("memory", container.Name);
        }
    }

    private static void ShouldBeQuantities(V1Pod pod, IReadOnlyList<IKubernetesObject<V1ObjectMeta>> objects)
    {
        var main = pod.Spec.Containers.Single().Resources;
        var (requests, limits) = (main.Requests ?? new Dictionary<string, ResourceQuantity>(), main.Limits ?? new Dictionary<string, ResourceQuantity>());
        foreach (var (name, request) in requests)
        {
            request.ToDecimal().ShouldBeLessThanOrEqualTo(limits.TryGetValue(name, out var limit) ? limit.ToDecimal() : decimal.MaxValue, name);
        }

        objects.OfType<V1PersistentVolumeClaim>().ShouldAllBe(c => c.Spec.Resources.Requests["storage"].ToDecimal() > 0);
    }

    private static void ShouldWantArm(V1Pod pod) => pod.Spec.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms
        .ShouldAllBe(t => t.MatchExpressions.Any(e => e.Key == "kubernetes.io/arch" || e.Key == ServiceLabels.EmulatesArm64));

    private static void ShouldBeLabel(string name)
    {
        DnsLabel().IsMatch(name).ShouldBeTrue(name);
        name.Length.ShouldBeLessThanOrEqualTo(63, name);
    }

    private static void ShouldBeUnique<T>(this IEnumerable<T> items) =>
        items.GroupBy(i => i).Where(g => g.Count() > 1).Select(g => g.Key).ShouldBeEmpty();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex DnsLabel();

    [GeneratedRegex(@"^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[a-zA-Z0-9]([-_.a-zA-Z0-9]{0,61}[a-zA-Z0-9])?\z")]
    private static partial Regex LabelKey();

    [GeneratedRegex(@"^([a-zA-Z0-9]([-_.a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)?\z")]
    private static partial Regex LabelValue();
}

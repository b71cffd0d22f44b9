using k8s.Models;
using StartOperator.Package.Versions;
using StartOperator.Rendering.Assets;
using StartOperator.Resources;

namespace StartOperator.Rendering.Pods;

/// <summary>
/// The pod of main (contract: procedures.md §3.1 and §7). Its name makes two pods on one data volume impossible; it is replaced, never changed,
/// and only for a <see cref="RestartReasons">reason to restart</see>.
/// </summary>
public static class MainPod
{
    private const long DefaultGraceSeconds = 30;
    private const long MaxGraceSeconds = 7 * 24 * 3600;

    /// <summary>Renders the pod.</summary>
    /// <param name="service">The service; its image is known, see <see cref="ImageReferences"/>.</param>
    /// <param name="pointers">What each pointer volume leads to, by volume id.</param>
    /// <param name="options">The administrator's settings.</param>
    /// <exception cref="ArgumentException">The image is not known.</exception>
    public static V1Pod Render(ServiceDefinition service, IReadOnlyDictionary<string, PointerResolution> pointers, RenderingOptions options)
    {
        var image = ImageReferences.Of(service, service.Manifest.Main, options)
            ?? throw new ArgumentException($"The image {service.Manifest.Main.Image} of {service.Name} is not known.", nameof(service));
        var volumes = PodVolumes.Of(service, pointers);
        var assets = AssetsInitContainers.Of(service, options);
        return new V1Pod
        {
            ApiVersion = V1Pod.KubeApiVersion,
            Kind = V1Pod.KubeKind,
            Metadata = Metadata(service),
            Spec = new V1PodSpec
            {
                Hostname = service.Hostname,
                Subdomain = ChildNames.BoxService,
                InitContainers = assets.Count > 0 ? [.. assets] : null,
                Containers = [Main(service, image, volumes, options)],
                Volumes = volumes.Volumes.Count > 0 ? [.. volumes.Volumes] : null,
                RestartPolicy = "Always",
                TerminationGracePeriodSeconds = GraceSeconds(service.Manifest.Main.SigtermTimeout),
                ServiceAccountName = ChildNames.ServiceAccount(service.Name),
                AutomountServiceAccountToken = false,
                EnableServiceLinks = false,
                HostUsers = service.Spec.HostUsers,
                SecurityContext = new V1PodSecurityContext { SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" } },
                ImagePullSecrets = service.Spec.ImagePullSecrets is { Count: > 0 } secrets ? [.. secrets.Select(s => new V1LocalObjectReference { Name = s.Name })] : null,
                Affinity = ArmPlacement.Affinity(service, image),
                Tolerations = ArmPlacement.Tolerations(service),
                PriorityClassName = service.Spec.Placement?.PriorityClassName,
                ResourceClaims = DeviceClaims(service),
            },
        };
    }

    private static V1ObjectMeta Metadata(ServiceDefinition service)
    {
        var labels = ServiceLabels.Of(service, ServiceLabels.Roles.Main);
        if (service.Spec.Placement?.Colocate == Colocation.Box)
        {
            labels[ServiceLabels.Colocate] = ArmPlacement.ColocationGroup;
        }

        return new V1ObjectMeta
        {
            Name = ChildNames.MainPod(service.Name),
            NamespaceProperty = service.Namespace,
            Labels = labels,
            Annotations = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [ServiceLabels.RestartReasons] = RestartReasons.Of(service).ToString(),
                [ServiceLabels.DataVersion] = service.Manifest.Version.Text,
            },
            OwnerReferences = service.OwnerReferences(),
        };
    }

    private static V1Container Main(ServiceDefinition service, ImageReference image, PodVolumes volumes, RenderingOptions options) => new()
    {
        Name = ChildNames.MainContainer,
        Image = image.Reference,
        ImagePullPolicy = image.PullPolicy?.ToString(),

        // The image's ENTRYPOINT and CMD are never used: Kubernetes drops both when there is a command.
        Command = [Verbatim.Of(service.Manifest.Main.Entrypoint)],
        Args = service.Manifest.Main.Args.Count > 0 ? [.. service.Manifest.Main.Args.Select(Verbatim.Of)] : null,
        Env = service.Spec.Environment is { Count: > 0 } variables ? [.. variables.Select(Variable)] : null,
        VolumeMounts = volumes.Mounts.Count > 0 ? [.. volumes.Mounts] : null,
        Resources = ComputeResources.Of(service, options),
    };

    /// <summary>An empty value is left out, as the API server does.</summary>
    private static V1EnvVar Variable(EnvironmentVariable variable) => new() { Name = variable.Name, Value = variable.Value.Length > 0 ? Verbatim.Of(variable.Value) : null };

    private static long GraceSeconds(Duration? timeout) =>
        timeout is { } given ? Math.Clamp((long)given.ToTimeSpan().TotalSeconds, 1, MaxGraceSeconds) : DefaultGraceSeconds;

    private static List<V1PodResourceClaim>? DeviceClaims(ServiceDefinition service) => service.Spec.Resources?.Claims is { Count: > 0 } claims
        ? [.. claims.Select(c => new V1PodResourceClaim { Name = c.Name, ResourceClaimName = c.ResourceClaimName, ResourceClaimTemplateName = c.ResourceClaimTemplateName })]
        : null;
}

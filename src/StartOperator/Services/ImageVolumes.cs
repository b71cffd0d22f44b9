using k8s.Models;
using StartOperator.Rendering;
using StartOperator.Rendering.Assets;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;

namespace StartOperator.Services;

/// <summary>
/// Whether the cluster takes image volumes. An API server whose feature is off drops the field and says nothing, and main would find an empty folder:
/// so it is asked what it would make of a pod with such a volume. Once it takes them, it is believed until the operator ends.
/// </summary>
/// <param name="client">Asks.</param>
public sealed class ImageVolumes(ApiClient client)
{
    private const string ProbeName = "image-volume";

    private bool _areOn;

    /// <summary>Why a service's assets can't be mounted; null when they can, or none are to be. Asks only where some are.</summary>
    public async Task<Situation.Refused?> RefusalAsync(ServiceDefinition service, CancellationToken cancellationToken)
    {
        var mounted = service.Spec.Assets?.FirstOrDefault(a => a.Value.Image is { Mode: ImageAssetsMode.Mount }).Key;
        if (mounted is null || _areOn)
        {
            return null;
        }

        try
        {
            var taken = await client.DryRunCreateAsync(Kinds.Pod, Probe(service, mounted), cancellationToken);
            _areOn = taken.Spec.Volumes.Any(v => v.Image is not null);
        }
        catch (ApiException e) when (e.IsForbidden || e.IsInvalid || e.IsAlreadyExists)
        {
            // A policy or quota is in the way of the probe; what is in the way of main's pod, the API server will say itself.
            return null;
        }

        return _areOn
            ? null
            : new Situation.Refused(
                Reasons.ImageVolumesOff,
                $"spec.assets.{mounted}.image.mode is Mount, but this cluster has image volumes switched off (they are on from Kubernetes 1.35): "
                + "import the package without --image-volumes, so that the files are copied");
    }

    private static V1Pod Probe(ServiceDefinition service, string volume) => new()
    {
        ApiVersion = V1Pod.KubeApiVersion,
        Kind = V1Pod.KubeKind,
        Metadata = new V1ObjectMeta { Name = ChildNames.Claim(service.Name, ProbeName), NamespaceProperty = service.Namespace },
        Spec = new V1PodSpec
        {
            AutomountServiceAccountToken = false,
            RestartPolicy = "Never",
            SecurityContext = new V1PodSecurityContext { RunAsNonRoot = true, RunAsUser = 65534, SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" } },
            Containers =
            [
                new V1Container
                {
                    Name = ProbeName,
                    Image = service.Spec.Assets![volume].Image!.Reference,
                    SecurityContext = new V1SecurityContext { AllowPrivilegeEscalation = false, Capabilities = new V1Capabilities { Drop = ["ALL"] } },
                    VolumeMounts = [new V1VolumeMount { Name = ProbeName, MountPath = "/volume" }],
                },
            ],
            Volumes = [new V1Volume { Name = ProbeName, Image = AssetsInitContainers.Tree(service, volume).Image }],
        },
    };
}

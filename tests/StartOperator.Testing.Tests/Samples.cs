using k8s.Models;

namespace StartOperator.Testing.Tests;

internal static class Samples
{
    public static V1PersistentVolumeClaim Claim(string name, string size = "1Gi") => new()
    {
        ApiVersion = "v1",
        Kind = "PersistentVolumeClaim",
        Metadata = new() { Name = name },
        Spec = new()
        {
            AccessModes = ["ReadWriteOnce"],
            Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new(size) } },
        },
    };

    public static V1Pod Pod(string name, string? claim = null, Action<V1PodSpec>? change = null)
    {
        var pod = new V1Pod
        {
            ApiVersion = "v1",
            Kind = "Pod",
            Metadata = new() { Name = name, Labels = new Dictionary<string, string> { ["app"] = name } },
            Spec = new()
            {
                AutomountServiceAccountToken = false,
                Containers = [new() { Name = "main", Image = "registry.example/wallet:1" }],
            },
        };
        if (claim is not null)
        {
            pod.Spec.Volumes = [new() { Name = "data", PersistentVolumeClaim = new() { ClaimName = claim } }];
            pod.Spec.Containers[0].VolumeMounts = [new() { Name = "data", MountPath = "/data" }];
        }

        change?.Invoke(pod.Spec);
        return pod;
    }
}

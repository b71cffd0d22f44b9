using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.Testing.Tests;

internal static class Samples
{
    public const string Image = "registry.example/wallet:1";

    public static V1PersistentVolumeClaim Claim(string name, string size = "1Gi", string? storageClass = null) => new()
    {
        ApiVersion = "v1",
        Kind = "PersistentVolumeClaim",
        Metadata = new() { Name = name },
        Spec = new()
        {
            StorageClassName = storageClass,
            AccessModes = ["ReadWriteOnce"],
            Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new(size) } },
        },
    };

    public static V1Pod Pod(string name, Action<V1PodSpec>? change = null, string? claim = null)
    {
        var pod = new V1Pod
        {
            ApiVersion = "v1",
            Kind = "Pod",
            Metadata = new() { Name = name, Labels = new Dictionary<string, string> { ["app"] = name } },
            Spec = new() { AutomountServiceAccountToken = false, Containers = [Container("main")] },
        };
        if (claim is not null)
        {
            pod.Spec.Volumes = [new() { Name = "data", PersistentVolumeClaim = new() { ClaimName = claim } }];
            pod.Spec.Containers[0].VolumeMounts = [new() { Name = "data", MountPath = "/data" }];
        }

        change?.Invoke(pod.Spec);
        return pod;
    }

    public static V1Container Container(string name, string? restartPolicy = null) =>
        new() { Name = name, Image = Image, RestartPolicy = restartPolicy };

    public static V1ConfigMap ConfigMap(string name, params string[] keys) => new()
    {
        ApiVersion = "v1",
        Kind = "ConfigMap",
        Metadata = new() { Name = name },
        Data = keys.ToDictionary(key => key, _ => "value"),
    };

    /// <summary>A CustomResourceDefinition that takes anything.</summary>
    public static V1CustomResourceDefinition Definition(ResourcePath path, string kind) => new()
    {
        ApiVersion = "apiextensions.k8s.io/v1",
        Kind = "CustomResourceDefinition",
        Metadata = new() { Name = $"{path.Plural}.{path.Group}" },
        Spec = new()
        {
            Group = path.Group,
            Scope = "Namespaced",
            Names = new() { Plural = path.Plural, Kind = kind },
            Versions =
            [
                new()
                {
                    Name = path.Version,
                    Served = true,
                    Storage = true,
                    Schema = new() { OpenAPIV3Schema = new() { Type = "object", XKubernetesPreserveUnknownFields = true } },
                },
            ],
        },
    };

    /// <summary>The key of an object the API served.</summary>
    public static ObjectKey Key(this k8s.IKubernetesObject<V1ObjectMeta> subject) => ObjectKey.Of(subject);
}

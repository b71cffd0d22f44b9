using System.Text.Json;
using k8s;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.LocalCluster.Controllers.Garbage;

/// <summary>Of an object of any kind: what it is, and whom it belongs to.</summary>
internal sealed class ObjectHead : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The kind's resource.</summary>
    public required ServedResource Resource { get; init; }

    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public string Uid => Metadata.Uid;

    public IList<V1OwnerReference> Owners => Metadata.OwnerReferences ?? [];

    public bool HasFinalizer(string name) => (Metadata.Finalizers ?? []).Contains(name);

    public static ObjectHead Read(ServedResource resource, JsonElement json) => new()
    {
        Resource = resource,
        ApiVersion = resource.ApiVersion,
        Kind = resource.Kind,
        Metadata = KubernetesJson.Deserialize<V1ObjectMeta>(json.GetProperty("metadata")),
    };

    /// <summary>Takes away what nobody asks for.</summary>
    public static void Tidy(ObjectHead head) => (head.Metadata.ManagedFields, head.Metadata.Annotations, head.Metadata.Labels) = (null, null, null);
}

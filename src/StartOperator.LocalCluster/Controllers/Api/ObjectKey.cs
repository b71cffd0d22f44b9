using k8s;
using k8s.Models;

namespace StartOperator.LocalCluster.Controllers.Api;

/// <summary>What an object is called among the objects of its kind.</summary>
/// <param name="Namespace">Its namespace; null for a cluster-wide object.</param>
/// <param name="Name">Its name.</param>
public readonly record struct ObjectKey(string? Namespace, string Name)
{
    /// <summary>The key of an object the API served.</summary>
    /// <param name="subject">The object.</param>
    public static ObjectKey Of(IKubernetesObject<V1ObjectMeta> subject) => new(subject.Metadata.NamespaceProperty, subject.Metadata.Name);

    /// <inheritdoc/>
    public override string ToString() => Namespace is null ? Name : $"{Namespace}/{Name}";
}

using k8s.Models;

namespace StartOperator.Runtime;

/// <summary>Names one object among those of its kind: what queues hold and caches look up.</summary>
/// <param name="Namespace">The namespace; empty for a cluster-scoped object.</param>
/// <param name="Name">The object's name.</param>
public readonly record struct NamespacedName(string Namespace, string Name)
{
    /// <summary>The name of an object as the API server stores it.</summary>
    public static NamespacedName Of(IMetadata<V1ObjectMeta> resource) =>
        new(resource.Metadata.NamespaceProperty ?? "", resource.Metadata.Name);

    /// <summary><c>namespace/name</c>, or the name alone for a cluster-scoped object.</summary>
    public override string ToString() => string.IsNullOrEmpty(Namespace) ? Name : $"{Namespace}/{Name}";
}

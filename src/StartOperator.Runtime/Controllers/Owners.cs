using k8s;
using k8s.Models;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Controllers;

/// <summary>The relation between an object and the one that controls it.</summary>
public static class Owners
{
    /// <summary>The name of the index, present in every cache of an owned kind, that finds objects by their controlling owner's uid.</summary>
    public const string Index = "owner";

    /// <summary>The reference to the one owner that controls an object; null when nobody does.</summary>
    public static V1OwnerReference? ControllerOf(IMetadata<V1ObjectMeta> resource)
    {
        foreach (var owner in resource.Metadata.OwnerReferences ?? [])
        {
            if (owner.Controller == true)
            {
                return owner;
            }
        }

        return null;
    }

    /// <summary>Whether an object is controlled by this very owner.</summary>
    public static bool IsControlledBy(IMetadata<V1ObjectMeta> resource, IMetadata<V1ObjectMeta> owner) =>
        ControllerOf(resource) is { } reference && reference.Uid == owner.Metadata.Uid;

    /// <summary>A reference that makes <paramref name="owner"/> the controller of an object.</summary>
    public static V1OwnerReference ReferenceTo<T>(ResourceKind<T> kind, T owner)
        where T : class, IKubernetesObject<V1ObjectMeta> => new()
        {
            ApiVersion = kind.ApiVersion,
            Kind = kind.Kind,
            Name = owner.Metadata.Name,
            Uid = owner.Metadata.Uid,
            Controller = true,
            BlockOwnerDeletion = true,
        };

    internal static IEnumerable<string> IndexValues(IMetadata<V1ObjectMeta> resource) =>
        ControllerOf(resource) is { Uid: { } uid } ? [uid] : [];

    /// <summary>The key of the controlling owner, if it is of this kind in whatever version.</summary>
    internal static NamespacedName? KeyOfOwner(IMetadata<V1ObjectMeta> resource, ResourceKind kind)
    {
        if (ControllerOf(resource) is not { Name: { } name } owner || owner.Kind != kind.Kind || GroupOf(owner.ApiVersion) != kind.Group)
        {
            return null;
        }

        return new NamespacedName(kind.Scope == ResourceScope.Namespaced ? resource.Metadata.NamespaceProperty ?? "" : "", name);
    }

    private static string GroupOf(string? apiVersion) => apiVersion?.IndexOf('/') is >= 0 and var slash ? apiVersion[..slash] : "";
}

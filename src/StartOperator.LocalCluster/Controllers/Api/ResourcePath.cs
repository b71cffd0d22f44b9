using System.Reflection;
using k8s.Models;

namespace StartOperator.LocalCluster.Controllers.Api;

/// <summary>Where the API serves the objects of one kind.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version, such as <c>v1</c>.</param>
/// <param name="Plural">The resource's plural name.</param>
public sealed record ResourcePath(string Group, string Version, string Plural)
{
    /// <summary>The path of a kind that has a model type.</summary>
    /// <typeparam name="T">The model, such as <see cref="V1Pod"/>.</typeparam>
    public static ResourcePath Of<T>() => Known<T>.Path;

    /// <summary>All objects, or those of one namespace.</summary>
    /// <param name="ns">The namespace; null for all of them, and for cluster-wide kinds.</param>
    public string Collection(string? ns = null)
    {
        var root = Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
        return ns is null ? $"{root}/{Plural}" : $"{root}/namespaces/{ns}/{Plural}";
    }

    /// <summary>One object, or a subresource of it.</summary>
    /// <param name="key">The object.</param>
    /// <param name="subresource">Such as <c>status</c>; null for the object itself.</param>
    public string Item(ObjectKey key, string? subresource = null)
    {
        var path = $"{Collection(key.Namespace)}/{Uri.EscapeDataString(key.Name)}";
        return subresource is null ? path : $"{path}/{subresource}";
    }

    private static class Known<T>
    {
        public static readonly ResourcePath Path = Read();

        private static ResourcePath Read()
        {
            var entity = typeof(T).GetCustomAttribute<KubernetesEntityAttribute>()
                ?? throw new InvalidOperationException($"{typeof(T).Name} names no API resource");
            return new(entity.Group, entity.ApiVersion, entity.PluralName);
        }
    }
}

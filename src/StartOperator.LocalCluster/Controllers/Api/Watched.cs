using System.Reflection;
using k8s;
using k8s.Models;

namespace StartOperator.LocalCluster.Controllers.Api;

/// <summary>Makes watches of kinds that have a model type.</summary>
public static class Watched
{
    /// <summary>A watch of one kind.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="api">The API.</param>
    /// <param name="selector">A query such as <c>fieldSelector=…</c> that narrows the objects.</param>
    /// <param name="trim">Takes from an object what need not be kept in memory.</param>
    public static WatchedKind<T> Of<T>(ClusterApi api, string? selector = null, Action<T>? trim = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var path = ResourcePath.Of<T>();
        var kind = Kind<T>.Name;
        return new(api, path, json => KubernetesJson.Deserialize<T>(json), Tidy, selector);

        void Tidy(T item)
        {
            item.ApiVersion = path.Group.Length == 0 ? path.Version : $"{path.Group}/{path.Version}"; // A list leaves them out.
            item.Kind = kind;
            item.Metadata.ManagedFields = null;
            trim?.Invoke(item);
        }
    }

    private static class Kind<T>
    {
        public static readonly string Name = typeof(T).GetCustomAttribute<KubernetesEntityAttribute>()!.Kind;
    }
}

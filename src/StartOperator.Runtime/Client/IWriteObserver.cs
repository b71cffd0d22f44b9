using k8s;
using k8s.Models;

namespace StartOperator.Runtime.Client;

/// <summary>Learns of the results of our own requests before a watch tells of them.</summary>
/// <typeparam name="T">The type of the objects.</typeparam>
public interface IWriteObserver<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The server answered with this object, which now belongs to the observer.</summary>
    void ObserveWrite(T resource);

    /// <summary>The server said that this very object is gone.</summary>
    void ObserveDelete(NamespacedName key, string uid);
}

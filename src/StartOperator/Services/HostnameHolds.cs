using System.Collections.Concurrent;
using StartOperator.Rendering;

namespace StartOperator.Services;

/// <summary>
/// The names under <c>.embassy</c> that are being given to a pod just now. Services are worked on side by side, and two that want one name could
/// both find it free: whoever holds it looks again, makes its pod, and lets go when the cache has the pod.
/// </summary>
public sealed class HostnameHolds
{
    private readonly ConcurrentDictionary<(string Namespace, string Hostname), string> _holders = new();

    /// <summary>Holds the service's name until disposed; null while another service holds it.</summary>
    public IDisposable? TryHold(ServiceDefinition service)
    {
        var name = (service.Namespace, service.Hostname);
        return _holders.TryAdd(name, service.Name) ? new Hold(this, name) : null;
    }

    private sealed class Hold(HostnameHolds holds, (string Namespace, string Hostname) name) : IDisposable
    {
        public void Dispose() => holds._holders.TryRemove(name, out _);
    }
}

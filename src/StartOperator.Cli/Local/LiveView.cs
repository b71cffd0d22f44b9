using System.Collections.Concurrent;
using System.Diagnostics;
using k8s;
using k8s.Models;
using Spectre.Console;
using StartOperator.Cli.Output;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;

namespace StartOperator.Cli.Local;

/// <summary>Tells line by line what happens in a box: what is made, and how it comes along.</summary>
/// <param name="printer">Prints.</param>
internal sealed class LiveView(DiagnosticPrinter printer)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly ConcurrentDictionary<string, string> _told = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _printing = new();

    /// <summary>Ends when a service is ready.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Tells what happens from now on.</summary>
    public void Follow(ObjectCaches caches)
    {
        Follow(caches.Get(Kinds.ConfigMap), _ => "");
        Follow(caches.Get(Kinds.ServiceAccount), _ => "");
        Follow(caches.Get(Kinds.NetworkPolicy), _ => "");
        Follow(caches.Get(Kinds.ControllerRevision), _ => "");
        Follow(caches.Get(Kinds.Service), service => string.Join(", ", service.Spec?.Ports?.Select(p => $"port {p.Port}") ?? ["all ports"]));
        Follow(caches.Get(Kinds.PersistentVolumeClaim), claim => claim.Status?.Phase == "Bound" ? $"bound, {claim.Status.Capacity?["storage"]}" : "");
        Follow(caches.Get(Kinds.Pod), Describe);
        Follow(caches.Get(StartServiceKind.Kind), Describe);
    }

    /// <summary>Tells something of our own.</summary>
    public void Tell(string markup)
    {
        lock (_printing)
        {
            printer.Write($"[dim]{Stopwatch.GetElapsedTime(_started).TotalSeconds,6:0.0} s[/]  {markup}");
        }
    }

    private void Follow<T>(ObjectCache<T> cache, Func<T, string> describe)
        where T : class, IKubernetesObject<V1ObjectMeta> => cache.Subscribe(change =>
        {
            var (resource, name) = (change.New ?? change.Old, $"{cache.Kind.Kind} {(change.New ?? change.Old)?.Metadata.Name}");
            var state = change.New is null ? "deleted" : describe(change.New);
            if (resource is not null && (!_told.TryGetValue(name, out var before) || before != state))
            {
                _told[name] = state;
                var padded = $"{Markup.Escape(cache.Kind.Kind),-22} [bold]{Markup.Escape(resource.Metadata.Name)}[/]";
                Tell(state.Length > 0 ? $"{padded}  {Markup.Escape(state)}" : padded);
            }
        });

    private static string Describe(V1Pod pod)
    {
        var finished = pod.Status?.InitContainerStatuses?.Count(c => c.State?.Terminated is not null) ?? 0;
        var init = pod.Spec?.InitContainers?.Count ?? 0;
        return pod.Metadata.DeletionTimestamp is not null ? "ending"
            : pod.Spec?.NodeName is null ? "waits for a node"
            : pod.Status?.Phase == "Running" ? $"runs on {pod.Spec.NodeName}"
            : finished < init ? $"on {pod.Spec.NodeName}: laying out assets ({finished} of {init})"
            : $"on {pod.Spec.NodeName}: starting";
    }

    private string Describe(StartService service)
    {
        var ready = service.Status?.Conditions.FirstOrDefault(c => c.Type == ConditionTypes.Ready);
        if (ready?.Status == ConditionStatus.True)
        {
            _ready.TrySetResult();
        }

        return ready is null ? "new" : ready.Status == ConditionStatus.True ? $"{service.Status!.Main}, ready".ToLowerInvariant() : $"{ready.Reason}: {ready.Message}";
    }
}

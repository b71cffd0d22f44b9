using k8s;
using StartOperator.Runtime.Http;
using StartOperator.Runtime.Leadership;
using StartOperator.Runtime.Queues;
using StartOperator.Runtime.Watching;

namespace StartOperator.Runtime.Controllers;

/// <summary>How an operator runs.</summary>
public sealed class OperatorOptions
{
    /// <summary>The field manager of what it writes and the reporting controller of its events.</summary>
    public string Name { get; set; } = "operator";

    /// <summary>The prefix, a DNS name, of the annotations it puts on what it applies.</summary>
    public string AnnotationPrefix { get; set; } = "operator.local";

    /// <summary>The namespaces it looks at; empty for the whole cluster.</summary>
    public IList<string> Namespaces { get; } = [];

    /// <summary>Where the API server is; when null, from the pod it runs in or from the kubeconfig.</summary>
    public KubernetesClientConfiguration? ClientConfiguration { get; set; }

    /// <summary>Handlers around every request, outermost first.</summary>
    public IList<DelegatingHandler> HttpHandlers { get; } = [];

    /// <summary>Handlers around the requests of leader election, outermost first.</summary>
    public IList<DelegatingHandler> ElectionHttpHandlers { get; } = [];

    /// <summary>How long one request may take.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many keys a controller works on at a time unless it says otherwise.</summary>
    public int Concurrency { get; set; } = 4;

    /// <summary>How long running reconciles get to end on shutdown before they are cancelled.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The waits of keys that fail.</summary>
    public Backoff Backoff { get; set; } = Backoff.Reconcile;

    /// <summary>How replicas agree on the one that works; null when there is one replica, which then works at once.</summary>
    public LeaderElectionOptions? LeaderElection { get; set; }

    /// <summary>Where probes and metrics are served; null for nowhere.</summary>
    public EndpointOptions? Endpoints { get; set; }

    /// <summary>How lists and watches are done.</summary>
    public ReflectorOptions Reflector { get; set; } = new();
}

using k8s;
using StartOperator.LocalCluster.Controllers;
using StartOperator.Testing.ControlPlane;

namespace StartOperator.Testing.Harnesses;

/// <summary>What a scenario may expect of a cluster.</summary>
[Flags]
public enum ClusterCapabilities
{
    /// <summary>Only the API.</summary>
    None = 0,

    /// <summary>Pods are scheduled and run, or pretend to; claims of the default StorageClass get volumes.</summary>
    RunsPods = 1,

    /// <summary>Dependents of deleted owners, and the contents of deleted namespaces, are deleted.</summary>
    CollectsGarbage = 2,

    /// <summary>What containers do is scripted by the test, through <see cref="IClusterHarness.Behave"/>.</summary>
    ScriptsContainers = 4,

    /// <summary>Containers are processes: their logs can be read and commands run in them.</summary>
    HasRealContainers = 8,

    /// <summary>The API server can be killed and started again.</summary>
    RestartsApiServer = 16,

    /// <summary>Every request can be read from an audit log.</summary>
    Audits = 32,

    /// <summary>The cluster is there for tests alone: nodes and cluster-wide objects may be changed.</summary>
    IsOwn = 64,
}

/// <summary>A cluster that a scenario runs on, whatever it is made of.</summary>
public interface IClusterHarness : IAsyncDisposable
{
    /// <summary>What a reader of test results calls it.</summary>
    string Name { get; }

    /// <summary>A kubeconfig of a user who may do everything.</summary>
    string KubeconfigPath { get; }

    /// <summary>The same for KubernetesClient; a new object at every call.</summary>
    KubernetesClientConfiguration Configuration { get; }

    /// <summary>What a scenario may expect.</summary>
    ClusterCapabilities Capabilities { get; }

    /// <summary>The simulated nodes; null when nodes are real.</summary>
    LocalControllers? Simulated { get; }

    /// <summary>The audit log; null when there is none.</summary>
    AuditLog? Audit { get; }

    /// <summary>Decides what the containers of one namespace do from now on.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="behaviour">What they do.</param>
    /// <exception cref="NotSupportedException">The harness doesn't script containers.</exception>
    void Behave(string ns, LocalCluster.Nodes.ContainerBehaviour behaviour);

    /// <summary>Kills the API server and starts it again, with the same objects.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="NotSupportedException">The harness can't.</exception>
    Task RestartApiServerAsync(CancellationToken cancellation);
}

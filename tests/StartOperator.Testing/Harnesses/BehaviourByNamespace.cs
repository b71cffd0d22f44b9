using System.Collections.Concurrent;
using StartOperator.LocalCluster.Nodes;

namespace StartOperator.Testing.Harnesses;

/// <summary>Container behaviour that each test sets for its own namespace, on nodes that tests share.</summary>
public sealed class BehaviourByNamespace
{
    private readonly ConcurrentDictionary<string, ContainerBehaviour> _behaviours = new();

    /// <summary>Decides what the containers of a namespace do when they start from now on.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="behaviour">What they do.</param>
    public void Set(string ns, ContainerBehaviour behaviour) => _behaviours[ns] = behaviour;

    /// <summary>What a container does; <see cref="ContainerPlan.Default"/> where no test said anything.</summary>
    /// <param name="start">The container about to start.</param>
    public ContainerPlan Decide(ContainerStart start) =>
        _behaviours.GetValueOrDefault(start.Pod.Metadata.NamespaceProperty, ContainerPlan.Default)(start);
}

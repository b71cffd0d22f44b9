using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace StartOperator.Scenarios.Tests.Support;

/// <summary>
/// Runs a scenario on every cluster that this machine has, by name. Clusters it lacks are told once, by <see cref="EveryCluster"/>; only where
/// there is none at all does the scenario itself say that it was skipped.
/// </summary>
/// <param name="case">What else the scenario is given; repeat the attribute for several cases.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class OnEveryClusterAttribute(params object[] @case) : DataAttribute
{
    /// <summary>What else the scenario is given.</summary>
    public IReadOnlyList<object> Case => @case;

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        var present = Clusters.Kinds.Where(kind => kind.WhyNot() is null).Select(ITheoryDataRow (kind) => new TheoryDataRow([kind.Name, .. @case])).ToList();
        IReadOnlyCollection<ITheoryDataRow> rows = present.Count > 0 ? present : [new TheoryDataRow(["no cluster", .. @case]) { Skip = Clusters.WhyNone() }];
        return ValueTask.FromResult(rows);
    }
}

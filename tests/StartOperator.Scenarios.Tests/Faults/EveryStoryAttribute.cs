using System.Reflection;
using StartOperator.Scenarios.Tests.Support;
using Xunit.Sdk;
using Xunit.v3;

namespace StartOperator.Scenarios.Tests.Faults;

/// <summary>Tells every story on every cluster that this machine has.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryStoryAttribute : DataAttribute
{
    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        var rows = new List<ITheoryDataRow>();
        foreach (var story in Story.All)
        {
            rows.AddRange(await new OnEveryClusterAttribute(story.Name).GetData(testMethod, disposalTracker));
        }

        return rows;
    }
}

namespace StartOperator.Scenarios.Tests.Support;

/// <summary>Tells on which clusters the scenarios of this assembly run, and why not on the others.</summary>
public sealed class EveryCluster
{
    public static TheoryData<string> Names => [.. Clusters.Kinds.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenarios_run_on(string cluster)
    {
        var reason = Clusters.Kinds.Single(kind => kind.Name == cluster).WhyNot();

        Assert.SkipWhen(reason is not null, $"{cluster}: {reason}");
    }
}

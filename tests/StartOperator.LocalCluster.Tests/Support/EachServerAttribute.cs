using System.Reflection;
using StartOperator.Testing.ControlPlane;
using Xunit.Sdk;
using Xunit.v3;

namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>
/// Runs a scenario on the local server and on the real one, with further arguments if it takes any; where the real one can't be
/// had, its row is skipped, by name. Every row has a time limit.
/// </summary>
/// <param name="arguments">The arguments after the server.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class EachServerAttribute(params object?[] arguments) : DataAttribute
{
    private const int LimitMilliseconds = 60_000;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        var absent = RealControlPlane.TryFindBinaries(out var reason) ? null : $"{Server.Real}: {reason}";
        return new([Row(Server.Local, null), Row(Server.Real, absent)]);
    }

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;

    private TheoryDataRow Row(string server, string? skip) => new([server, .. arguments]) { Skip = skip, Timeout = LimitMilliseconds };
}

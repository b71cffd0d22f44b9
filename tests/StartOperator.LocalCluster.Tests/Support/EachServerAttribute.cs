using System.Reflection;
using StartOperator.Testing.ControlPlane;
using Xunit.Sdk;
using Xunit.v3;

namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>
/// Runs a scenario on both servers, with further arguments if it takes any. Where the real one can't be had, the scenario runs on
/// the local one alone, and what would run on both is skipped, by name. Every row has a time limit.
/// </summary>
/// <param name="arguments">The arguments after the server.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class EachServerAttribute(params object?[] arguments) : DataAttribute
{
    private const int LimitMilliseconds = 300_000;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        return RealControlPlane.TryFindBinaries(out var reason)
            ? new([Row(Server.Both, null)])
            : new([Row(Server.Local, null), Row(Server.Both, $"{Server.Real}: {reason}")]);
    }

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;

    private TheoryDataRow Row(string server, string? skip) => new([server, .. arguments]) { Skip = skip, Timeout = LimitMilliseconds };
}

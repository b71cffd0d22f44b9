using System.Reflection;
using StartOperator.Testing;
using StartOperator.Testing.ControlPlane;
using Xunit.Sdk;
using Xunit.v3;

namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>
/// Runs a scenario with the real kubectl, as <see cref="EachServerAttribute"/> does without. What is missing on this machine is
/// skipped, by name.
/// </summary>
/// <param name="arguments">The arguments after the server.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class KubectlOnEachServerAttribute(params object?[] arguments) : DataAttribute
{
    private const int LimitMilliseconds = 300_000;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        if (!KubectlRunner.TryFind(out var reason)) return new([Row(Server.Local, reason)]);
        return RealControlPlane.TryFindBinaries(out reason)
            ? new([Row(Server.Both, null)])
            : new([Row(Server.Local, null), Row(Server.Both, $"{Server.Real}: {reason}")]);
    }

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;

    private TheoryDataRow Row(string server, string? skip) => new([server, .. arguments]) { Skip = skip, Timeout = LimitMilliseconds };
}

using k8s;
using StartOperator.Testing.ControlPlane;

namespace StartOperator.Runtime.Tests.RealServer;

/// <summary>
/// A real kube-apiserver and etcd for the tests that share it. Where their binaries are not there, every test that asks for it is skipped, saying so.
/// </summary>
public sealed class RealControlPlane : IAsyncLifetime
{
    private Testing.ControlPlane.RealControlPlane? _plane;

    /// <summary>The server, for a client.</summary>
    public KubernetesClientConfiguration Configuration => Running.Configuration;

    private Testing.ControlPlane.RealControlPlane Running => _plane ?? throw new InvalidOperationException("the control plane did not start");

    /// <summary>Skips the test unless the binaries are there.</summary>
    public static void Require() => Assert.SkipUnless(Testing.ControlPlane.RealControlPlane.TryFindBinaries(out var reason), $"real control plane: {reason}");

    public async ValueTask InitializeAsync()
    {
        if (Testing.ControlPlane.RealControlPlane.TryFindBinaries(out _))
        {
            _plane = await Testing.ControlPlane.RealControlPlane.StartAsync(new RealControlPlaneOptions(), CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_plane is not null)
        {
            await _plane.DisposeAsync();
        }
    }

    /// <summary>Starts the server again.</summary>
    public Task StartServerAsync() => Running.StartApiServerAsync(TestContext.Current.CancellationToken);

    /// <summary>Kills the server.</summary>
    public Task StopServerAsync() => Running.StopApiServerAsync();

    /// <summary>Forgets the history of everything: watches from older versions then get 410.</summary>
    public Task CompactAsync(string revision) => Running.CompactAsync(revision, TestContext.Current.CancellationToken);
}

/// <summary>The tests that share one server, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedServer : ICollectionFixture<RealControlPlane>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "tests on one real server";
}

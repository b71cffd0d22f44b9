using StartOperator.Testing.ControlPlane;

[assembly: AssemblyFixture(typeof(StartOperator.RealServer.SharedServer))]

namespace StartOperator.RealServer;

/// <summary>One real API server with StartOperator's definitions for all tests of this assembly; started by the first that needs it.</summary>
public sealed class SharedServer : IAsyncDisposable
{
    private readonly Lazy<Task<(RealControlPlane ControlPlane, ServerApi Api)>> _server = new(StartAsync);

    /// <summary>The server's API; skips the test where there can be no server.</summary>
    internal async Task<ServerApi> ApiAsync()
    {
        if (!RealControlPlane.TryFindBinaries(out var reason))
        {
            Assert.Skip($"real control plane: {reason}");
        }

        return (await _server.Value).Api;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            var (controlPlane, api) = await _server.Value;
            api.Dispose();
            await controlPlane.DisposeAsync();
        }
    }

    private static async Task<(RealControlPlane ControlPlane, ServerApi Api)> StartAsync()
    {
        var controlPlane = await RealControlPlane.StartAsync(new RealControlPlaneOptions(), CancellationToken.None);
        var api = new ServerApi(controlPlane.Configuration);
        await api.InstallDefinitionsAsync(CancellationToken.None);
        return (controlPlane, api);
    }
}

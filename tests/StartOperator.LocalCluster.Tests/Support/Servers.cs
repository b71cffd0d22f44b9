using System.Security.Cryptography;
using StartOperator.Testing.ControlPlane;

[assembly: AssemblyFixture(typeof(StartOperator.LocalCluster.Tests.Support.Servers))]

namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>
/// The two API servers all tests of this assembly share. They are up before the first test begins, so that no test's time limit
/// has their start in it; where one can't be started, the tests that need it tell why.
/// </summary>
public sealed class Servers : IAsyncLifetime
{
    private readonly Lazy<Task<RunningServer>> _local = new(RunningServer.StartLocalAsync);
    private readonly Lazy<Task<RunningServer>> _real = new(RunningServer.StartRealAsync);

    public async ValueTask InitializeAsync()
    {
        IEnumerable<Task> starts = RealControlPlane.TryFindBinaries(out _) ? [_local.Value, _real.Value] : [_local.Value];
        await Task.WhenAll(starts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>
    /// Runs a scenario on the local server, or first on the real one, whose answers are the specification: whatever the local one
    /// answers otherwise fails the test.
    /// </summary>
    /// <param name="server"><see cref="Server.Local"/> or <see cref="Server.Both"/>.</param>
    /// <param name="scenario">The requests and what is expected of their answers.</param>
    /// <param name="sameWords">Whether failures must agree in their messages too, not only in code, reason and fields.</param>
    public async Task RunAsync(string server, Func<ApiClient, Task> scenario, bool sameWords = true)
    {
        if (server == Server.Local)
        {
            await RunAsync(await _local.Value, scenario, sameWords);
            return;
        }

        var real = await RunAsync(await _real.Value, scenario, sameWords);
        var local = await RunAsync(await _local.Value, scenario, sameWords);
        local.ShouldEqual(real);
    }

    /// <summary>A client of a server, for comparisons that a scenario can't say.</summary>
    /// <param name="server"><see cref="Server.Local"/> or <see cref="Server.Real"/>.</param>
    /// <param name="cancellation">Ends its requests.</param>
    public async Task<ApiClient> EnterAsync(string server, CancellationToken cancellation)
    {
        var running = await (server == Server.Local ? _local : _real).Value;
        return await running.EnterAsync(new Transcript(NewToken(), sameWords: true), cancellation);
    }

    /// <summary>Skips a test that compares with the real server where there is none.</summary>
    public static void SkipWithoutReal()
    {
        if (!RealControlPlane.TryFindBinaries(out var reason))
        {
            Assert.Skip($"{Server.Real}: {reason}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _local, _real }.Where(server => server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
        {
            await (await server.Value).DisposeAsync();
        }
    }

    private static async Task<Transcript> RunAsync(RunningServer server, Func<ApiClient, Task> scenario, bool sameWords)
    {
        var api = await server.EnterAsync(new Transcript(NewToken(), sameWords), TestContext.Current.CancellationToken);
        try
        {
            await scenario(api);
        }
        catch (Exception) when (Told(server.Name))
        {
            // Never: it is only told where the failure was.
        }

        return api.Transcript;
    }

    private static bool Told(string server)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"on the {server}");
        return false;
    }

    /// <summary>Begins with a letter, so that it never looks like a number, which clients spell in another way.</summary>
    private static string NewToken() => $"t{RandomNumberGenerator.GetHexString(7, lowercase: true)}";
}

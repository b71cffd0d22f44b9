using System.Text;
using System.Text.Json;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;
using StartOperator.LocalCluster.Nodes;
using StartOperator.Resources;
using StartOperator.Resources.Schema;
using StartOperator.Runtime.Client;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Support;

/// <summary>
/// A cluster that has StartOperator's resources and, while scenarios that share it run, one operator for all of it. Scenarios with operators of
/// their own run when the others have ended: two operators must not look at one namespace.
/// </summary>
public sealed class ScenarioCluster : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private RunningOperator? _shared;
    private int _sharedBoxes;

    private ScenarioCluster(IClusterHarness harness, OperatorAccounts accounts)
    {
        (Harness, Accounts) = (harness, accounts);
        Api = new(harness.Configuration, new ApiClientOptions { FieldManager = "scenarios" });
        View = new(harness.Configuration);
    }

    /// <summary>The cluster itself.</summary>
    public IClusterHarness Harness { get; }

    /// <summary>The API, for what a user does.</summary>
    public ApiClient Api { get; }

    /// <summary>Who its operators are.</summary>
    public OperatorAccounts Accounts { get; }

    /// <summary>What is in it.</summary>
    public ClusterView View { get; }

    /// <summary>Prepares a cluster for scenarios.</summary>
    /// <param name="harness">The cluster.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<ScenarioCluster> OpenAsync(IClusterHarness harness, CancellationToken cancellation)
    {
        await DefineResourcesAsync(harness, cancellation);
        return new(harness, await OperatorAccounts.CreateAsync(harness, cancellation));
    }

    /// <summary>Looks at a cluster on which the scenario itself has installed StartOperator's resources and rights.</summary>
    /// <param name="harness">The cluster.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<ScenarioCluster> OpenInstalledAsync(IClusterHarness harness, CancellationToken cancellation)
    {
        using var api = new ClusterApi(harness.Configuration, "scenarios/setup");
        await EstablishedAsync(api, cancellation);
        return new(harness, OperatorAccounts.OfAdministrator(harness));
    }

    /// <summary>A namespace in which the shared operator is at work.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="name">What it is called; a name of its own when null.</param>
    public async Task<ServiceBox> BoxAsync(CancellationToken cancellation, string? name = null)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            _shared ??= await RunningOperator.StartAsync(Accounts.OfTheCluster, new(), cancellation);
            _sharedBoxes++;
        }
        finally
        {
            _gate.Release();
        }

        return await ServiceBox.CreateAsync(this, _shared, cancellation, name);
    }

    /// <summary>A namespace in which no operator is at work.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<ServiceBox> UnattendedBoxAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_sharedBoxes > 0)
            {
                throw new InvalidOperationException($"scenarios with operators of their own belong into the collection '{OwnOperators.Name}'");
            }

            if (_shared is { } idle)
            {
                _shared = null;
                await idle.DisposeAsync();
            }
        }
        finally
        {
            _gate.Release();
        }

        return await ServiceBox.CreateAsync(this, null, cancellation);
    }

    /// <summary>Adds a simulated node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<SimulatedNode> AddNodeAsync(SimulatedNodeOptions node, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            return await Harness.Simulated!.AddNodeAsync(node, cancellation);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_shared is { } running)
        {
            await running.DisposeAsync();
        }

        await View.DisposeAsync();
        Api.Dispose();
        _gate.Dispose();
    }

    internal void Left() => Interlocked.Decrement(ref _sharedBoxes);

    private static async Task DefineResourcesAsync(IClusterHarness harness, CancellationToken cancellation)
    {
        using var api = new ClusterApi(harness.Configuration, "scenarios/setup");
        foreach (var definition in CustomResourceDefinitions.Committed.Values.SelectMany(ResourceYaml.Read))
        {
            await DefineAsync(api, definition, cancellation);
        }

        await EstablishedAsync(api, cancellation);
    }

    private static async Task EstablishedAsync(ClusterApi api, CancellationToken cancellation)
    {
        await using var watch = new ClusterWatch(api);
        await Wait.UntilAsync(
            watch.Of<V1CustomResourceDefinition>(),
            all => all.Find(new(null, $"{StartService.PluralName}.{StartService.GroupName}")) is { } found
                && found.Status?.Conditions?.Any(c => c is { Type: "Established", Status: "True" }) == true ? found : null,
            _ => "the resources are not established",
            cancellation);
    }

    private static async Task DefineAsync(ClusterApi api, JsonElement definition, CancellationToken cancellation)
    {
        try
        {
            using var body = new StringContent(definition.GetRawText(), Encoding.UTF8, "application/json");
            await api.SendAsync<V1CustomResourceDefinition>(HttpMethod.Post, ResourcePath.Of<V1CustomResourceDefinition>().Collection(), body, cancellation);
        }
        catch (ApiRefusalException refusal) when (refusal.IsConflict)
        {
            // A cluster that is not ours has them already.
        }
    }
}

using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StartOperator.Admission;
using StartOperator.Rendering;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Queues;

namespace StartOperator.Scenarios.Tests.Support;

/// <summary>How an operator of a scenario is set up.</summary>
public sealed record OperatorSetup
{
    /// <summary>The namespaces it looks at; empty for the whole cluster.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>What its administrator decides.</summary>
    public RenderingOptions Rendering { get; init; } = new() { CompatImage = "registry.example/compat:1", DefaultVolumeSize = "1Gi" };

    /// <summary>Where it answers admission reviews; nowhere by default.</summary>
    public WebhookOptions? Webhook { get; init; }

    /// <summary>The namespace of the Lease by which replicas elect the one that works; none by default.</summary>
    public string? LeaseNamespace { get; init; }

    /// <summary>Its clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What stands between it and the API server; the record of requests is further in.</summary>
    public IReadOnlyList<DelegatingHandler> Faults { get; init; } = [];

    /// <summary>How long it waits for an answer.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The record to which its requests are added, such as that of another operator at work in the same place; one of its own by default.</summary>
    public OperatorRequests? Requests { get; init; }

    /// <summary>How long it waits after a failure.</summary>
    public Backoff Backoff { get; init; } = Backoff.Reconcile;
}

/// <summary>The operator process as a host within the test process, set up by the same code as Program.cs.</summary>
public sealed class RunningOperator : IAsyncDisposable
{
    private readonly IHost _host;

    private RunningOperator(IHost host, OperatorRequests requests, OperatorJournal journal)
    {
        (_host, Requests, Journal) = (host, requests, journal);
    }

    /// <summary>What it has sent.</summary>
    public OperatorRequests Requests { get; }

    /// <summary>What it has logged.</summary>
    public OperatorJournal Journal { get; }

    /// <summary>What it knows.</summary>
    public ObjectCaches Caches => _host.Services.GetRequiredService<ObjectCaches>();

    /// <summary>Starts an operator.</summary>
    /// <param name="configuration">The cluster.</param>
    /// <param name="setup">How it is set up.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<RunningOperator> StartAsync(KubernetesClientConfiguration configuration, OperatorSetup setup, CancellationToken cancellation)
    {
        var (requests, journal) = (setup.Requests?.Another() ?? new OperatorRequests(), new OperatorJournal());
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging(logging => logging.AddProvider(journal).SetMinimumLevel(LogLevel.Debug));
        builder.Services.RemoveAll<TimeProvider>();
        builder.Services.AddSingleton(setup.Clock);
        var settings = new OperatorSettings { Rendering = setup.Rendering, Namespaces = setup.Namespaces, Webhook = setup.Webhook, LeaseNamespace = setup.LeaseNamespace };
        builder.Services.AddStartOperator(settings, options =>
        {
            options.ClientConfiguration = configuration;
            options.RequestTimeout = setup.RequestTimeout;
            options.Backoff = setup.Backoff;
            options.ShutdownTimeout = TimeSpan.FromSeconds(1);
            options.ElectionHttpHandlers.Add(requests.Another());
            foreach (var handler in (IEnumerable<DelegatingHandler>)[.. setup.Faults, requests])
            {
                options.HttpHandlers.Add(handler);
            }
        });
        var host = builder.Build();
        await host.StartAsync(cancellation);
        return new(host, requests, journal);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}

using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StartOperator.Runtime.Applying;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Events;
using StartOperator.Runtime.Http;
using StartOperator.Runtime.Leadership;
using StartOperator.Runtime.Metrics;

namespace StartOperator.Runtime.Controllers;

/// <summary>Registers an operator with a host.</summary>
public static class OperatorServices
{
    /// <summary>
    /// Adds an operator that runs with the host. Controllers may ask for <see cref="ApiClient"/>, <see cref="ObjectCaches"/>,
    /// <see cref="Applier"/>, <see cref="EventRecorder"/>, <see cref="OperatorHealth"/> and <see cref="TimeProvider"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">It was called before: a process has one operator with any number of controllers.</exception>
    public static OperatorBuilder AddOperator(this IServiceCollection services, Action<OperatorOptions>? configure = null)
    {
        if (services.Any(s => s.ServiceType == typeof(OperatorBuilder)))
        {
            throw new InvalidOperationException("AddOperator was called twice; add all controllers to one operator");
        }

        var options = new OperatorOptions();
        configure?.Invoke(options);
        var builder = new OperatorBuilder(services);
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(builder);
        services.AddSingleton<ObjectCaches>();
        services.AddSingleton<OperatorHealth>();
        services.AddSingleton<OperatorMetrics>();
        services.AddSingleton(provider => CreateClient(options, provider));
        services.AddSingleton(provider => new Applier(
            provider.GetRequiredService<ApiClient>(), provider.GetRequiredService<ObjectCaches>(), options.AnnotationPrefix));
        services.AddSingleton(provider => new EventRecorder(
            provider.GetRequiredService<ApiClient>(),
            options.Name,
            Environment.MachineName,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger<EventRecorder>(),
            provider.GetRequiredService<OperatorMetrics>()));
        if (options.LeaderElection is { } election)
        {
            services.AddSingleton(provider => CreateElection(options, election, provider));
        }

        if (options.Endpoints is { } endpoints)
        {
            services.AddSingleton(endpoints);
            services.AddSingleton<OperatorEndpoints>();
            services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<OperatorEndpoints>());
        }

        services.AddSingleton<OperatorHost>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<OperatorHost>());
        return builder;
    }

    private static ApiClient CreateClient(OperatorOptions options, IServiceProvider provider)
    {
        var election = provider.GetService<LeaderElection>();
        return new ApiClient(
            options.ClientConfiguration ?? KubernetesClientConfiguration.BuildDefaultConfig(),
            new ApiClientOptions
            {
                FieldManager = options.Name,
                RequestTimeout = options.RequestTimeout,
                OnCall = provider.GetRequiredService<OperatorMetrics>().Called,
                WritesAllowedFor = election is null ? null : () => election.WritesAllowedFor,
                Handlers = [.. options.HttpHandlers],
            },
            provider.GetRequiredService<TimeProvider>());
    }

    /// <summary>The election has connections of its own, and no patience: a renewal that hangs is tried again.</summary>
    private static LeaderElection CreateElection(OperatorOptions options, LeaderElectionOptions election, IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        var client = new ApiClient(
            options.ClientConfiguration ?? KubernetesClientConfiguration.BuildDefaultConfig(),
            new ApiClientOptions
            {
                FieldManager = options.Name,
                RequestTimeout = election.RenewInterval,
                OnCall = provider.GetRequiredService<OperatorMetrics>().Called,
                Handlers = [.. options.ElectionHttpHandlers],
            },
            time);
        return new LeaderElection(client, election, time, provider.GetRequiredService<ILoggerFactory>().CreateLogger<LeaderElection>());
    }
}

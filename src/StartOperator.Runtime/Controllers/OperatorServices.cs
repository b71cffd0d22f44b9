using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StartOperator.Runtime.Applying;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Events;

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
        services.AddSingleton(provider => CreateClient(options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new Applier(
            provider.GetRequiredService<ApiClient>(), provider.GetRequiredService<ObjectCaches>(), options.AnnotationPrefix));
        services.AddSingleton(provider => new EventRecorder(
            provider.GetRequiredService<ApiClient>(),
            options.Name,
            Environment.MachineName,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger<EventRecorder>()));
        services.AddSingleton<OperatorHost>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<OperatorHost>());
        return builder;
    }

    private static ApiClient CreateClient(OperatorOptions options, TimeProvider time) => new(
        options.ClientConfiguration ?? KubernetesClientConfiguration.BuildDefaultConfig(),
        new ApiClientOptions
        {
            FieldManager = options.Name,
            RequestTimeout = options.RequestTimeout,
            Handlers = [.. options.HttpHandlers],
        },
        time);
}

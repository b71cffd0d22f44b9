using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StartOperator.Runtime.Metrics;

namespace StartOperator.Distribution.Tests.Chart;

/// <summary>What the operator can be asked for.</summary>
internal static class OperatorMetricNames
{
    /// <summary>The names, as an operator tells them whose cluster does not answer.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync()
    {
        var services = new ServiceCollection();
        services.AddStartOperator(new OperatorSettings(), options => options.ClientConfiguration = new KubernetesClientConfiguration { Host = "http://127.0.0.1:1" });
        await using var provider = services.BuildServiceProvider();
        var hosts = provider.GetServices<IHostedService>().ToList();
        await Task.WhenAll(hosts.Select(host => host.StartAsync(TestContext.Current.CancellationToken)));
        await using var text = new MemoryStream();
        await provider.GetRequiredService<OperatorMetrics>().Registry.CollectAndExportAsTextAsync(text, TestContext.Current.CancellationToken);
        await Task.WhenAll(hosts.Select(host => host.StopAsync(TestContext.Current.CancellationToken)));
        text.Position = 0;
        using var lines = new StreamReader(text);
        return [.. (await lines.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n')
            .Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2])];
    }
}

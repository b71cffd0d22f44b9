using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StartOperator;
using StartOperator.Runtime.Controllers;

if (args is ["--help" or "-h"])
{
    Console.WriteLine(OperatorSettings.Help);
    return 0;
}

if (args is ["--probe", var address])
{
    return await Probe.RunAsync(address, Console.Out, Console.Error);
}

if (OperatorSettings.TryParse(args, Environment.GetEnvironmentVariable, out var settings) is { } fault)
{
    await Console.Error.WriteLineAsync($"start-operator: {fault}");
    return 2;
}

var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
builder.Services.AddLogging(logging => logging.AddSimpleConsole(console =>
{
    console.SingleLine = true;
    console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss'Z' ";
    console.UseUtcTimestamp = true;
}));
builder.Services.AddStartOperator(settings, options => options.ClientConfiguration = settings.Kubeconfig is { } file
    ? KubernetesClientConfiguration.BuildConfigFromConfigFile(file)
    : null);
var host = builder.Build();
var health = host.Services.GetRequiredService<OperatorHealth>();
await host.RunAsync();
return health.IsAlive ? 0 : 1;

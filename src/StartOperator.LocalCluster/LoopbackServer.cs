using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace StartOperator.LocalCluster;

/// <summary>
/// Web servers that are a part of a program and not the program: they read no configuration files, watch none (each watcher takes one of the
/// few inotify instances that a Linux user has, 128 by default), write no log, and leave Ctrl+C to the program.
/// </summary>
internal static class LoopbackServer
{
    /// <summary>A server that is to be started.</summary>
    /// <param name="listen">Where it listens.</param>
    public static WebApplication Build(Action<KestrelServerOptions> listen)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoConsoleLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(listen);
        return builder.Build();
    }

    private sealed class NoConsoleLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

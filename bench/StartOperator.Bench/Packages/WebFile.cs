using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace StartOperator.Bench.Packages;

/// <summary>A web server on this machine with one file, of which it sends parts.</summary>
internal sealed class WebFile : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebFile(WebApplication app) => _app = app;

    /// <summary>Where the file is.</summary>
    public string Url => $"{_app.Urls.Single()}/boulder.s9pk";

    /// <summary>Starts it.</summary>
    public static async Task<WebFile> StartAsync(string file, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/boulder.s9pk", () => Results.File(file, enableRangeProcessing: true));
        await app.StartAsync(cancellationToken);
        return new WebFile(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

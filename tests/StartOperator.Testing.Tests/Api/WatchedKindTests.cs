using System.Collections.Concurrent;
using System.Net;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.Testing.Tests.Api;

/// <summary>Keeping up with a kind while the server ends, breaks and forgets watches; the server's answers are scripted.</summary>
public sealed class WatchedKindTests : IAsyncLifetime
{
    private readonly BlockingCollection<Func<HttpContext, Task>> _answers = [];
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _changes = [];
    private WebApplication? _server;
    private Task _watching = Task.CompletedTask;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(context =>
        {
            _requests.Enqueue(context.Request.QueryString.Value ?? "");
            return _answers.TryTake(out var answer) ? answer(context) : Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        await _server.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        await _server!.DisposeAsync();
        _stop.Dispose();
        _answers.Dispose();
    }

    [Fact]
    public async Task What_vanished_while_the_server_forgot_the_watch_is_told_as_deleted()
    {
        Answer(List(10, ("a", 1), ("b", 2)));
        Answer("""{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}""" + "\n");
        Answer(List(20, ("b", 2), ("c", 15)));

        await WatchAsync(until: "-a");

        _changes.ShouldBe(["+a", "+b", "+c", "-a"]);
    }

    [Fact]
    public async Task A_watch_that_ends_goes_on_from_the_last_bookmark()
    {
        Answer(List(10, ("a", 1)));
        Answer("""{"type":"BOOKMARK","object":{"kind":"ConfigMap","metadata":{"resourceVersion":"77"}}}""" + "\n");
        Answer(Event("ADDED", "b", 78));

        await WatchAsync(until: "+b");

        _requests.Count(request => request.Contains("limit=500", StringComparison.Ordinal)).ShouldBe(1);
        _requests.ShouldContain(request => request.EndsWith("resourceVersion=77", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_watch_that_breaks_in_the_middle_of_an_event_is_resumed_before_it()
    {
        Answer(List(10, ("a", 1)));
        Answer(Event("MODIFIED", "a", 11) + """{"type":"ADDED","object":{"meta""");
        Answer(Event("ADDED", "b", 12));

        await WatchAsync(until: "+b");

        _changes.ShouldBe(["+a", "~a", "+b"]);
    }

    [Fact]
    public async Task A_server_that_fails_is_asked_again()
    {
        Answer(context => context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable);
        Answer(context => context.Abort());
        Answer(List(10, ("a", 1)));

        await WatchAsync(until: "+a");

        _changes.ShouldBe(["+a"]);
    }

    [Fact]
    public async Task A_long_list_is_read_page_by_page()
    {
        Answer("""{"metadata":{"resourceVersion":"10","continue":"more"},"items":[{"metadata":{"name":"a","resourceVersion":"1"}}]}""");
        Answer(List(10, ("b", 2)));

        await WatchAsync(until: "+b");

        _changes.ShouldBe(["+a", "+b"]);
        _requests.ShouldContain(request => request.Contains("continue=more", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_object_that_was_written_here_is_known_before_the_watch_tells_it_and_told_once()
    {
        Answer(List(10, ("a", 1)));
        var kind = Kind();
        _watching = kind.RunAsync(_stop.Token);
        await kind.Synced.WaitAsync(Cancellation);
        using var changes = kind.Subscribe(change => _changes.Add(Told(change)));

        kind.Remember(Map("a", "11"));
        kind.Remember(Map("a", "9"));
        kind.Remember(Map("gone", "5"));

        kind.Find(new("box", "a"))!.Metadata.ResourceVersion.ShouldBe("11");
        kind.Find(new("box", "gone")).ShouldBeNull();
        _changes.ShouldBe(["~a"]);
    }

    private async Task WatchAsync(string until)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var kind = Kind();
        kind.Subscribe(change =>
        {
            _changes.Add(Told(change));
            if (_changes[^1] == until)
            {
                seen.TrySetResult();
            }
        });
        _watching = kind.RunAsync(_stop.Token);
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await Task.Yield();
        await kind.Synced.WaitAsync(Cancellation);
    }

    private WatchedKind<V1ConfigMap> Kind() =>
        Watched.Of<V1ConfigMap>(new ClusterApi(new KubernetesClientConfiguration { Host = _server!.Urls.First(), DisableHttp2 = true }, "test"));

    private void Answer(string body) => _answers.Add(
        context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(body, context.RequestAborted);
        },
        Cancellation);

    private void Answer(Action<HttpContext> misbehave) => _answers.Add(
        context =>
        {
            misbehave(context);
            return Task.CompletedTask;
        },
        Cancellation);

    private static string Told(Change<V1ConfigMap> change) =>
        (change.Before is null ? "+" : change.After is null ? "-" : "~") + change.Latest.Metadata.Name;

    private static V1ConfigMap Map(string name, string version) =>
        new() { Metadata = new() { Name = name, NamespaceProperty = "box", ResourceVersion = version } };

    private static string List(int version, params (string Name, int Version)[] items)
    {
        var all = items.Select(item => Item(item.Name, item.Version));
        return $$"""{"metadata":{"resourceVersion":"{{version}}"},"items":[{{string.Join(',', all)}}]}""";
    }

    private static string Event(string type, string name, int version) => $$"""{"type":"{{type}}","object":{{Item(name, version)}}} """ + "\n";

    private static string Item(string name, int version) =>
        $$"""{"metadata":{"name":"{{name}}","namespace":"box","resourceVersion":"{{version}}"} }""";
}

using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Events;

namespace StartOperator.Runtime.Tests.Events;

/// <summary>Which events are written.</summary>
public sealed class EventRecorderTests : IAsyncLifetime
{
    private const string Created = """{"metadata":{"name":"e","namespace":"ns","uid":"e","resourceVersion":"1"}}""";

    private readonly ObservedTime _time = new();
    private readonly ScriptedServer _server = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ApiClient _client;
    private readonly EventRecorder _recorder;
    private Task _running = Task.CompletedTask;

    public EventRecorderTests()
    {
        _client = _server.Client(_time, new ApiClientOptions { RequestTimeout = TimeSpan.FromSeconds(45) });
        _recorder = new EventRecorder(_client, "tester", "tester-0", _time, NullLogger.Instance);
    }

    public ValueTask InitializeAsync()
    {
        _running = _recorder.RunAsync(_stop.Token);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        await _running;
        _client.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task An_event_says_who_did_what_to_which_object()
    {
        Publish("Started", "the pod runs");
        var post = await _server.NextAsync("POST /apis/events.k8s.io/v1/namespaces/ns/events");
        var body = JsonNode.Parse(post.Body)!;
        body["eventTime"]!.GetValue<string>().ShouldBe("2000-01-01T00:00:00.000001Z", "the server wants six decimals");
        body["metadata"]!["name"]!.GetValue<string>().ShouldStartWith("w.");
        body["regarding"]!.ToJsonString().ShouldBe("""{"apiVersion":"test.example.com/v1","kind":"Widget","name":"w","namespace":"ns","uid":"u"}""");
        new[] { "type", "reason", "action", "note", "reportingController", "reportingInstance" }.Select(f => body[f]!.GetValue<string>())
            .ShouldBe(["Normal", "Started", "Reconcile", "the pod runs", "tester", "tester-0"]);
        post.Answer(Created);
    }

    [Fact]
    public async Task The_same_event_again_is_counted_and_written_once_in_a_while()
    {
        Publish();
        (await _server.NextAsync("POST")).Answer(Created);
        Publish();
        Publish();
        await _time.PassAsync(30, 30);
        var patch = await _server.NextAsync("PATCH /apis/events.k8s.io/v1/namespaces/ns/events/w.");
        patch.Body.ShouldStartWith("""{"series":{"count":3,"lastObservedTime":"2000-01-01T00:00:00.000000Z"}}""");
        patch.Answer(Created);
        _server.ShouldBeIdle();
    }

    [Fact]
    public async Task Another_note_is_another_event()
    {
        Publish(note: "one");
        (await _server.NextAsync("POST")).Answer(Created);
        Publish(note: "two");
        (await _server.NextAsync("POST")).Body.ShouldContain("two");
    }

    [Fact]
    public async Task After_six_minutes_of_silence_it_is_a_new_event()
    {
        Publish();
        (await _server.NextAsync("POST")).Answer(Created);
        _time.Advance(TimeSpan.FromMinutes(7));
        Publish();
        await _server.NextAsync("POST");
    }

    [Fact]
    public async Task An_object_with_too_much_to_tell_is_cut_short_but_others_are_not()
    {
        for (var i = 0; i < 30; i++)
        {
            Publish(note: $"{i}");
        }

        Publish(name: "other");
        for (var i = 0; i < 25; i++)
        {
            (await _server.NextAsync("POST")).Answer(Created);
        }

        (await _server.NextAsync("POST")).Body.ShouldContain("\"name\":\"other\"");
    }

    [Fact]
    public void A_clock_that_is_put_back_takes_nothing_from_anybody()
    {
        var budget = new EventBudget();
        var now = _time.GetUtcNow();
        budget.TrySpend("u", now).ShouldBeTrue();
        for (var spent = 1; spent < 25; spent++)
        {
            budget.TrySpend("u", now.AddDays(-1)).ShouldBeTrue();
        }

        budget.TrySpend("u", now.AddDays(-1)).ShouldBeFalse();
        budget.TrySpend("u", now.AddDays(-1).AddMinutes(6)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_refused_event_is_tried_again_for_a_while_and_then_forgotten()
    {
        Publish();
        (await _server.NextAsync("POST")).Refuse(HttpStatusCode.Forbidden, "Forbidden");
        await _time.PassAsync(30, 30);
        (await _server.NextAsync("POST")).Break();
        _time.Advance(TimeSpan.FromMinutes(7));
        Publish(note: "next");
        (await _server.NextAsync("POST")).Body.ShouldContain("next");
    }

    [Fact]
    public async Task A_series_whose_event_the_server_forgot_starts_anew()
    {
        Publish();
        (await _server.NextAsync("POST")).Answer(Created);
        Publish();
        await _time.PassAsync(30, 30);
        (await _server.NextAsync("PATCH")).Refuse(HttpStatusCode.NotFound, "NotFound");
        Publish();
        await _server.NextAsync("POST");
    }

    [Fact]
    public async Task A_long_note_is_cut_at_1024_bytes_between_characters()
    {
        Publish(note: string.Concat(Enumerable.Repeat("ä😀", 400)));
        var note = JsonNode.Parse((await _server.NextAsync("POST")).Body)!["note"]!.GetValue<string>();
        Encoding.UTF8.GetByteCount(note).ShouldBeInRange(1020, 1024);
        note.ShouldEndWith("…");
        note.ShouldNotContain("\uFFFD");
    }

    [Fact]
    public async Task What_is_waiting_at_shutdown_is_still_written()
    {
        Publish(note: "first");
        var first = await _server.NextAsync("POST");
        Publish(note: "last");
        await _stop.CancelAsync();
        first.Answer(Created);
        (await _server.NextAsync("POST")).Answer(Created);
        await _running.WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Publishing_never_waits_however_much_is_published()
    {
        for (var i = 0; i < 100_000; i++)
        {
            Publish(note: $"{i}");
        }
    }

    private void Publish(string reason = "Started", string note = "note", string name = "w") => _recorder.Publish(
        TestKinds.Widget,
        new Widget { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "ns", Uid = name == "w" ? "u" : name } },
        EventType.Normal, reason, "Reconcile", note);
}

using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;
using StartOperator.Runtime.Metrics;
using StartOperator.Runtime.Queues;

namespace StartOperator.Runtime.Tests.Controllers;

/// <summary>When a key comes again.</summary>
public sealed class ReconcileLoopTests : IAsyncLifetime
{
    private static readonly NamespacedName Key = new("ns", "a");

    private readonly ObservedTime _time = new();
    private readonly WorkQueue<NamespacedName> _queue;
    private readonly ScriptedReconciler _reconciler = new();
    private readonly CancellationTokenSource _cancel = new();
    private Task _running = Task.CompletedTask;

    public ReconcileLoopTests() =>
        _queue = new WorkQueue<NamespacedName>(_time, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)) { Random = () => 1 });

    public ValueTask InitializeAsync()
    {
        _running = new ReconcileLoop("test", _reconciler, _queue, 2, _time, new OperatorMetrics(), NullLogger.Instance).RunAsync(_cancel.Token);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _cancel.CancelAsync();
        await _running;
        _queue.Dispose();
        _cancel.Dispose();
    }

    [Fact]
    public async Task Success_is_the_end_until_something_changes()
    {
        _queue.Add(Key);
        (await _reconciler.NextAsync()).SetResult(ReconcileOutcome.Done);
        await IdleAsync();
        _time.Advance(TimeSpan.FromDays(1));
        _reconciler.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Success_that_wants_another_look_gets_it_in_time()
    {
        _queue.Add(Key);
        (await _reconciler.NextAsync()).SetResult(ReconcileOutcome.LookAgainAfter(TimeSpan.FromMinutes(3)));
        await _time.PassAsync(180, 180);
        (await _reconciler.NextAsync()).SetResult(ReconcileOutcome.Done);
    }

    [Fact]
    public async Task Failures_of_every_kind_are_retried_with_growing_waits_and_success_starts_anew()
    {
        _queue.Add(Key);
        (await _reconciler.NextAsync()).SetResult(ReconcileOutcome.Failed("no"));
        await _time.PassAsync(1, 1);
        (await _reconciler.NextAsync()).SetException(new InvalidOperationException("boom"));
        await _time.PassAsync(2, 2);
        (await _reconciler.NextAsync()).SetException(new ApiException(HttpStatusCode.Conflict, "Conflict", "changed"));
        await _time.PassAsync(4, 4);
        (await _reconciler.NextAsync()).SetCanceled(TestContext.Current.CancellationToken);
        await _time.PassAsync(8, 8);
        (await _reconciler.NextAsync()).SetResult(ReconcileOutcome.Done);
        await IdleAsync();
        _queue.Add(Key);
        (await _reconciler.NextAsync()).SetResult(ReconcileOutcome.Failed("no"));
        await _time.PassAsync(1, 1);
        (await _reconciler.NextAsync()).SetResult(ReconcileOutcome.Done);
    }

    [Fact]
    public async Task A_failure_may_choose_its_own_wait()
    {
        _queue.Add(Key);
        (await _reconciler.NextAsync()).SetResult(ReconcileOutcome.Failed("not yet", requeueAfter: TimeSpan.FromSeconds(42)));
        await _time.PassAsync(42, 42);
        (await _reconciler.NextAsync()).SetResult(ReconcileOutcome.Done);
    }

    [Fact]
    public async Task A_server_that_asks_for_a_pause_gets_it()
    {
        _queue.Add(Key);
        (await _reconciler.NextAsync()).SetException(
            new ApiException(HttpStatusCode.TooManyRequests, "TooManyRequests", "busy") { RetryAfter = TimeSpan.FromSeconds(17) });
        await _time.PassAsync(17, 17);
        (await _reconciler.NextAsync()).SetResult(ReconcileOutcome.Done);
    }

    [Fact]
    public async Task A_key_that_waits_does_not_keep_others_from_being_worked_on()
    {
        _queue.Add(Key);
        (await _reconciler.NextAsync()).SetResult(ReconcileOutcome.Failed("no"));
        for (var i = 0; i < 10; i++)
        {
            _queue.Add(new NamespacedName("ns", $"{i}"));
            (await _reconciler.NextAsync()).SetResult(ReconcileOutcome.Done);
        }
    }

    [Fact]
    public async Task No_more_keys_are_worked_on_at_a_time_than_allowed()
    {
        for (var i = 0; i < 5; i++)
        {
            _queue.Add(new NamespacedName("ns", $"{i}"));
        }

        var first = await _reconciler.NextAsync();
        await _reconciler.NextAsync();
        _queue.Count.ShouldBe(3);
        _queue.Processing.ShouldBe(2);
        first.SetResult(ReconcileOutcome.Done);
        await _reconciler.NextAsync();
        _queue.Processing.ShouldBe(2);
    }

    [Fact]
    public async Task When_the_queue_closes_running_work_ends_and_waiting_keys_are_left()
    {
        _queue.Add(Key);
        _queue.Add(new NamespacedName("ns", "b"));
        _queue.Add(new NamespacedName("ns", "c"));
        var (first, second) = (await _reconciler.NextAsync(), await _reconciler.NextAsync());
        _queue.Close();
        first.SetResult(ReconcileOutcome.Done);
        _running.IsCompleted.ShouldBeFalse();
        second.SetResult(ReconcileOutcome.Done);
        await _running.WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
        _reconciler.Calls.ShouldBe(2);
    }

    private async Task IdleAsync()
    {
        while (_queue.Count + _queue.Processing > 0)
        {
            await Task.Yield();
        }
    }
}

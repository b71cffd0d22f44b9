using CsCheck;
using Microsoft.Extensions.Time.Testing;
using StartOperator.Runtime.Queues;

namespace StartOperator.Runtime.Tests.Queues;

/// <summary>What a queue promises its workers.</summary>
public sealed class WorkQueueTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue<string> _queue;

    public WorkQueueTests() =>
        _queue = new WorkQueue<string>(_time, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)) { Random = () => 1 });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void Keys_are_taken_in_the_order_they_came()
    {
        Add("a", "b", "c");
        Take().ShouldBe("a");
        Take().ShouldBe("b");
        Take().ShouldBe("c");
    }

    [Fact]
    public void A_change_goes_before_what_waits_in_the_background()
    {
        _queue.Add("old", WorkPriority.Background);
        _queue.Add("older", WorkPriority.Background);
        Add("change");
        Take().ShouldBe("change");
        Take().ShouldBe("old");
    }

    [Fact]
    public void A_key_in_the_background_that_changes_goes_before_the_rest_of_it_and_waits_once()
    {
        _queue.Add("a", WorkPriority.Background);
        _queue.Add("b", WorkPriority.Background);
        Add("b");
        _queue.Count.ShouldBe(2);
        Take().ShouldBe("b");
        Take().ShouldBe("a");
        _queue.Count.ShouldBe(0);
    }

    [Fact]
    public void A_stream_of_changes_does_not_starve_the_background()
    {
        _queue.Add("patient", WorkPriority.Background);
        var taken = Enumerable.Range(0, 9).Select(n =>
        {
            Add($"change-{n}", $"more-{n}");
            return Take();
        }).ToList();
        taken.IndexOf("patient").ShouldBe(8);
    }

    [Fact]
    public void A_key_that_failed_comes_back_as_urgent_as_it_was()
    {
        _queue.Add("startup", WorkPriority.Background);
        Take();
        _queue.AddAfterFailure("startup");
        _queue.Done("startup");
        Add("user");
        Take();
        _queue.AddAfterFailure("user");
        _queue.Done("user");
        _time.Advance(TimeSpan.FromSeconds(1));
        Take().ShouldBe("user");
        Take().ShouldBe("startup");
    }

    [Fact]
    public void A_key_added_twice_waits_once()
    {
        Add("a", "b", "a");
        Take().ShouldBe("a");
        Take().ShouldBe("b");
        _queue.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_key_is_not_with_two_workers_at_a_time()
    {
        Add("a");
        Take().ShouldBe("a");
        Add("a");
        var second = _queue.TakeAsync(Cancel);
        second.IsCompleted.ShouldBeFalse();
        _queue.Done("a");
        (await second).TryGet(out var key).ShouldBeTrue();
        key.ShouldBe("a");
    }

    [Fact]
    public void A_key_added_while_it_is_worked_on_waits_behind_the_others()
    {
        Add("a", "b");
        Take().ShouldBe("a");
        Add("a");
        _queue.Done("a");
        Take().ShouldBe("b");
        Take().ShouldBe("a");
    }

    [Fact]
    public void A_key_done_without_being_added_again_is_gone()
    {
        Add("a");
        Take();
        _queue.Done("a");
        _queue.Count.ShouldBe(0);
        _queue.Processing.ShouldBe(0);
    }

    [Fact]
    public void A_delayed_key_comes_when_its_time_has_come_and_not_before()
    {
        _queue.AddAfter("a", TimeSpan.FromMinutes(1));
        _time.Advance(TimeSpan.FromSeconds(59));
        _queue.Count.ShouldBe(0);
        _time.Advance(TimeSpan.FromSeconds(1));
        Take().ShouldBe("a");
    }

    [Fact]
    public void Of_two_delays_the_sooner_counts_whichever_came_first()
    {
        _queue.AddAfter("a", TimeSpan.FromMinutes(5));
        _queue.AddAfter("a", TimeSpan.FromMinutes(1));
        _queue.AddAfter("b", TimeSpan.FromMinutes(1));
        _queue.AddAfter("b", TimeSpan.FromMinutes(5));
        _time.Advance(TimeSpan.FromMinutes(1));
        Take().ShouldBe("a");
        Take().ShouldBe("b");
        _queue.Done("a");
        _queue.Done("b");
        _time.Advance(TimeSpan.FromMinutes(10));
        _queue.Count.ShouldBe(0);
    }

    [Fact]
    public void Work_before_its_time_cancels_a_delay()
    {
        _queue.AddAfter("a", TimeSpan.FromMinutes(1));
        Add("a");
        Take();
        _queue.Done("a");
        _time.Advance(TimeSpan.FromMinutes(2));
        _queue.Count.ShouldBe(0);
    }

    [Fact]
    public void A_delay_asked_for_while_the_key_is_worked_on_counts()
    {
        Add("a");
        Take();
        _queue.AddAfter("a", TimeSpan.FromMinutes(1));
        _queue.Done("a");
        _time.Advance(TimeSpan.FromMinutes(1));
        Take().ShouldBe("a");
    }

    [Fact]
    public void A_delay_of_years_is_kept()
    {
        _queue.AddAfter("a", TimeSpan.FromDays(1000));
        _queue.AddAfter("b", TimeSpan.MaxValue);
        for (var day = 0; day < 999; day++)
        {
            _time.Advance(TimeSpan.FromDays(1));
        }

        _queue.Count.ShouldBe(0);
        _time.Advance(TimeSpan.FromDays(1));
        Take().ShouldBe("a");
    }

    [Fact]
    public void Failures_in_a_row_wait_longer_and_longer_and_never_end()
    {
        var waits = Enumerable.Range(0, 12).Select(_ => _queue.AddAfterFailure("a").TotalSeconds).ToList();
        waits.ShouldBe([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
        _queue.Failures("a").ShouldBe(12);
    }

    [Fact]
    public void Work_that_comes_before_its_time_and_fails_waits_no_longer_than_before()
    {
        var waits = new List<double> { _queue.AddAfterFailure("a").TotalSeconds, _queue.AddAfterFailure("a").TotalSeconds };
        for (var i = 0; i < 5; i++)
        {
            Add("a");
            Take().ShouldBe("a");
            waits.Add(_queue.AddAfterFailure("a").TotalSeconds);
            _queue.Done("a");
        }

        _time.Advance(TimeSpan.FromSeconds(2));
        Take().ShouldBe("a");
        waits.Add(_queue.AddAfterFailure("a").TotalSeconds);

        waits.ShouldBe([1, 2, 2, 2, 2, 2, 2, 4]);
        _queue.Failures("a").ShouldBe(8);
    }

    [Fact]
    public void Success_makes_the_next_failure_the_first()
    {
        _queue.AddAfterFailure("a");
        _queue.AddAfterFailure("a");
        _queue.Forget("a");
        _queue.AddAfterFailure("a").ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_failure_waits_at_least_as_long_as_the_server_asked() =>
        _queue.AddAfterFailure("a", TimeSpan.FromSeconds(30)).ShouldBe(TimeSpan.FromSeconds(30));

    [Fact]
    public void A_failure_waits_no_longer_than_the_cap_whatever_the_server_asked() =>
        _queue.AddAfterFailure("a", TimeSpan.FromDays(365)).ShouldBe(TimeSpan.FromMinutes(5));

    [Fact]
    public async Task Waiting_workers_get_keys_as_they_come()
    {
        var first = _queue.TakeAsync(Cancel);
        var second = _queue.TakeAsync(Cancel);
        Add("a", "b");
        (await first).TryGet(out var a);
        (await second).TryGet(out var b);
        new[] { a, b }.ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_worker_that_gave_up_waiting_loses_no_key()
    {
        using var impatience = new CancellationTokenSource();
        var gaveUp = _queue.TakeAsync(impatience.Token);
        await impatience.CancelAsync();
        Add("a");
        await Should.ThrowAsync<OperationCanceledException>(gaveUp.AsTask());
        Take().ShouldBe("a");
    }

    [Fact]
    public async Task A_closed_queue_hands_out_nothing_even_if_keys_are_waiting()
    {
        var worker = _queue.TakeAsync(Cancel);
        _queue.Close();
        (await worker).HasKey.ShouldBeFalse();
        Add("a");
        (await _queue.TakeAsync(Cancel)).HasKey.ShouldBeFalse();
        _queue.AddAfter("a", TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        _queue.Count.ShouldBe(0);
    }

    [Fact]
    public void Whatever_is_done_with_it_the_queue_behaves_like_its_model() =>
        Gen.Int[0, 999].Array[0, 160].Sample(
            steps =>
            {
                using var model = new QueueModel();
                foreach (var step in steps)
                {
                    model.Step(step);
                }

                model.Settle();
            },
            iter: 5_000);

    [Fact]
    public async Task With_many_workers_no_key_is_lost_and_none_is_worked_on_twice_at_a_time()
    {
        const int keys = 20;
        const int rounds = 5_000;
        using var queue = new WorkQueue<int>(TimeProvider.System);
        var asked = new int[keys];
        var seen = new int[keys];
        var inside = new int[keys];
        var overlaps = 0;
        var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(WorkAsync)).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(adder => Task.Run(() =>
        {
            for (var i = 0; i < rounds; i++)
            {
                var key = (i + adder) % keys;
                Interlocked.Increment(ref asked[key]);
                queue.Add(key);
            }
        })));
        while (queue.Count + queue.Processing > 0)
        {
            await Task.Yield();
        }

        queue.Close();
        await Task.WhenAll(workers);
        overlaps.ShouldBe(0);
        seen.ShouldBe(asked);

        async Task WorkAsync()
        {
            while ((await queue.TakeAsync(Cancel)).TryGet(out var key))
            {
                if (Interlocked.Increment(ref inside[key]) != 1)
                {
                    Interlocked.Increment(ref overlaps);
                }

                seen[key] = Volatile.Read(ref asked[key]);
                await Task.Yield();
                Interlocked.Decrement(ref inside[key]);
                queue.Done(key);
            }
        }
    }

    private void Add(params string[] keys)
    {
        foreach (var key in keys)
        {
            _queue.Add(key);
        }
    }

    private string Take()
    {
        _queue.TryTake(out var key).ShouldBeTrue("no key is ready");
        return key!;
    }
}

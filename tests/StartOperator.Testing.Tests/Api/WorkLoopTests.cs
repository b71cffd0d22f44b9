using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.Testing.Tests.Api;

/// <summary>What a controller's loop looks at, and when.</summary>
public sealed class WorkLoopTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FailureLog _log = new();
    private readonly Channel<string> _handled = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    [Fact]
    public async Task A_key_noted_many_times_is_looked_at_once()
    {
        var loop = Loop((_, _) => Task.FromResult<TimeSpan?>(null));
        loop.Add("a");
        loop.Add("a");
        loop.Add("b");
        Run(loop);

        (await NextAsync(), await NextAsync()).ShouldBe(("a", "b"));
        _handled.Reader.TryPeek(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_noted_while_it_is_looked_at_is_looked_at_again()
    {
        WorkLoop<string>? loop = null;
        var times = 0;
        loop = Loop((key, _) =>
        {
            if (times++ == 0)
            {
                loop!.Add(key);
            }

            return Task.FromResult<TimeSpan?>(null);
        });
        loop.Add("a");
        Run(loop);

        (await NextAsync(), await NextAsync()).ShouldBe(("a", "a"));
    }

    [Fact]
    public async Task A_key_is_looked_at_again_when_its_time_has_come()
    {
        var times = 0;
        var loop = Loop((_, _) => Task.FromResult<TimeSpan?>(times++ == 0 ? TimeSpan.FromMinutes(5) : null));
        loop.Add("a");
        Run(loop);
        await NextAsync();
        loop.Add("b");
        await NextAsync();

        _clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        loop.Add("c");
        (await NextAsync()).ShouldBe("c");
        _clock.Advance(TimeSpan.FromTicks(1));

        (await NextAsync()).ShouldBe("a");
    }

    [Fact]
    public async Task A_key_that_failed_is_looked_at_again_and_the_others_meanwhile()
    {
        var times = 0;
        var loop = Loop((key, _) => key == "bad" && times++ < 3 ? throw new InvalidOperationException("no") : Task.FromResult<TimeSpan?>(null));
        loop.Add("bad");
        loop.Add("good");
        Run(loop);

        var seen = new List<string>();
        for (var looks = 0; looks < 5; looks++)
        {
            seen.Add(await NextAsync());
        }

        seen.ShouldBe(["bad", "good", "bad", "bad", "bad"]);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task A_refusal_that_may_pass_is_a_warning_only_when_it_lasts(HttpStatusCode code)
    {
        var warningsBefore = new List<int>();
        var loop = Loop((_, _) =>
        {
            warningsBefore.Add(_log.Failures.Count);
            return warningsBefore.Count <= 9 ? throw new ApiRefusalException(code, null, "GET /x") : Task.FromResult<TimeSpan?>(null);
        });
        loop.Add("a");
        Run(loop);
        for (var looks = 0; looks < 10; looks++)
        {
            await NextAsync();
        }

        loop.Add("b");
        await NextAsync(); // By now the tenth look at the first key has ended.
        warningsBefore.Take(10).ShouldBe([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        _log.Failures.ShouldBe([$"test: a failed for the 9. time: GET /x: {(int)code}"]);
    }

    [Fact]
    public async Task A_fault_of_the_handler_is_a_warning_at_once()
    {
        var times = 0;
        var loop = Loop((_, _) => times++ < 2 ? throw new ApiRefusalException(HttpStatusCode.BadRequest, null, "PUT /x") : Task.FromResult<TimeSpan?>(null));
        loop.Add("a");
        Run(loop);
        await NextAsync();
        await NextAsync();
        await NextAsync();

        _log.Failures.Count.ShouldBe(2);
    }

    private void Run(WorkLoop<string> loop) => _running = loop.RunAsync(_stop.Token);

    private Task<string> NextAsync() => _handled.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

    private WorkLoop<string> Loop(Func<string, CancellationToken, Task<TimeSpan?>> handle) => new(
        "test",
        async (key, cancellation) =>
        {
            await _handled.Writer.WriteAsync(key, cancellation);
            return await handle(key, cancellation);
        },
        _clock,
        _log);
}

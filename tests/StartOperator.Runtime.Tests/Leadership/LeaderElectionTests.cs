using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StartOperator.Runtime.Leadership;

namespace StartOperator.Runtime.Tests.Leadership;

/// <summary>That replicas agree on one of them, and that no two ever write.</summary>
public sealed class LeaderElectionTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LeaseServer _server = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_leads_and_the_second_waits()
    {
        var (first, second) = (Replica("a"), Replica("b"));
        (await first.TryAcquireAsync(Cancel)).ShouldBeTrue();
        (await second.TryAcquireAsync(Cancel)).ShouldBeFalse();
        (first.IsLeading, second.IsLeading).ShouldBe((true, false));
        second.WritesAllowedFor.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task Who_waits_takes_over_when_it_has_seen_the_lease_unchanged_for_its_duration()
    {
        var (first, second) = (Replica("a"), Replica("b"));
        await first.TryAcquireAsync(Cancel);
        _time.Advance(TimeSpan.FromSeconds(50));
        (await second.TryAcquireAsync(Cancel)).ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(59));
        (await second.TryAcquireAsync(Cancel)).ShouldBeFalse("it has looked for 59 of 60 seconds");
        _time.Advance(TimeSpan.FromSeconds(1));
        (await second.TryAcquireAsync(Cancel)).ShouldBeTrue();
        _server.Holder.ShouldBe("b");
    }

    [Fact]
    public async Task A_renewal_makes_who_waits_wait_anew()
    {
        var (first, second) = (Replica("a"), Replica("b"));
        await first.TryAcquireAsync(Cancel);
        await second.TryAcquireAsync(Cancel);
        _time.Advance(TimeSpan.FromSeconds(30));
        (await first.TryRenewAsync(Cancel)).ShouldBe(true);
        _time.Advance(TimeSpan.FromSeconds(31));
        (await second.TryAcquireAsync(Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_leader_that_can_not_renew_stops_writing_long_before_another_may_begin()
    {
        var line = _server.Connect(_time);
        var leader = Replica("a", line);
        await leader.TryAcquireAsync(Cancel);
        line.Fate = Fate.LostOnTheWay;
        _time.Advance(TimeSpan.FromSeconds(39));
        (await leader.TryRenewAsync(Cancel)).ShouldBe(false);
        leader.WritesAllowedFor.ShouldBe(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        leader.IsLeading.ShouldBeFalse();
    }

    [Fact]
    public async Task A_renewal_counts_from_before_it_was_sent()
    {
        var leader = Replica("a");
        await leader.TryAcquireAsync(Cancel);
        _time.Advance(TimeSpan.FromSeconds(15));
        await leader.TryRenewAsync(Cancel);
        leader.WritesAllowedFor.ShouldBe(TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task A_lease_that_is_created_counts_from_before_it_was_asked_for()
    {
        var line = _server.Connect(_time);
        var leader = Replica("a", line);
        line.OnTheWay = () => _time.Advance(TimeSpan.FromSeconds(6));
        (await leader.TryAcquireAsync(Cancel)).ShouldBeTrue();
        leader.WritesAllowedFor.ShouldBe(TimeSpan.FromSeconds(34), "the create took six seconds, and the look before it is past");
    }

    [Fact]
    public async Task A_renewal_whose_answer_was_lost_is_made_up_for()
    {
        var line = _server.Connect(_time);
        var leader = Replica("a", line);
        await leader.TryAcquireAsync(Cancel);
        line.Fate = Fate.AnswerLost;
        (await leader.TryRenewAsync(Cancel)).ShouldBe(false);
        line.Fate = Fate.Answered;
        (await leader.TryRenewAsync(Cancel)).ShouldBe(false, "the lease has changed by our own doing, so it is looked at first");
        (await leader.TryRenewAsync(Cancel)).ShouldBe(true);
    }

    [Fact]
    public async Task A_lease_won_without_an_answer_is_taken_up_at_once()
    {
        var line = _server.Connect(_time);
        var replica = Replica("a", line);
        line.Fate = Fate.AnswerLost;
        (await replica.TryAcquireAsync(Cancel)).ShouldBeFalse();
        line.Fate = Fate.Answered;
        (await replica.TryAcquireAsync(Cancel)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_leader_whose_lease_was_taken_knows_at_its_next_renewal()
    {
        var (first, second) = (Replica("a"), Replica("b"));
        await first.TryAcquireAsync(Cancel);
        await second.TryAcquireAsync(Cancel);
        _time.Advance(TimeSpan.FromSeconds(60));
        await second.TryAcquireAsync(Cancel);
        (await first.TryRenewAsync(Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_lease_given_back_is_taken_at_the_next_look()
    {
        var (first, second) = (Replica("a"), Replica("b"));
        await first.TryAcquireAsync(Cancel);
        await second.TryAcquireAsync(Cancel);
        await first.ReleaseAsync(Cancel);
        first.IsLeading.ShouldBeFalse();
        (await second.TryAcquireAsync(Cancel)).ShouldBeTrue();
    }

    [Fact]
    public async Task Keeping_ends_when_the_time_to_renew_is_over()
    {
        var time = new ObservedTime();
        var line = _server.Connect(time);
        var leader = new LeaderElection(line.Client(), Options("a"), time, NullLogger.Instance);
        await leader.AcquireAsync(Cancel);
        var keeping = leader.KeepAsync(Cancel);
        await time.PassAsync(15, 15);
        await time.WaitedForAsync(15, 15);
        _server.Writes.ShouldBe(2);

        line.Fate = Fate.LostOnTheWay;
        time.Advance(TimeSpan.FromSeconds(15));
        for (var tries = 0; tries < 9; tries++)
        {
            await time.PassAsync(1, 3);
        }

        await keeping.WaitAsync(TimeSpan.FromSeconds(120), Cancel);
        leader.IsLeading.ShouldBeFalse();
        _server.Writes.ShouldBe(2);
    }

    [Theory]
    [InlineData(10, 20, 60)]
    [InlineData(15, 60, 60)]
    [InlineData(2, 40, 60)]
    public void Times_that_could_make_two_leaders_are_refused(int renew, int deadline, int duration)
    {
        var options = Options("a") with
        {
            RenewInterval = TimeSpan.FromSeconds(renew),
            RenewDeadline = TimeSpan.FromSeconds(deadline == 20 ? renew : deadline),
            LeaseDuration = TimeSpan.FromSeconds(duration),
        };
        options.Fault.ShouldNotBeNull();
        Options("a").Fault.ShouldBeNull();
    }

    /// <summary>Three replicas, whose requests are answered, lost, or answered in vain, in any order and at any time.</summary>
    [Fact]
    public void Whatever_happens_no_two_may_write_at_a_time() => Gen.Int[0, 9999].Array[0, 120].Sample(
        steps =>
        {
            var time = new FakeTimeProvider();
            var server = new LeaseServer();
            var lines = Enumerable.Range(0, 3).Select(_ => server.Connect(time)).ToArray();
            var replicas = lines.Select((line, i) => new LeaderElection(line.Client(), Options($"r{i}"), time, NullLogger.Instance)).ToArray();
            foreach (var step in steps)
            {
                Step(step, time, lines, replicas);
                replicas.Count(r => r.WritesAllowedFor > TimeSpan.Zero).ShouldBeLessThanOrEqualTo(1);
            }
        },
        iter: 3000);

    private static void Step(int step, FakeTimeProvider time, LeaseServer.Line[] lines, LeaderElection[] replicas)
    {
        var which = step / 10 % 3;
        switch (step % 10)
        {
            case 0 or 1 or 2:
                time.Advance(TimeSpan.FromSeconds(step / 30 % 25));
                break;
            case 3:
                lines[which].Fate = (Fate)(step / 30 % 3);
                break;
            case 4:
                Finish(replicas[which].ReleaseAsync(Cancel));
                break;
            default:
                Finish(replicas[which].IsLeading ? replicas[which].TryRenewAsync(Cancel) : replicas[which].TryAcquireAsync(Cancel));
                break;
        }
    }

    /// <summary>Nothing here waits for anything: the server answers within the call.</summary>
    private static void Finish(Task task)
    {
        task.IsCompleted.ShouldBeTrue();
        task.IsFaulted.ShouldBeFalse(task.Exception?.Message);
    }

    private LeaderElection Replica(string identity, LeaseServer.Line? line = null) =>
        new((line ?? _server.Connect(_time)).Client(), Options(identity), _time, NullLogger.Instance);

    private static LeaderElectionOptions Options(string identity) => new() { Lease = "lease", Namespace = "ns", Identity = identity };
}

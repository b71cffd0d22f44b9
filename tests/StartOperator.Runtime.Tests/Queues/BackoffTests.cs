using CsCheck;
using StartOperator.Runtime.Queues;

namespace StartOperator.Runtime.Tests.Queues;

/// <summary>How long failures wait.</summary>
public sealed class BackoffTests
{
    [Fact]
    public void The_wait_doubles_up_to_the_cap()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)) { Random = () => 1 };
        Enumerable.Range(1, 6).Select(n => backoff.After(n).TotalSeconds).ShouldBe([1, 2, 4, 8, 10, 10]);
    }

    [Fact]
    public void However_many_failures_the_wait_is_between_half_and_all_of_its_bound() =>
        Gen.Select(Gen.Int[1, int.MaxValue], Gen.Double[0, 1]).Sample((failures, random) =>
        {
            var full = (Backoff.Reconcile with { Random = () => 1 }).After(failures);
            var wait = (Backoff.Reconcile with { Random = () => random }).After(failures);
            full.ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(5));
            wait.ShouldBeInRange(full / 2, full);
            wait.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(100));
        });
}

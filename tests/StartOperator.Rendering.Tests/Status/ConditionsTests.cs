using StartOperator.Rendering.Status;
using StartOperator.Resources;

namespace StartOperator.Rendering.Tests.Status;

public sealed class ConditionsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, 500, TimeSpan.Zero);

    [Fact]
    public void A_new_condition_has_changed_now_in_whole_seconds_of_utc()
    {
        var condition = Of(True("Running"), [], Noon.ToOffset(TimeSpan.FromHours(3)));
        condition.LastTransitionTime.ShouldBe("2026-01-01T12:00:00Z");
        condition.ObservedGeneration.ShouldBe(7);
    }

    [Fact]
    public void The_transition_time_stays_while_only_reason_and_message_change()
    {
        var before = Of(True("Running"), [], Noon);
        var after = Of(True("Stopped") with { Message = "now stopped" }, [before], Noon.AddHours(1));
        after.LastTransitionTime.ShouldBe(before.LastTransitionTime);
        (after.Reason, after.Message).ShouldBe(("Stopped", "now stopped"));
    }

    [Fact]
    public void The_transition_time_moves_when_the_status_does()
    {
        var before = Of(True("Running"), [], Noon);
        Of(new Verdict("Ready", ConditionStatus.False, "CrashLoop", "it ends"), [before], Noon.AddHours(1)).LastTransitionTime
            .ShouldBe("2026-01-01T13:00:00Z");
    }

    [Fact]
    public void The_transition_time_of_another_condition_does_not_count()
    {
        var other = Of(True("Running") with { Type = "Healthy" }, [], Noon);
        Of(True("Running"), [other], Noon.AddHours(1)).LastTransitionTime.ShouldBe("2026-01-01T13:00:00Z");
    }

    [Fact]
    public void A_condition_that_nobody_speaks_of_any_more_goes() =>
        Conditions.From([True("Running")], [Of(True("Running") with { Type = "PointersResolved" }, [], Noon)], 7, Noon).Select(c => c.Type)
            .ShouldBe(["Ready"]);

    [Fact]
    public void A_long_message_is_cut() =>
        Of(True("Running") with { Message = new string('x', 5000) }, [], Noon).Message.ShouldBe(new string('x', 1023) + "…");

    [Fact]
    public void A_long_message_is_not_cut_within_a_character()
    {
        var message = Of(True("Running") with { Message = new string('x', 1022) + "🍵🍵" }, [], Noon).Message;
        message.ShouldBe(new string('x', 1022) + "…");
    }

    private static Verdict True(string reason) => new("Ready", ConditionStatus.True, reason, "all is well");

    private static ServiceCondition Of(Verdict verdict, IReadOnlyList<ServiceCondition> before, DateTimeOffset now) =>
        Conditions.From([verdict], before, generation: 7, now).ShouldHaveSingleItem();
}

using StartOperator.Rendering.Status;
using StartOperator.Resources;

namespace StartOperator.Rendering.Tests.Status;

public sealed class ReadinessTests
{
    private const ConditionStatus True = ConditionStatus.True;
    private const ConditionStatus False = ConditionStatus.False;

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The truth table, row by row: situation, Ready and its reason, Reconciling, Stalled.</summary>
    public static TheoryData<string, ConditionStatus, string, ConditionStatus, ConditionStatus> Table => new()
    {
        { "pod running", True, "Running", False, False },
        { "stopped and no pod", True, "Stopped", False, False },
        { "starting", False, "Starting", True, False },
        { "unschedulable", False, "Unschedulable", True, False },
        { "unschedulable beyond the deadline", False, "Unschedulable", True, True },
        { "crash loop", False, "CrashLoop", True, False },
        { "crash loop beyond the deadline", False, "CrashLoop", True, True },
        { "config needed", False, "NeedsConfig", False, False },
        { "impossible spec", False, "InvalidSpec", False, True },
        { "suspended", False, "Suspended", False, False },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void The_table_holds(string situation, ConditionStatus ready, string reason, ConditionStatus reconciling, ConditionStatus stalled)
    {
        var verdicts = Readiness.Judge(Situation(situation), Now);
        verdicts.Select(v => (v.Type, v.Status)).ShouldBe([("Ready", ready), ("Reconciling", reconciling), ("Stalled", stalled)]);
        verdicts[0].Reason.ShouldBe(reason);
        verdicts.ShouldAllBe(v => v.Reason.Length > 0 && v.Message.Length > 0);
        verdicts.Where(v => v.Type != "Ready" && v.Status == True).ShouldAllBe(v => v.Reason == reason && v.Message == verdicts[0].Message);
    }

    [Fact]
    public void Every_situation_has_a_row() => Table.Select(row => Situation(row.Data.Item1).GetType()).Distinct()
        .ShouldBe(typeof(Situation).GetNestedTypes().Where(t => t.IsSubclassOf(typeof(Situation))), ignoreOrder: true);

    [Fact]
    public void What_keeps_failing_stalls_at_the_deadline_and_not_before()
    {
        var failing = new Situation.Failing("CrashLoop", "it ends", Now);
        Stalled(failing, Now + Readiness.Deadline - TimeSpan.FromTicks(1)).ShouldBe(False);
        Stalled(failing, Now + Readiness.Deadline).ShouldBe(True);
    }

    [Fact]
    public void Whoever_asks_learns_when_the_deadline_will_be() =>
        Readiness.ChangesAt(new Situation.Failing("CrashLoop", "it ends", Now - TimeSpan.FromMinutes(4)), Now)
            .ShouldBe(Now + TimeSpan.FromMinutes(6));

    [Fact]
    public void Nothing_else_changes_without_an_event()
    {
        Readiness.ChangesAt(new Situation.Failing("CrashLoop", "it ends", Now - Readiness.Deadline), Now).ShouldBeNull();
        Readiness.ChangesAt(new Situation.Running(), Now).ShouldBeNull();
        Readiness.ChangesAt(new Situation.Progressing("Starting", "it starts"), Now).ShouldBeNull();
    }

    private static ConditionStatus Stalled(Situation situation, DateTimeOffset now) =>
        Readiness.Judge(situation, now).Single(v => v.Type == ConditionTypes.Stalled).Status;

    private static Situation Situation(string name) => name switch
    {
        "pod running" => new Situation.Running(),
        "stopped and no pod" => new Situation.Stopped(),
        "starting" => new Situation.Progressing("Starting", "Pulling image"),
        "unschedulable" => new Situation.Failing("Unschedulable", "0/1 nodes", Now - TimeSpan.FromMinutes(1)),
        "unschedulable beyond the deadline" => new Situation.Failing("Unschedulable", "0/1 nodes", Now - TimeSpan.FromHours(1)),
        "crash loop" => new Situation.Failing("CrashLoop", "it ends", Now),
        "crash loop beyond the deadline" => new Situation.Failing("CrashLoop", "it ends", Now - TimeSpan.FromDays(1)),
        "config needed" => new Situation.NeedsConfig("configure it"),
        "impossible spec" => new Situation.Refused("InvalidSpec", "it can't be"),
        "suspended" => new Situation.Suspended(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };
}

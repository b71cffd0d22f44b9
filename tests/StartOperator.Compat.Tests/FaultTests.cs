namespace StartOperator.Compat.Tests;

public sealed class FaultTests
{
    [Fact]
    public void A_fault_is_one_line_with_path_reason_and_remedy() =>
        Fault.Refused("main/x", "comes twice", "pack again").ToString().ShouldBe("main/x: comes twice; pack again");

    [Fact]
    public void A_hostile_name_can_neither_break_the_line_nor_command_a_terminal() =>
        Fault.Refused("a\nb\e[2J\u202Ec", "no", "go").ToString().ShouldBe("a\\u{a}b\\u{1b}[2J\\u{202e}c: no; go");

    [Fact]
    public void A_very_long_name_is_cut() => Fault.Refused(new string('a', 5000), "no", "go").ToString().Length.ShouldBeLessThan(400);
}

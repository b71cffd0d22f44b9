using StartOperator.Package.Model.Actions;
using StartOperator.Package.Model.Config;

namespace StartOperator.Package.Tests.Actions;

public sealed class ActionTests
{
    [Fact]
    public void An_action_has_a_form()
    {
        var action = NoteKeeper.Manifest.Actions["reset-password"];
        action.Warning.ShouldBe("The old password stops working.");
        action.AllowedStatuses.ShouldBe([ActionStatus.Running]);
        var field = action.InputSpec.Fields.ShouldHaveSingleItem();
        field.Key.ShouldBe("length");
        field.Value.ShouldBe(new NumberSpec
        {
            Name = "Length",
            Nullable = false,
            Default = 16,
            Rules = new NumberRules { Integral = true, Range = new NumericRange<double>(new(8, true), new(64, true)) },
        });
    }

    [Fact]
    public void A_status_that_is_there_twice_counts_once() =>
        NoteKeeper.ShouldBeFine(NoteKeeper.With("[running]", "[stopped, running, stopped]")).Actions["reset-password"].AllowedStatuses
            .ShouldBe([ActionStatus.Stopped, ActionStatus.Running]);

    [Fact]
    public void No_status_is_allowed_and_means_never() =>
        NoteKeeper.ShouldBeFine(NoteKeeper.With("[running]", "[]")).Actions["reset-password"].AllowedStatuses.ShouldBeEmpty();

    [Theory]
    [InlineData("    name: Reset password\n", "", "name")]
    [InlineData("    description: Makes a new password.\n", "", "description")]
    [InlineData("    allowed-statuses: [running]\n", "", "allowed-statuses")]
    [InlineData("    allowed-statuses: [running]\n", "    allowed-statuses: running\n", "allowed-statuses")]
    [InlineData("    allowed-statuses: [running]\n", "    allowed-statuses: [running, installed]\n", "allowed-statuses.1")]
    [InlineData("    warning: The old password stops working.\n", "    warning: {a: b}\n", "warning")]
    [InlineData("range: \"[8,64]\"", "range: \"8-64\"", "input-spec.length.range")]
    [InlineData("type: number, name: Length", "type: integer, name: Length", "input-spec.length.type")]
    [InlineData("nullable: false, default: 16", "default: 16", "input-spec.length.nullable")]
    public void A_field_that_is_missing_or_of_the_wrong_kind_is_an_error(string piece, string replacement, string path) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With(piece, replacement), $"actions.reset-password.{path}");

    [Fact]
    public void The_form_is_optional() =>
        NoteKeeper.ShouldBeFine(NoteKeeper.Without("    input-spec:")).Actions["reset-password"].InputSpec.ShouldBe(ConfigSpec.Empty);
}

namespace StartOperator.Package.Tests.Migrations;

public sealed class MigrationTests
{
    [Fact]
    public void Migrations_keep_the_authors_order() =>
        NoteKeeper.Manifest.Migrations!.From.Select(migration => migration.Range.ToString()).ShouldBe(["<1.0.0", "*"]);

    [Fact]
    public void A_package_may_have_none()
    {
        NoteKeeper.ShouldBeFine(NoteKeeper.Without("migrations:")).Migrations.ShouldBeNull();
        NoteKeeper.ShouldBeFine(NoteKeeper.Without("migrations:") + "migrations: {from: {}, to: {}}\n").Migrations!.To.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("  from:", "migrations.from")]
    [InlineData("  to:", "migrations.to")]
    public void Of_the_two_directions_none_goes_without_the_other(string direction, string path) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.Without(direction), path);

    [Theory]
    [InlineData("1.0.0")]
    [InlineData("all")]
    [InlineData(">= 1")]
    public void A_key_that_is_no_range_is_an_error(string range) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With("\"<1.0.0\":", $"\"{range}\":"), $"migrations.from.{range}");

    [Fact]
    public void What_follows_a_range_is_a_warning() =>
        NoteKeeper.ShouldWarnAt(NoteKeeper.With("\"<1.0.0\":", "\"<1.0.0 \":"), "migrations.from.<1.0.0 ");

    [Fact]
    public void The_same_range_in_two_spellings_is_a_warning_and_the_last_one_takes_the_firsts_place()
    {
        var text = NoteKeeper.With("\"<1.0.0\": {type: docker", "\"<1.0\": {type: script}\n    \"<1.0.0\": {type: docker");
        NoteKeeper.ShouldWarnAt(text, "migrations.from.<1.0.0");
        var from = NoteKeeper.Read(text).Manifest!.Migrations!.From;
        from.ShouldBe(NoteKeeper.Manifest.Migrations!.From);
    }
}

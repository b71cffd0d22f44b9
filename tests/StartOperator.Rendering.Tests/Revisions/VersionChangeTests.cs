using StartOperator.Package.Model;
using StartOperator.Package.Model.Migrations;
using StartOperator.Package.Model.Procedures;
using StartOperator.Rendering.Revisions;

namespace StartOperator.Rendering.Tests.Revisions;

public sealed class VersionChangeTests
{
    [Theory]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.0")]
    public void The_same_version_takes_nothing_not_even_a_migration_that_matches(string again) =>
        Judge("1.2.3", Package("1.2.3", to: [("*", "old-to")]), Package(again, from: [("*", "new-from")])).ShouldBe(new VersionChange.Free());

    [Fact]
    public void A_newer_version_without_migrations_takes_nothing() =>
        Judge("1.0.0", Package("1.0.0"), Package("2.0.0")).ShouldBe(new VersionChange.Free());

    [Fact]
    public void A_newer_version_with_migrations_for_others_takes_nothing() =>
        Judge("1.0.0", Package("1.0.0", to: [(">3.0.0", "old-to")]), Package("2.0.0", from: [("<1.0.0", "new-from")]))
            .ShouldBe(new VersionChange.Free());

    [Fact]
    public void Going_up_the_new_versions_from_goes_before_the_old_versions_to() =>
        Judge("1.0.0", Package("1.0.0", to: [("*", "old-to")]), Package("2.0.0", from: [("*", "new-from")])).ShouldMigrate("new-from", "from");

    [Fact]
    public void Going_up_without_a_match_in_from_the_old_versions_to_runs() =>
        Judge("1.0.0", Package("1.0.0", to: [(">=2.0.0", "old-to")]), Package("2.0.0", from: [("<1.0.0", "new-from")])).ShouldMigrate("old-to", "to");

    [Fact]
    public void Going_down_the_old_versions_to_goes_before_the_new_versions_from() =>
        Judge("2.0.0", Package("2.0.0", to: [("*", "old-to")]), Package("1.0.0", from: [("*", "new-from")]), down: true)
            .ShouldMigrate("old-to", "to");

    [Fact]
    public void Going_down_without_a_match_in_to_the_new_versions_from_runs() =>
        Judge("2.0.0", Package("2.0.0", to: [("<1.0.0", "old-to")]), Package("1.0.0", from: [("=2.0.0", "new-from")]), down: true)
            .ShouldMigrate("new-from", "from");

    [Fact]
    public void From_is_matched_against_the_old_version_and_to_against_the_new_one()
    {
        Judge("1.0.0", null, Package("2.0.0", from: [("=2.0.0", "new"), ("=1.0.0", "old")])).ShouldMigrate("old", "from");
        Judge("1.0.0", Package("1.0.0", to: [("=1.0.0", "old"), ("=2.0.0", "new")]), Package("2.0.0")).ShouldMigrate("new", "to");
    }

    [Fact]
    public void Of_several_that_match_the_first_in_the_manifests_order_runs_and_no_other()
    {
        Judge("1.0.0", null, Package("3.0.0", from: [("<3.0.0", "first"), ("=1.0.0", "exact"), ("*", "any")])).ShouldMigrate("first", "from");
        Judge("1.0.0", null, Package("3.0.0", from: [("*", "any"), ("=1.0.0", "exact"), ("<3.0.0", "first")])).ShouldMigrate("any", "from");
    }

    [Fact]
    public void An_older_version_is_a_downgrade_even_if_a_migration_would_match() =>
        Judge("2.0.0", Package("2.0.0", to: [("*", "old-to")]), Package("1.0.0", from: [("*", "new-from")])).ShouldBe(new VersionChange.Downgrade());

    [Fact]
    public void An_allowed_downgrade_without_migrations_takes_nothing() =>
        Judge("2.0.0", Package("2.0.0"), Package("1.0.0"), down: true).ShouldBe(new VersionChange.Free());

    [Fact]
    public void Where_nobody_has_the_old_manifest_any_more_its_migrations_do_not_count() =>
        Judge("1.0.0", null, Package("2.0.0")).ShouldBe(new VersionChange.Free());

    private static VersionChange Judge(string old, Manifest? oldManifest, Manifest manifest, bool down = false) =>
        VersionChange.Judge(Sample.Version(old), oldManifest, manifest, down);

    private static Manifest Package(string version, (string Range, string Script)[]? from = null, (string Range, string Script)[]? to = null) =>
        Sample.Manifest with { Version = Sample.Version(version), Migrations = new MigrationSet(Sample.Migrations(from ?? []), Sample.Migrations(to ?? [])) };
}

internal static class VersionChangeAssertions
{
    public static void ShouldMigrate(this VersionChange change, string script, string direction)
    {
        var migrate = change.ShouldBeOfType<VersionChange.Migrate>();
        migrate.Migration.Procedure.ShouldBeOfType<DockerProcedure>().Entrypoint.ShouldBe(script);
        migrate.Direction.ShouldBe(direction);
    }
}

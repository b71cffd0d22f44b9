namespace StartOperator.Package.Tests.Procedures;

public sealed class MountTests
{
    private const string Mounts = "mounts: {main: /data, tls: /mnt/tls, wallet: /mnt/wallet}";

    [Theory]
    [InlineData("{other: /data}", "other")]
    [InlineData("{Main: /data}", "Main")]
    [InlineData("{backup: /data}", "backup")]
    public void An_undeclared_volume_is_an_error(string mounts, string volume) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With(Mounts, $"mounts: {mounts}"), $"main.mounts.{volume}").Message.ShouldContain("not a declared volume");

    [Fact]
    public void A_volume_that_resembles_a_declared_one_is_told_so() =>
        NoteKeeper.Finding(NoteKeeper.With(Mounts, "mounts: {backup: /data}")).Remedy.ShouldContain("'BACKUP'");

    [Fact]
    public void The_backup_medium_can_be_mounted_everywhere() => NoteKeeper.ShouldBeFine(NoteKeeper.With(Mounts, "mounts: {BACKUP: /data}"));

    [Fact]
    public void A_dependencys_procedures_may_mount_and_run_what_they_like_because_StartOS_only_parses_them()
    {
        const string Check = "      check: {type: docker, image: other, system: true, entrypoint: check, mounts: {other: /mnt/assets}}";
        var text = NoteKeeper.Without("      check:").Replace("    config:\n      auto", $"    config:\n{Check}\n      auto", StringComparison.Ordinal);
        text.ShouldContain(Check);
        NoteKeeper.ShouldBeFine(text).Dependencies["wallet-d"].Config.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("data", "absolute")]
    [InlineData("./data", "absolute")]
    [InlineData("''", "absolute")]
    [InlineData("/", "whole file system")]
    [InlineData("//", "whole file system")]
    [InlineData("/./", "whole file system")]
    [InlineData("/a/../b", "..")]
    [InlineData("/..", "..")]
    [InlineData("\"/a\\0\"", "U+0000")]
    [InlineData("\"/a\\nb\"", "U+000A")]
    public void A_path_that_no_container_can_mount_at_is_an_error_although_StartOS_takes_it(string path, string reason)
    {
        var message = NoteKeeper.ShouldFailAt(NoteKeeper.With(Mounts, $"mounts: {{main: {path}}}"), "main.mounts.main").Message;
        message.ShouldContain(reason);
        message.ShouldContain("StartOS takes it");
    }

    [Theory]
    [InlineData("/a")]
    [InlineData("/a/")]
    [InlineData("//a")]
    [InlineData("/./a")]
    public void Two_volumes_at_the_same_path_are_an_error(string path) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With(Mounts, $"mounts: {{main: /a, tls: {path}}}"), "main.mounts.tls").Message.ShouldContain("same path");

    [Theory]
    [InlineData("/a/b")]
    [InlineData("/..a")]
    [InlineData("/a b/ü")]
    public void Other_absolute_paths_are_fine(string path) => NoteKeeper.ShouldBeFine(NoteKeeper.With(Mounts, $"mounts: {{main: {path}, tls: /a}}"));

    [Fact]
    public void Mounts_are_a_map_of_strings()
    {
        NoteKeeper.ShouldFailAt(NoteKeeper.With(Mounts, "mounts: [main]"), "main.mounts");
        NoteKeeper.ShouldFailAt(NoteKeeper.With(Mounts, "mounts: {main: {path: /a}}"), "main.mounts.main");
    }
}

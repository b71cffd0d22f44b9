using StartOperator.Package.Model.Volumes;

namespace StartOperator.Package.Tests.Volumes;

public sealed class VolumeTests
{
    private const string Wallet = "wallet: {type: pointer, package-id: wallet-d, volume-id: main, path: public, readonly: true}";

    [Fact]
    public void There_are_four_kinds_of_volumes()
    {
        NoteKeeper.Manifest.Volumes["main"].ShouldBe(new DataVolume());
        NoteKeeper.Manifest.Volumes["compat"].ShouldBe(new AssetsVolume());
        NoteKeeper.Manifest.Volumes["tls"].ShouldBe(new CertificateVolume("web"));
        NoteKeeper.Manifest.Volumes["wallet"].ShouldBe(new PointerVolume { PackageId = "wallet-d", VolumeId = "main", Path = "public", Readonly = true });
    }

    [Theory]
    [InlineData("main: {}", "volumes.main.type")]
    [InlineData("main: ~", "volumes.main")]
    [InlineData("main: data", "volumes.main")]
    [InlineData("main: {type: dta}", "volumes.main.type")]
    [InlineData("main: {type: backup, readonly: true}", "volumes.main.type")]
    public void Anything_else_is_no_volume(string volume, string path) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With("main: {type: data}", volume), path);

    [Fact]
    public void Whether_data_is_readonly_is_ignored_with_a_warning() =>
        NoteKeeper.ShouldWarnAt(NoteKeeper.With("main: {type: data}", "main: {type: data, readonly: false}"), "volumes.main.readonly");

    [Theory]
    [InlineData("package-id: wallet-d, ", "package-id")]
    [InlineData("volume-id: main, ", "volume-id")]
    [InlineData("path: public, ", "path")]
    [InlineData(", readonly: true", "readonly")]
    public void A_pointer_needs_all_its_fields(string piece, string field) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With(Wallet, Wallet.Replace(piece, "", StringComparison.Ordinal)), $"volumes.wallet.{field}").Message
            .ShouldContain("missing");

    [Theory]
    [InlineData("..")]
    [InlineData("a/../..")]
    [InlineData("/../a")]
    public void A_pointer_does_not_lead_out_of_its_volume_although_StartOS_lets_it(string path) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With("path: public", $"path: {path}"), "volumes.wallet.path").Message.ShouldContain("StartOS takes it");

    [Theory]
    [InlineData("/")]
    [InlineData("''")]
    [InlineData("/public/")]
    [InlineData("..a/b..")]
    [InlineData("a/...")]
    public void A_pointer_may_lead_anywhere_inside_its_volume(string path) =>
        NoteKeeper.ShouldBeFine(NoteKeeper.With("path: public", $"path: {path}"));

    [Fact]
    public void A_pointers_path_holds_no_control_characters() =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With("path: public", "path: \"a\\x7f\""), "volumes.wallet.path");

    [Fact]
    public void A_certificate_is_of_a_declared_interface()
    {
        var finding = NoteKeeper.ShouldFailAt(NoteKeeper.With("interface-id: web", "interface-id: main"), "volumes.tls.interface-id");
        finding.Remedy.ShouldContain("web");
    }

    [Fact]
    public void The_backup_medium_is_not_declared() =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With("main: {type: data}", "main: {type: data}\n  BACKUP: {type: data}"), "volumes.BACKUP");

    [Fact]
    public void A_volumes_identifier_is_judged_where_it_is_declared_and_not_where_it_is_mounted()
    {
        var text = NoteKeeper.With("tls: {type: certificate", "tls_x: {type: certificate").Replace("tls: /mnt/tls", "tls_x: /mnt/tls", StringComparison.Ordinal);
        NoteKeeper.ShouldFailAt(text, "volumes.tls_x");
    }
}

using StartOperator.Package.Model.Dependencies;

namespace StartOperator.Package.Tests.Dependencies;

public sealed class DependencyTests
{
    private const string Requirement = "requirement: {type: opt-in, how: Choose \"Wallet\" as the backend in the config}";

    [Fact]
    public void A_dependency_has_a_range_and_a_requirement()
    {
        var wallet = NoteKeeper.Manifest.Dependencies["wallet-d"];
        wallet.Version.ToString().ShouldBe(">=2.0.0 <3.0.0");
        wallet.Requirement.ShouldBe(new Requirement.OptIn("Choose \"Wallet\" as the backend in the config"));
        wallet.Config.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("{type: required}")]
    [InlineData("{type: opt-out, how: Do not.}")]
    [InlineData("{type: opt-in, how: \"\"}")]
    public void There_are_three_kinds_of_requirements(string requirement) =>
        NoteKeeper.ShouldBeFine(NoteKeeper.With(Requirement, $"requirement: {requirement}"));

    [Theory]
    [InlineData("requirement: {type: opt-in}", "requirement.how")]
    [InlineData("requirement: {type: opt-out, how: 5}", "requirement.how")]
    [InlineData("requirement: {type: optional}", "requirement.type")]
    [InlineData("requirement: {how: x}", "requirement.type")]
    [InlineData("requirement: required", "requirement")]
    [InlineData("description: x", "requirement")]
    public void Anything_else_is_an_error(string requirement, string path) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With(Requirement, requirement), $"dependencies.wallet-d.{path}");

    [Theory]
    [InlineData("2.0.0")]
    [InlineData("\">= 2.0.0\"")]
    [InlineData("latest")]
    [InlineData("\"\"")]
    [InlineData("2")]
    public void A_version_that_is_no_range_is_an_error(string version) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With("version: \">=2.0.0 <3.0.0\"", $"version: {version}"), "dependencies.wallet-d.version");

    [Fact]
    public void What_follows_a_range_is_a_warning() =>
        NoteKeeper.ShouldWarnAt(NoteKeeper.With("version: \">=2.0.0 <3.0.0\"", "version: \">=2.0.0, <3.0.0\""), "dependencies.wallet-d.version")
            .Message.ShouldContain("', <3.0.0'");

    [Theory]
    [InlineData("      check:", "check")]
    [InlineData("      auto-configure:", "auto-configure")]
    public void Of_the_two_procedures_none_goes_without_the_other(string procedure, string field) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.Without(procedure), $"dependencies.wallet-d.config.{field}");
}

using StartOperator.Package.Model.Health;
using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Versions;

namespace StartOperator.Package.Tests.Health;

public sealed class HealthCheckTests
{
    [Fact]
    public void A_health_check_is_a_procedure_with_a_name() => NoteKeeper.Manifest.HealthChecks["web"].ShouldBe(new HealthCheck
    {
        Name = "Web page",
        SuccessMessage = "Notes can be read.",
        Timeout = new Duration(10_000_000_000),
        Procedure = new DockerProcedure { Image = "main", Entrypoint = "check-web.sh", Inject = true, IoFormat = IoFormat.Json },
    });

    [Fact]
    public void A_package_may_have_none() =>
        NoteKeeper.ShouldBeFine(NoteKeeper.Without("health-checks:") + "health-checks: {}\n").HealthChecks.ShouldBeEmpty();

    [Theory]
    [InlineData("    name: Web page\n", "", "name")]
    [InlineData("    name: Web page\n", "    name: [Web]\n", "name")]
    [InlineData("    timeout: 10s\n", "    timeout: 10\n", "timeout")]
    [InlineData("    success-message: Notes can be read.\n", "    success-message: true\n", "success-message")]
    [InlineData("    entrypoint: check-web.sh\n", "", "entrypoint")]
    public void A_field_that_is_missing_or_of_the_wrong_kind_is_an_error(string line, string replacement, string field) =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With(line, replacement), $"health-checks.web.{field}");

    [Fact]
    public void A_timeout_that_StartOS_misreads_is_a_warning() =>
        NoteKeeper.ShouldWarnAt(NoteKeeper.With("timeout: 10s", "timeout: 10500ms"), "health-checks.web.timeout");

    [Fact]
    public void Its_identifier_is_one() =>
        NoteKeeper.ShouldFailAt(NoteKeeper.With("health-checks:\n  web:", "health-checks:\n  web_page:"), "health-checks.web_page");
}

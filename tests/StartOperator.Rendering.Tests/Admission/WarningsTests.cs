using CsCheck;
using StartOperator.Package.Model;
using StartOperator.Rendering.Admission;
using StartOperator.Resources;

namespace StartOperator.Rendering.Tests.Admission;

public sealed class WarningsTests
{
    private static readonly Alerts All = new() { Install = "i", Start = "s", Stop = "p", Uninstall = "u", Restore = "r" };

    [Theory]
    [InlineData("one\nline\r\n\tonly ", "one line only")]
    [InlineData("\u001b[31mred\u0007", "[31mred")]
    [InlineData("right\u202eleft", "rightleft")]
    [InlineData("Schlüssel 🔑", "Schlüssel 🔑")]
    [InlineData("", "")]
    public void A_warning_is_one_line_of_what_can_be_printed(string text, string warning) => WarningText.Of(text).ShouldBe(warning);

    [Fact]
    public void A_warning_is_never_longer_than_the_API_server_shows() => Gen.String.Sample(text =>
    {
        var warning = WarningText.Of(text + string.Concat(Enumerable.Repeat("🔑a", 200)));

        warning.Length.ShouldBeLessThanOrEqualTo(WarningText.Length);
        warning.ShouldEndWith("…");
        warning.EnumerateRunes().ShouldNotContain(System.Text.Rune.ReplacementChar);
    });

    [Fact]
    public void An_installation_shows_what_StartOS_shows_before_it_and_before_the_start() =>
        AlertWarnings.Of(null, Service("1.0.0")).ShouldBe(["Tea House says of installing: i", "Tea House says of starting: s"]);

    [Fact]
    public void A_service_that_is_created_stopped_does_not_start() =>
        AlertWarnings.Of(null, Service("1.0.0", ServiceState.Stopped)).ShouldBe(["Tea House says of installing: i"]);

    [Fact]
    public void Another_version_is_an_installation() =>
        AlertWarnings.Of(Service("1.0.0"), Service("1.1.0")).ShouldBe(["Tea House says of installing: i"]);

    [Fact]
    public void Stopping_starting_and_uninstalling_have_their_own()
    {
        AlertWarnings.Of(Service("1.0.0"), Service("1.0.0", ServiceState.Stopped)).ShouldBe(["Tea House says of stopping: p"]);
        AlertWarnings.Of(Service("1.0.0", ServiceState.Stopped), Service("1.0.0")).ShouldBe(["Tea House says of starting: s"]);
        AlertWarnings.Of(Service("1.0.0"), null).ShouldBe(["Tea House says of uninstalling: u"]);
    }

    [Fact]
    public void Any_other_change_shows_nothing_nor_does_a_package_without_alerts()
    {
        AlertWarnings.Of(Service("1.0.0"), Service("1.0.0")).ShouldBeEmpty();
        AlertWarnings.Of(null, Sample.Resource(Sample.Service)).ShouldBeEmpty();
    }

    private static StartService Service(string version, ServiceState state = ServiceState.Running)
    {
        var service = Sample.With(Sample.Manifest with { Version = Sample.Version(version), Alerts = All });
        return Sample.Resource(service with { Spec = service.Spec with { State = state } });
    }
}

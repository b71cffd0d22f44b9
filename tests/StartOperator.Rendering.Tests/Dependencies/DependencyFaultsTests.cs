using StartOperator.Package.Model;
using StartOperator.Package.Model.Dependencies;
using StartOperator.Package.Versions;
using StartOperator.Rendering.Dependencies;
using StartOperator.Rendering.Status;
using StartOperator.Resources;

namespace StartOperator.Rendering.Tests.Dependencies;

public sealed class DependencyFaultsTests
{
    private static readonly Requirement Required = new Requirement.Required();

    [Theory]
    [InlineData(null, null, Reasons.DependencyAbsent)]
    [InlineData("1.9.0", MainStatus.Running, Reasons.DependencyVersion)]
    [InlineData("1.9.0", MainStatus.Stopped, Reasons.DependencyVersion)]
    [InlineData("2.0.0", MainStatus.Stopped, Reasons.DependencyNotRunning)]
    [InlineData("2.0.0", MainStatus.Stopping, Reasons.DependencyNotRunning)]
    [InlineData("2.0.0", MainStatus.Starting, null)]
    [InlineData("2.0.0", MainStatus.Restarting, null)]
    [InlineData("2.0.0", MainStatus.Running, null)]
    public void What_is_always_needed_must_be_installed_in_a_version_that_will_do_and_run(string? version, MainStatus? main, string? reason) =>
        DependencyFaults.Of(Needs(("mint", Required)), _ => Installed(version, main)).Select(f => f.Reason).ShouldBe(reason is null ? [] : [reason]);

    [Fact]
    public void A_package_that_is_there_and_not_installed_yet_is_absent() =>
        DependencyFaults.Of(Needs(("mint", Required)), _ => new StartService { Metadata = new(), Spec = Sample.Spec }).ShouldHaveSingleItem().Reason.ShouldBe(Reasons.DependencyAbsent);

    [Fact]
    public void Nothing_is_said_of_what_is_needed_by_choice_or_of_itself() =>
        DependencyFaults.Of(Needs(("mint", new Requirement.OptIn("x")), ("bank", new Requirement.OptOut("x")), (Sample.Manifest.Id, Required)), _ => null).ShouldBeEmpty();

    [Fact]
    public void A_new_version_breaks_those_whose_ranges_it_leaves()
    {
        ServiceDefinition Dependant(string name) => Sample.With(Needs((Sample.Manifest.Id, new Requirement.OptIn("x")))) with { Name = name };
        var changed = Sample.Manifest with { Version = Sample.Version("1.0.0") };

        DependencyFaults.Broken(changed, Sample.Version("2.1.0"), [Dependant("b"), Dependant("a"), Sample.Service]).ShouldBe(["a", "b"]);
        DependencyFaults.Broken(changed, Sample.Version("1.1.0"), [Dependant("a")]).ShouldBeEmpty();
        DependencyFaults.Broken(changed with { Version = Sample.Version("2.2.0") }, Sample.Version("2.1.0"), [Dependant("a")]).ShouldBeEmpty();
    }

    private static Manifest Needs(params (string Package, Requirement Requirement)[] dependencies)
    {
        VersionRange.TryParse(">=2.0.0", out var range, out _).ShouldBeTrue();
        return Sample.Manifest with
        {
            Dependencies = new IdMap<Dependency>(dependencies.Select(d => KeyValuePair.Create(d.Package, new Dependency { Version = range!, Requirement = d.Requirement }))),
        };
    }

    private static StartService? Installed(string? version, MainStatus? main) => version is null ? null : new StartService
    {
        Metadata = new(),
        Spec = Sample.Spec,
        Status = new StartServiceStatus { Installed = new InstalledPackage { Version = version, Revision = "x" }, Main = main },
    };
}

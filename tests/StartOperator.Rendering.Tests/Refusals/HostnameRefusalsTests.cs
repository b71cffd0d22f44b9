using k8s.Models;
using StartOperator.Package.Canonical;
using StartOperator.Rendering.Refusals;
using StartOperator.Rendering.Status;
using StartOperator.Resources;

namespace StartOperator.Rendering.Tests.Refusals;

public sealed class HostnameRefusalsTests
{
    private static readonly DateTime Monday = new(2026, 1, 5, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_service_alone_has_its_name() => Of(Monday, Sample.Resource(Sample.Service, Monday)).ShouldBeNull();

    [Fact]
    public void Of_two_services_of_one_package_the_first_keeps_the_name()
    {
        var refusal = Of(Monday.AddDays(1), Neighbour("old", Monday)).ShouldNotBeNull();
        refusal.Reason.ShouldBe(Reasons.NameTaken);
        refusal.Message.ShouldContain("tea-house.embassy is the StartService old: set spec.alias");
        Of(Monday, Neighbour("young", Monday.AddDays(1))).ShouldBeNull();
    }

    [Fact]
    public void Of_two_services_made_in_one_second_the_name_decides()
    {
        Of(Monday, Neighbour("a-tea", Monday)).ShouldNotBeNull();
        Of(Monday, Neighbour("z-tea", Monday)).ShouldBeNull();
    }

    [Fact]
    public void A_service_that_the_api_server_has_not_dated_yet_yields_to_nobody() => Of(null, Neighbour("a", Monday)).ShouldBeNull();

    [Fact]
    public void An_alias_that_is_another_packages_name_is_taken_all_the_same() =>
        Of(Monday.AddDays(1), Sample.Resource(Other("coffee", "coffee-house", alias: "tea-house"), Monday)).ShouldNotBeNull();

    [Fact]
    public void A_neighbour_with_an_alias_leaves_the_packages_name_free() =>
        Of(Monday.AddDays(1), Sample.Resource(Other("old", "tea-house", alias: "old-tea"), Monday)).ShouldBeNull();

    [Fact]
    public void A_neighbour_whose_manifest_can_not_be_read_holds_no_name()
    {
        var broken = new StartServiceSpec { Manifest = new ManifestField(CanonicalManifest.Read("{}", "broken")) };
        Of(Monday.AddDays(1), new StartService { Metadata = new() { Name = "broken", CreationTimestamp = Monday }, Spec = broken }).ShouldBeNull();
    }

    [Fact]
    public void A_pod_that_has_the_name_keeps_it_whoever_was_first()
    {
        Of(Monday, [Neighbour("young", Monday.AddDays(1))], Bearer("young")).ShouldBeOfType<Situation.Refused>().Message.ShouldContain("the StartService young");
        Of(Monday.AddDays(1), [Neighbour("old", Monday)], Bearer("tea")).ShouldBeNull();
    }

    [Fact]
    public void A_pod_that_has_the_name_and_ends_is_waited_for()
    {
        var ending = Bearer("gone");
        ending.Metadata.DeletionTimestamp = Monday;
        Of(Monday, [], ending).ShouldBeOfType<Situation.Progressing>().Message.ShouldContain("pod gone");
    }

    [Fact]
    public void Who_had_the_name_last_has_it_while_stopped()
    {
        var young = Neighbour("young", Monday.AddDays(1));
        young.Status = new() { Hostname = "tea-house" };
        Of(Monday, [young]).ShouldBeOfType<Situation.Refused>();
        var own = Sample.Resource(Sample.Service, Monday.AddDays(1));
        own.Status = new() { Hostname = "tea-house" };
        HostnameRefusals.Of(Sample.Service, own, [Neighbour("old", Monday)], []).ShouldBeNull();
    }

    private static Situation.Refused? Of(DateTime? created, params StartService[] neighbours) =>
        (Situation.Refused?)Of(created, neighbours, []);

    private static Situation? Of(DateTime? created, StartService[] neighbours, params V1Pod[] pods) =>
        HostnameRefusals.Of(Sample.Service, Sample.Resource(Sample.Service, created), neighbours, pods);

    private static V1Pod Bearer(string service) => new()
    {
        Metadata = new() { Name = service, Labels = ServiceLabels.Of(service, "tea-house", ServiceLabels.Roles.Main) },
        Spec = new() { Hostname = "tea-house", Containers = [] },
    };

    private static StartService Neighbour(string name, DateTime created) => Sample.Resource(Other(name, "tea-house", null), created);

    private static ServiceDefinition Other(string name, string package, string? alias)
    {
        var other = Sample.With(Sample.Manifest with { Id = package });
        return other with { Name = name, Spec = other.Spec with { Alias = alias } };
    }
}

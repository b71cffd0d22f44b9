using k8s.Models;
using StartOperator.Rendering.Networking;

namespace StartOperator.Rendering.Tests.Networking;

public sealed class InterfaceServicesTests
{
    [Fact]
    public void An_interface_with_ports_has_a_service_with_the_ports_inside_the_container()
    {
        var service = Render(Sample.WithInterfaces(("web", Sample.Interface(tor: [(80, 3000)], lan: [(443, 3001)])))).ShouldHaveSingleItem();
        service.Metadata.Name.ShouldBe("tea-web");
        service.Spec.Ports.Select(p => (p.Name, p.Port, p.TargetPort.Value, p.Protocol))
            .ShouldBe([("p3000", 3000, "3000", "TCP"), ("p3001", 3001, "3001", "TCP")]);
    }

    [Fact]
    public void Ports_that_several_external_ports_lead_to_are_there_once() =>
        Ports(Sample.Interface(tor: [(80, 3000), (81, 3000)], lan: [(443, 3000)])).ShouldBe([3000]);

    [Fact]
    public void The_same_external_port_may_lead_elsewhere_from_tor_than_from_the_lan() =>
        Ports(Sample.Interface(tor: [(80, 3000)], lan: [(80, 2000)])).ShouldBe([2000, 3000]);

    [Fact]
    public void Ports_are_in_order_of_their_numbers() => Ports(Sample.Interface(tor: [(1, 9735), (2, 80), (3, 10009)])).ShouldBe([80, 9735, 10009]);

    [Fact]
    public void An_interface_without_ports_has_no_service() =>
        Render(Sample.WithInterfaces(("none", Sample.Interface()), ("empty", Sample.Interface(tor: [], lan: [])))).ShouldBeEmpty();

    [Fact]
    public void A_package_without_interfaces_has_no_services() => Render(Sample.Service).ShouldBeEmpty();

    [Fact]
    public void Health_does_not_hide_main_from_its_service()
    {
        Render(Sample.WithInterfaces(("web", Sample.Interface(tor: [(80, 80)])))).Single().Spec.PublishNotReadyAddresses.ShouldBe(true);
        BoxService.Render("home").Spec.PublishNotReadyAddresses.ShouldBe(true);
    }

    [Fact]
    public void An_interfaces_service_selects_main_and_nothing_else_of_the_service()
    {
        var selector = Render(Sample.WithInterfaces(("web", Sample.Interface(tor: [(80, 80)])))).Single().Spec.Selector;
        var main = ServiceLabels.Of(Sample.Service, ServiceLabels.Roles.Main);
        selector.ShouldAllBe(s => main[s.Key] == s.Value);
        selector.ShouldContainKeyAndValue(ServiceLabels.Role, ServiceLabels.Roles.Main);
        selector.ShouldContainKeyAndValue(ServiceLabels.Service, "tea");
    }

    [Fact]
    public void The_boxs_service_selects_every_main_of_the_box_and_has_no_ports_so_that_each_port_is_reachable()
    {
        var box = BoxService.Render("home");
        var main = ServiceLabels.Of(Sample.Service, ServiceLabels.Roles.Main);
        box.Spec.Selector.ShouldAllBe(s => main[s.Key] == s.Value);
        box.Spec.Selector.ShouldNotContainKey(ServiceLabels.Service);
        (box.Metadata.Name, box.Spec.ClusterIP, box.Spec.Ports).ShouldBe(("embassy", "None", null));
        BoxService.IsOurs(box).ShouldBeTrue();
        BoxService.IsOurs(new V1Service { Metadata = new V1ObjectMeta { Name = "embassy" } }).ShouldBeFalse();
    }

    private static IReadOnlyList<V1Service> Render(ServiceDefinition service) => InterfaceServices.Render(service);

    private static IEnumerable<int> Ports(Package.Model.Interfaces.Interface @interface) =>
        Render(Sample.WithInterfaces(("web", @interface))).Single().Spec.Ports.Select(p => p.Port);
}

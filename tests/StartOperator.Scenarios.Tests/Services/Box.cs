using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A namespace is a box, in which each package is reached as <c>PACKAGE.embassy</c>.</summary>
public sealed class Box(Clusters clusters)
{
    [Theory, OnEveryCluster]
    public async Task One_headless_Service_without_ports_has_all_pods_of_the_box_by_name(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, ClusterCapabilities.RunsPods | ClusterCapabilities.CollectsGarbage);

        await box.ApplyAsync(TestPackage.Called("notes").WithInterface("web", 8080));
        await box.ApplyAsync(TestPackage.Called("wallet"));
        await box.RunningAsync("notes");
        await box.RunningAsync("wallet");

        var service = await box.GetAsync(Kinds.Service, "embassy");
        (service.Spec.ClusterIP, service.Spec.Ports?.Count ?? 0, service.Spec.PublishNotReadyAddresses).ShouldBe(("None", 0, true));
        await box.FindAnyAsync<V1EndpointSlice>(slice =>
            slice.Metadata.Labels["kubernetes.io/service-name"] == "embassy"
            && slice.Endpoints is not null && slice.Endpoints.Select(e => e.Hostname).Order(StringComparer.Ordinal).SequenceEqual(["notes", "wallet"]));
    }

    [Theory, OnEveryCluster]
    public async Task A_pod_that_is_not_ready_is_reached_all_the_same(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, ClusterCapabilities.RunsPods | ClusterCapabilities.CollectsGarbage | ClusterCapabilities.ScriptsContainers);
        box.Behave(_ => LocalCluster.Nodes.ContainerPlan.NeverReady);

        await box.ApplyAsync(TestPackage.Called("notes"));

        await box.FindAnyAsync<V1EndpointSlice>(slice =>
            slice.Metadata.Labels["kubernetes.io/service-name"] == "embassy" && slice.Endpoints?.Any(e => e is { Hostname: "notes", Conditions.Ready: true }) == true);
    }

    [Theory, OnEveryCluster]
    public async Task An_interface_has_a_Service_with_the_ports_inside_the_container(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await box.ApplyAsync(TestPackage.Called("notes").WithInterface("web", 8080));
        await box.RunningAsync("notes");

        var port = (await box.GetAsync(Kinds.Service, "notes-web")).Spec.Ports.Single();
        (port.Name, port.Port, port.TargetPort.Value).ShouldBe(("p8080", 8080, "8080"));
    }

    [Theory, OnEveryCluster]
    public async Task A_namespace_that_is_called_embassy_is_refused(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, ClusterCapabilities.IsOwn, "embassy");

        await box.ApplyAsync(TestPackage.Called("notes"));
        await box.StalledAsync("notes", Reasons.NamespaceRefused);
        await box.QuietAsync();

        (await box.ListAsync(Kinds.Service)).ShouldBeEmpty();
        (await box.ListAsync(Kinds.Pod)).ShouldBeEmpty();
    }

    [Theory, OnEveryCluster]
    public async Task Nothing_crosses_boxes(string cluster)
    {
        await using var here = await clusters.BoxAsync(cluster);
        await using var there = await clusters.BoxAsync(cluster);
        await there.ApplyAsync(TestPackage.Called("notes").WithData("main"));
        await there.RunningAsync("notes");

        await here.ApplyAsync(TestPackage.Called("reader").WithPointer("notes", "notes"));
        await here.ApplyAsync(TestPackage.Called("notes").As("other-notes"));

        await here.ConditionAsync("reader", ConditionTypes.PointersResolved, ConditionStatus.False, Reasons.TargetAbsent);
        (await here.RunningAsync("other-notes")).Spec.Hostname.ShouldBe("notes");
    }
}

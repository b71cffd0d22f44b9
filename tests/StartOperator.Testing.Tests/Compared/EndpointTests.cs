using k8s.Models;
using StartOperator.LocalCluster.Nodes;

namespace StartOperator.Testing.Tests.Compared;

/// <summary>The addresses behind Services, the same by kube-controller-manager and by the local controller.</summary>
public sealed class EndpointTests(Clusters clusters)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_headless_service_without_ports_names_its_pods(string cluster)
    {
        await using var box = await clusters.BoxAsync(
            start => start.Pod.Metadata.Name == "slow" ? ContainerPlan.NeverReady : ContainerPlan.Runs, cluster);
        await box.CreateAsync(Service("embassy", service => (service.ClusterIP, service.PublishNotReadyAddresses) = ("None", true)), Cancellation);
        await box.CreateAsync(Member("wallet", spec => (spec.Hostname, spec.Subdomain) = ("bitcoind", "embassy")), Cancellation);
        await box.CreateAsync(Member("slow"), Cancellation);

        var slice = await SliceAsync(box, "embassy", slice => Table(slice) is
            ["slow - ready=True serving=False terminating=False", "wallet bitcoind ready=True serving=True terminating=False"]);

        slice.Ports.ShouldBeNull();
        slice.Metadata.Labels.ShouldContainKeyAndValue("service.kubernetes.io/headless", "");
        slice.Metadata.Labels.ShouldContainKeyAndValue("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io");
        slice.Metadata.Labels.ShouldContainKeyAndValue("mine", "yes");
        var owner = slice.Metadata.OwnerReferences.ShouldHaveSingleItem();
        (owner.Kind, owner.Name, owner.Controller, owner.BlockOwnerDeletion).ShouldBe(("Service", "embassy", true, true));
        var endpoint = slice.Endpoints.Single(endpoint => endpoint.TargetRef.Name == "wallet");
        (endpoint.NodeName, endpoint.TargetRef.Kind, endpoint.TargetRef.NamespaceProperty).ShouldBe(("arm-1", "Pod", box.Name));
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task An_unready_pod_is_listed_as_such(string cluster)
    {
        await using var box = await clusters.BoxAsync(_ => ContainerPlan.NeverReady, cluster);
        await box.CreateAsync(Service("web", service => service.Ports = [new() { Name = "p80", Port = 80, TargetPort = 8080 }]), Cancellation);
        await box.CreateAsync(Member("wallet"), Cancellation);

        var slice = await SliceAsync(box, "web", slice => Table(slice) is ["wallet - ready=False serving=False terminating=False"]);

        Ports(slice).ShouldBe(["p80 8080 TCP"]);
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_named_target_port_leads_to_the_pods_that_have_it(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await box.CreateAsync(
            Service("web", service => service.Ports =
                [new() { Name = "plain", Port = 80, TargetPort = 8080 }, new() { Name = "named", Port = 81, TargetPort = "http" }]),
            Cancellation);
        await box.CreateAsync(Member("with", spec => spec.Containers[0].Ports = [new() { Name = "http", ContainerPort = 8099 }]), Cancellation);
        await box.CreateAsync(Member("without"), Cancellation);

        var with = await SliceAsync(box, "web", slice => Table(slice) is ["with - ready=True serving=True terminating=False"]);
        var without = await SliceAsync(box, "web", slice => Table(slice) is ["without - ready=True serving=True terminating=False"]);

        Ports(with).ShouldBe(["named 8099 TCP", "plain 8080 TCP"]);
        Ports(without).ShouldBe(["plain 8080 TCP"]);
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_stopping_pod_still_serves_but_is_not_ready(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await box.CreateAsync(Service("web", service => service.Ports = [new() { Port = 80 }]), Cancellation);
        await box.CreateAsync(Member("wallet"), Cancellation);
        await SliceAsync(box, "web", slice => Table(slice) is ["wallet - ready=True serving=True terminating=False"]);
        (await clusters.GetAsync(cluster)).Node.Lose();
        try
        {
            await box.Api.DeleteAsync<V1Pod>(box.Key("wallet"), new(), Cancellation);
            await SliceAsync(box, "web", slice => Table(slice) is ["wallet - ready=False serving=True terminating=True"]);
        }
        finally
        {
            await (await clusters.GetAsync(cluster)).Node.RecoverAsync(Cancellation);
        }
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task A_service_without_pods_has_one_empty_slice(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);

        await box.CreateAsync(Service("web", service => service.Ports = [new() { Port = 80 }]), Cancellation);

        var slice = await SliceAsync(box, "web", _ => true);
        ((slice.Endpoints ?? []).Count, slice.Ports).ShouldBe((0, null));
    }

    [Theory]
    [InlineData(Clusters.Real)]
    [InlineData(Clusters.Local)]
    public async Task Slices_go_with_their_service(string cluster)
    {
        await using var box = await clusters.BoxAsync(on: cluster);
        await box.CreateAsync(Service("web", service => service.Ports = [new() { Port = 80 }]), Cancellation);
        var slice = await SliceAsync(box, "web", _ => true);

        await box.Api.DeleteAsync<V1Service>(box.Key("web"), new(), Cancellation);

        await box.Observer.UntilGoneAsync<V1EndpointSlice>(slice.Key(), Cancellation);
    }

    private static Task<V1EndpointSlice> SliceAsync(Box box, string service, Func<V1EndpointSlice, bool> holds) =>
        box.Observer.UntilAnyAsync<V1EndpointSlice>(
            slice => slice.Metadata.NamespaceProperty == box.Name && slice.Metadata.Labels["kubernetes.io/service-name"] == service && holds(slice),
            Cancellation);

    private static string[] Table(V1EndpointSlice slice) =>
        [.. (slice.Endpoints ?? []).OrderBy(endpoint => endpoint.TargetRef.Name).Select(Row)];

    private static string Row(V1Endpoint endpoint)
    {
        var conditions = endpoint.Conditions;
        var states = $"ready={conditions.Ready} serving={conditions.Serving} terminating={conditions.Terminating}";
        return $"{endpoint.TargetRef.Name} {endpoint.Hostname ?? "-"} {states}";
    }

    private static string[] Ports(V1EndpointSlice slice) =>
        [.. slice.Ports.OrderBy(port => port.Name).Select(port => $"{port.Name} {port.Port} {port.Protocol}")];

    private static V1Pod Member(string name, Action<V1PodSpec>? change = null)
    {
        var pod = Samples.Pod(name, change);
        pod.Metadata.Labels["box"] = "a";
        return pod;
    }

    private static V1Service Service(string name, Action<V1ServiceSpec> change)
    {
        var service = new V1Service
        {
            ApiVersion = "v1",
            Kind = "Service",
            Metadata = new() { Name = name, Labels = new Dictionary<string, string> { ["mine"] = "yes" } },
            Spec = new() { Selector = new Dictionary<string, string> { ["box"] = "a" } },
        };
        change(service.Spec);
        return service;
    }
}

using k8s.Models;
using StartOperator.Rendering.Pods;
using StartOperator.Resources;

namespace StartOperator.Rendering.Tests.Pods;

public sealed class ComputeResourcesTests
{
    private static readonly ServiceDefinition WithCamera =
        Sample.With(Sample.Spec with { Resources = new ResourcesSpec { Claims = [new() { Name = "camera", ResourceClaimName = "cam" }] } });

    [Fact]
    public void A_service_without_wishes_sets_aside_the_defaults_and_has_no_limit()
    {
        var resources = ComputeResources.Of(Sample.Service, Sample.Options);
        Texts(resources.Requests).ShouldBe(["cpu=50m", "memory=128Mi"]);
        resources.Limits.ShouldBeNull();
        resources.Claims.ShouldBeNull();
    }

    [Fact]
    public void What_the_resource_says_goes_before_the_defaults_name_by_name()
    {
        var resources = Of(requests: [("memory", "2Gi")], limits: [("example.com/gpu", "1")]);
        Texts(resources.Requests).ShouldBe(["cpu=50m", "memory=2Gi"]);
        Texts(resources.Limits).ShouldBe(["example.com/gpu=1"]);
    }

    [Fact]
    public void A_default_request_above_the_resources_limit_yields() =>
        Texts(Of(limits: [("memory", "64Mi")]).Requests).ShouldBe(["cpu=50m", "memory=64Mi"]);

    [Fact]
    public void A_default_limit_below_the_resources_request_yields() => Texts(
        ComputeResources.Of(
            Sample.With(Sample.Spec with { Resources = new ResourcesSpec { Requests = Map([("memory", "2Gi")]) } }),
            Sample.Options with { DefaultLimits = Map([("memory", "1Gi")]) }).Limits).ShouldBe(["memory=2Gi"]);

    [Fact]
    public void A_request_above_a_limit_that_are_both_the_resources_own_are_left_for_the_api_server_to_refuse()
    {
        var resources = Of(requests: [("memory", "2Gi")], limits: [("memory", "1Gi")]);
        (resources.Requests["memory"].ToString(), resources.Limits["memory"].ToString()).ShouldBe(("2Gi", "1Gi"));
    }

    [Fact]
    public void Device_claims_are_handed_to_main() =>
        ComputeResources.Of(WithCamera, Sample.Options)
            .Claims.ShouldHaveSingleItem().Name.ShouldBe("camera");

    [Theory]
    [InlineData("example.com/gpu", true)]
    [InlineData("memory", false)]
    public void An_extended_resource_is_a_device(string limit, bool expected) =>
        ComputeResources.HasDevice(Sample.With(Sample.Spec with { Resources = new ResourcesSpec { Limits = Map([(limit, "1")]) } }))
            .ShouldBe(expected);

    [Fact]
    public void A_device_claim_is_a_device()
    {
        ComputeResources.HasDevice(WithCamera).ShouldBeTrue();
        ComputeResources.HasDevice(Sample.Service).ShouldBeFalse();
    }

    private static V1ResourceRequirements Of((string, string)[]? requests = null, (string, string)[]? limits = null) => ComputeResources.Of(
        Sample.With(Sample.Spec with { Resources = new ResourcesSpec { Requests = requests is null ? null : Map(requests), Limits = limits is null ? null : Map(limits) } }),
        Sample.Options);

    private static Dictionary<string, string> Map((string Name, string Quantity)[] entries) => entries.ToDictionary(e => e.Name, e => e.Quantity);

    private static IEnumerable<string> Texts(IDictionary<string, ResourceQuantity> quantities) =>
        quantities.Select(q => $"{q.Key}={q.Value}").Order(StringComparer.Ordinal);
}

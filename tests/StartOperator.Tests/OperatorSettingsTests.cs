using StartOperator.Rendering;

namespace StartOperator.Tests;

public sealed class OperatorSettingsTests
{
    [Fact]
    public void Without_arguments_the_defaults_hold()
    {
        OperatorSettings.TryParse([], _ => null, out var settings).ShouldBeNull();

        settings.Namespaces.ShouldBeEmpty();
        settings.Kubeconfig.ShouldBeNull();
        settings.Rendering.DefaultVolumeSize.ShouldBe("10Gi");
        settings.Rendering.ImageRegistry.ShouldBeNull();
    }

    [Fact]
    public void Arguments_set_what_they_name()
    {
        OperatorSettings.TryParse(["--compat-image", "a:1", "--namespaces", "one, two"], _ => null, out var settings).ShouldBeNull();

        settings.Rendering.CompatImage.ShouldBe("a:1");
        settings.Namespaces.ShouldBe(["one", "two"]);
    }

    [Fact]
    public void The_environment_sets_what_no_argument_does()
    {
        string? Environment(string name) => name == "START_OPERATOR_COMPAT_IMAGE" ? "env:1" : name == "START_OPERATOR_IMAGE_REGISTRY" ? "registry.invalid/x" : null;

        OperatorSettings.TryParse(["--compat-image", "arg:1"], Environment, out var settings).ShouldBeNull();

        settings.Rendering.CompatImage.ShouldBe("arg:1");
        settings.Rendering.ImageRegistry.ShouldBe("registry.invalid/x");
    }

    [Fact]
    public void Probes_and_replicas_are_off_until_asked_for()
    {
        OperatorSettings.TryParse([], _ => null, out var settings).ShouldBeNull();
        (settings.Listen, settings.LeaseNamespace).ShouldBe((null, null));

        OperatorSettings.TryParse(["--listen", "0.0.0.0:8080", "--leader-election", "system"], _ => null, out settings).ShouldBeNull();
        (settings.Listen!.ToString(), settings.LeaseNamespace, settings.Lease).ShouldBe(("0.0.0.0:8080", "system", "start-operator"));

        OperatorSettings.TryParse(["--listen", "[::]:80", "--probes", "[::]:81", "--leader-election", "system", "--lease", "mine"], _ => null, out settings).ShouldBeNull();
        (settings.Probes!.ToString(), settings.Lease).ShouldBe(("[::]:81", "mine"));
    }

    [Fact]
    public void A_second_address_for_probes_needs_a_first() =>
        OperatorSettings.TryParse(["--probes", "[::]:81"], _ => null, out _).ShouldNotBeNull().ShouldContain("--listen");

    [Fact]
    public void Isolation_is_as_on_StartOS_until_asked_otherwise()
    {
        OperatorSettings.TryParse([], _ => null, out var settings).ShouldBeNull();
        (settings.Rendering.BoxPolicy, settings.Rendering.InterfaceNamespaces, settings.Rendering.AllowMetadata).ShouldBe((BoxPolicy.Open, null, true));

        OperatorSettings.TryParse(["--box-policy", "strict", "--interface-sources", "ingress, tor", "--egress", "no-metadata"], _ => null, out settings).ShouldBeNull();
        (settings.Rendering.BoxPolicy, settings.Rendering.AllowMetadata).ShouldBe((BoxPolicy.Strict, false));
        settings.Rendering.InterfaceNamespaces.ShouldBe(["ingress", "tor"]);

        OperatorSettings.TryParse(["--box-policy", "off", "--interface-sources", "box"], _ => null, out settings).ShouldBeNull();
        settings.Rendering.BoxPolicy.ShouldBe(BoxPolicy.Off);
        settings.Rendering.InterfaceNamespaces.ShouldBe([]);
    }

    [Fact]
    public void Default_resources_replace_those_that_are_built_in()
    {
        OperatorSettings.TryParse(["--default-requests", "memory = 64Mi", "--default-limits", "memory=1Gi, cpu=2"], _ => null, out var settings).ShouldBeNull();

        settings.Rendering.DefaultRequests.ShouldBe(new Dictionary<string, string> { ["memory"] = "64Mi" });
        settings.Rendering.DefaultLimits.ShouldBe(new Dictionary<string, string> { ["memory"] = "1Gi", ["cpu"] = "2" });
    }

    [Theory]
    [InlineData("'closed' is none of open, strict, off", "--box-policy", "closed")]
    [InlineData("'none' is none of all, no-metadata", "--egress", "none")]
    [InlineData("'memory' is not a resource and its quantity", "--default-requests", "cpu=1,memory")]
    [InlineData("'cpu=much' is not a resource and its quantity", "--default-limits", "cpu=much")]
    [InlineData("'--compat-imgae' is no option", "--compat-imgae", "x")]
    [InlineData("--compat-image needs a value", "--compat-image")]
    [InlineData("'x' is no option", "x")]
    [InlineData("'8080' is not an address and a port", "--listen", "8080")]
    [InlineData("'1.2.3.4' is not an address and a port", "--listen", "1.2.3.4")]
    [InlineData("'large' is not a quantity", "--default-volume-size", "large")]
    [InlineData("'all' is no namespace, and stands alone; write all, or namespaces without it", "--interface-sources", "all,box")]
    [InlineData("'box' is no namespace, and stands alone; write box, or namespaces without it", "--interface-sources", "ingress, box")]
    public void A_wrong_argument_is_named(string says, params string[] arguments) =>
        OperatorSettings.TryParse(arguments, _ => null, out _).ShouldNotBeNull().ShouldContain(says);
}

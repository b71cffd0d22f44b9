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
        (settings.Listen!.ToString(), settings.LeaseNamespace).ShouldBe(("0.0.0.0:8080", "system"));
    }

    [Theory]
    [InlineData("'--compat-imgae' is no option", "--compat-imgae", "x")]
    [InlineData("--compat-image needs a value", "--compat-image")]
    [InlineData("'x' is no option", "x")]
    [InlineData("'8080' is not an address and a port", "--listen", "8080")]
    [InlineData("'1.2.3.4' is not an address and a port", "--listen", "1.2.3.4")]
    [InlineData("'large' is not a quantity", "--default-volume-size", "large")]
    public void A_wrong_argument_is_named(string says, params string[] arguments) =>
        OperatorSettings.TryParse(arguments, _ => null, out _).ShouldNotBeNull().ShouldContain(says);
}

using StartOperator.Resources;

namespace StartOperator.Rendering.Tests;

public sealed class ImageReferencesTests
{
    private static readonly RenderingOptions WithRegistry = new() { ImageRegistry = "registry.example/startos/", CompatImage = "compat:1", UtilsImage = "utils:1" };

    private static readonly ServiceDefinition Unnamed = Sample.With(Sample.Spec with { Images = null });

    [Fact]
    public void An_image_is_where_the_resource_says()
    {
        var image = Of(Sample.Service, WithRegistry).ShouldNotBeNull();
        image.Reference.ShouldBe("registry.example/tea-house:1.2.3");
        image.Architectures.ShouldBe([ImageArchitecture.Arm64]);
    }

    [Fact]
    public void An_image_that_the_resource_does_not_name_is_in_the_administrators_registry() =>
        Of(Unnamed, WithRegistry).ShouldNotBeNull().Reference.ShouldBe("registry.example/startos/tea-house/main:1.2.3");

    [Fact]
    public void A_public_name_is_never_guessed() => Of(Unnamed, Sample.Options).ShouldBeNull();

    [Fact]
    public void An_empty_list_of_architectures_says_nothing() => Of(
        Sample.With(Sample.Spec with { Images = new Dictionary<string, ServiceImage> { ["main"] = new() { Image = "tea:1", Architectures = [] } } }), Sample.Options)
        .ShouldNotBeNull().Architectures.ShouldBe([ImageArchitecture.Arm64]);

    [Fact]
    public void System_images_are_the_operators_own()
    {
        Of(Sample.With(m => m with { Image = "compat", System = true }), WithRegistry).ShouldNotBeNull().Reference.ShouldBe("compat:1");
        Of(Sample.With(m => m with { Image = "utils", System = true }), WithRegistry).ShouldNotBeNull().Reference.ShouldBe("utils:1");
        Of(Sample.With(m => m with { Image = "utils", System = true }), Sample.Options).ShouldBeNull();
    }

    private static ImageReference? Of(ServiceDefinition service, RenderingOptions options) =>
        ImageReferences.Of(service, service.Manifest.Main, options);
}

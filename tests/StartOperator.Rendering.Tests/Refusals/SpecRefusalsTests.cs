using StartOperator.Package.Canonical;
using StartOperator.Package.Model.Volumes;
using StartOperator.Rendering.Refusals;
using StartOperator.Rendering.Status;
using StartOperator.Resources;

namespace StartOperator.Rendering.Tests.Refusals;

public sealed class SpecRefusalsTests
{
    [Fact]
    public void A_good_spec_is_not_refused()
    {
        SpecRefusals.OfManifest(Sample.Resource(Sample.Service)).ShouldBeNull();
        SpecRefusals.Of(Sample.Service, Sample.Options).ShouldBeNull();
    }

    [Fact]
    public void A_manifest_with_faults_is_refused_with_the_first_three_and_the_number_of_the_others()
    {
        var service = Sample.Resource(Sample.Service);
        service.Spec = service.Spec with { Manifest = new ManifestField(CanonicalManifest.Read("""{"id": "Tea House", "volumes": {"main": {"type": "dta"}}}""", "tea")) };
        var refusal = SpecRefusals.OfManifest(service).ShouldNotBeNull();
        refusal.Reason.ShouldBe(Reasons.InvalidManifest);
        refusal.Message.ShouldStartWith("spec.manifest.id: 'Tea House' is not an identifier");
        refusal.Message.Split("; spec.manifest.").Length.ShouldBe(3);
        refusal.Message.ShouldMatch("; and [0-9]+ more");
    }

    [Fact]
    public void An_image_that_is_nowhere_is_refused_with_the_command_that_says_where_it_is() =>
        Refused(Sample.With(Sample.Spec with { Images = null }), Reasons.ImageUnknown).ShouldContain("kubectl patch startservice tea -n home");

    [Fact]
    public void An_image_may_be_in_the_administrators_registry() =>
        SpecRefusals.Of(Sample.With(Sample.Spec with { Images = null }), Sample.Options with { ImageRegistry = "registry.example" }).ShouldBeNull();

    [Fact]
    public void A_system_image_that_the_operator_lacks_is_refused() =>
        Refused(Sample.With(m => m with { Image = "utils", System = true }), Reasons.ImageUnknown).ShouldContain("set its utils image");

    [Fact]
    public void An_image_without_an_arm_variant_is_refused() => Refused(
        Sample.With(Sample.Spec with { Images = new Dictionary<string, ServiceImage> { ["main"] = new() { Image = "tea:1", Architectures = [ImageArchitecture.Amd64] } } }),
        Reasons.NoArmImage).ShouldContain("spec.images.main.architectures");

    [Fact]
    public void An_assets_volume_whose_files_are_nowhere_is_refused() =>
        Refused(Sample.WithVolumes(("pages", new AssetsVolume())), Reasons.AssetsMissing).ShouldContain("assets volume pages");

    [Fact]
    public void An_assets_volume_with_an_entry_that_names_no_source_is_refused()
    {
        var service = Sample.WithVolumes(("pages", new AssetsVolume()));
        Refused(service with { Spec = service.Spec with { Assets = new Dictionary<string, AssetsSource> { ["pages"] = new() } } }, Reasons.AssetsMissing);
    }

    [Fact]
    public void A_namespace_called_embassy_is_refused() => Refused(Sample.Service with { Namespace = "embassy" }, Reasons.NamespaceRefused);

    [Theory]
    [InlineData("512Mi")]
    [InlineData("0.5")]
    [InlineData("500m")]
    [InlineData("1e9")]
    [InlineData("20G")]
    public void A_quantity_passes(string quantity) => SpecRefusals.Of(Limited(quantity), Sample.Options).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("plenty")]
    [InlineData("4 GB")]
    [InlineData("1e99")]
    [InlineData("99999999999999999999.123456789")]
    [InlineData("-1")]
    [InlineData("0x10")]
    [InlineData("1Kib")]
    public void What_is_no_quantity_is_refused_with_its_path(string quantity)
    {
        Refused(Limited(quantity), Reasons.InvalidSpec).ShouldStartWith($"spec.resources.limits.memory: '{quantity}' is not a quantity");
        Refused(Sample.With(Sample.Spec with { Storage = new StorageSpec { Size = quantity } }), Reasons.InvalidSpec)
            .ShouldStartWith("spec.storage.size: ");
        var volumes = new Dictionary<string, VolumeStorage> { ["main"] = new() { Size = quantity } };
        Refused(Sample.With(Sample.Spec with { Storage = new StorageSpec { Volumes = volumes } }), Reasons.InvalidSpec)
            .ShouldStartWith("spec.storage.volumes.main.size: ");
    }

    private static ServiceDefinition Limited(string quantity) =>
        Sample.With(Sample.Spec with { Resources = new ResourcesSpec { Limits = new Dictionary<string, string> { ["memory"] = quantity } } });

    private static string Refused(ServiceDefinition service, string reason)
    {
        var refusal = SpecRefusals.Of(service, Sample.Options).ShouldNotBeNull();
        refusal.Reason.ShouldBe(reason);
        return refusal.Message;
    }
}

using System.Text.Json;
using StartOperator.Rendering.Revisions;
using StartOperator.Resources;

namespace StartOperator.Rendering.Tests.Revisions;

public sealed class InstalledRevisionTests
{
    private static readonly StartServiceSpec Spec = Sample.Spec with
    {
        Assets = new Dictionary<string, AssetsSource> { ["pages"] = new() { Image = new ImageAssets { Reference = "pages:1", Mode = ImageAssetsMode.Mount } } },
        Images = new Dictionary<string, ServiceImage> { ["main"] = new() { Image = "tea:1", Architectures = [ImageArchitecture.Arm], PullPolicy = PullPolicy.Never } },
    };

    [Fact]
    public void The_record_holds_manifest_images_and_assets_and_gives_them_back()
    {
        var service = Sample.With(Spec);
        var restored = InstalledRevision.Restore(InstalledRevision.Render(service), Sample.Resource(service)).ShouldNotBeNull();
        restored.Manifest.ShouldBe(service.Manifest);
        restored.Spec.Images!["main"].Architectures.ShouldBe([ImageArchitecture.Arm]);
        restored.Spec.Images["main"].PullPolicy.ShouldBe(PullPolicy.Never);
        restored.Spec.Assets!["pages"].ShouldBe(Spec.Assets!["pages"]);
        RestartReasons.Of(restored).ToString().ShouldBe(RestartReasons.Of(service).ToString());
    }

    [Fact]
    public void Everything_else_comes_from_the_present_spec()
    {
        var installed = InstalledRevision.Render(Sample.With(Spec));
        var newer = Sample.With(Sample.Manifest with { Version = Sample.Version("2.0.0") });
        var now = newer with { Spec = newer.Spec with { State = ServiceState.Stopped, RestartedAt = "now" } };
        var restored = InstalledRevision.Restore(installed, Sample.Resource(now)).ShouldNotBeNull();
        restored.Manifest.Version.Text.ShouldBe("1.2.3");
        restored.Spec.State.ShouldBe(ServiceState.Stopped);
        restored.Spec.RestartedAt.ShouldBe("now");
    }

    [Fact]
    public void The_same_installation_has_the_same_name_whatever_else_the_spec_says() =>
        Name(Spec with { Storage = new StorageSpec { Size = "20Gi" }, RestartedAt = "now" }).ShouldBe(Name(Spec));

    [Fact]
    public void Another_image_is_another_installation() => Name(Sample.Spec).ShouldNotBe(Name(Spec));

    [Fact]
    public void A_record_that_can_not_be_read_restores_nothing()
    {
        var revision = InstalledRevision.Render(Sample.Service);
        foreach (var broken in (string[])["null", "[]", "{}", "{\"manifest\":{}}", "{\"manifest\":{\"id\":3}}"])
        {
            revision.Data = JsonDocument.Parse(broken).RootElement;
            InstalledRevision.Restore(revision, Sample.Resource(Sample.Service)).ShouldBeNull(broken);
        }

        revision.Data = null;
        InstalledRevision.Restore(revision, Sample.Resource(Sample.Service)).ShouldBeNull();
    }

    private static string Name(StartServiceSpec spec) => InstalledRevision.Render(Sample.With(spec)).Metadata.Name;
}

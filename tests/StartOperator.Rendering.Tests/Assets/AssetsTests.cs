using k8s.Models;
using StartOperator.Package.Model.Volumes;
using StartOperator.Rendering.Assets;
using StartOperator.Rendering.Pods;
using StartOperator.Resources;

namespace StartOperator.Rendering.Tests.Assets;

public sealed class AssetsTests
{
    [Fact]
    public void Files_from_a_config_map_are_laid_out_by_the_compat_image()
    {
        var container = Containers(("pages", Map("tea-pages"))).ShouldHaveSingleItem();
        container.Name.ShouldBe("assets-pages");
        container.Image.ShouldBe(Sample.Options.CompatImage);
        container.Command.ShouldBe(["/compat", "assets", "lay-out", "--from", "/source/assets.tar", "--to", "/target/tree", "--strip", "pages"]);
    }

    [Fact]
    public void Two_volumes_are_laid_out_by_a_container_each() =>
        Containers(("pages", Map("tea-pages")), ("pictures", Map("tea-pictures"))).Select(c => c.Name).ShouldBe(["assets-pages", "assets-pictures"]);

    [Fact]
    public void Files_from_images_are_copied_in_their_own_images_by_a_program_that_is_brought_once()
    {
        var containers = Containers(("pages", Image("pages:1")), ("pictures", Image("pictures:1", "/pics")));
        containers.Select(c => (c.Name, c.Image))
            .ShouldBe([("compat", Sample.Options.CompatImage), ("assets-pages", "pages:1"), ("assets-pictures", "pictures:1")]);
        containers[1].Command.ShouldContain("/assets/pages");
        containers[2].Command.ShouldContain("/pics");
    }

    [Fact]
    public void An_image_that_is_mounted_takes_no_container()
    {
        var service = Service(("pages", Image("pages:1", mode: ImageAssetsMode.Mount)));
        AssetsInitContainers.Of(service, Sample.Options).ShouldBeEmpty();
        var pod = PodVolumes.Of(service, new Dictionary<string, PointerResolution>());
        pod.Volumes.ShouldContain(v => v.Image != null && v.Image.Reference == "pages:1");
        pod.Mounts.Single(m => m.MountPath == "/mnt/pages").SubPath.ShouldBe("assets/pages");
    }

    [Fact]
    public void An_image_that_is_nothing_but_assets_is_mounted_whole() =>
        PodVolumes.Of(Service(("pages", Image("pages:1", "/", ImageAssetsMode.Mount))), new Dictionary<string, PointerResolution>())
            .Mounts.Single(m => m.MountPath == "/mnt/pages").SubPath.ShouldBeNull();

    [Fact]
    public void Laying_out_needs_no_rights() => Containers(("pages", Image("pages:1"))).ShouldAllBe(c =>
        c.SecurityContext.AllowPrivilegeEscalation == false && c.SecurityContext.Capabilities.Drop.SequenceEqual(new[] { "ALL" }));

    [Fact]
    public void The_same_files_have_the_same_config_map_and_others_have_another()
    {
        Name([1, 2, 3]).ShouldBe(Name([1, 2, 3]));
        Name([1, 2, 3]).ShouldNotBe(Name([1, 2, 4]));
        Name([1, 2, 3]).ShouldBe("tea-assets-pages-039058c6");
    }

    [Fact]
    public void A_program_in_the_image_itself_is_not_brought()
    {
        var source = new AssetsSource { Image = new ImageAssets { Reference = "pages:1", Program = "/compat" } };
        var container = Containers(("pages", source)).ShouldHaveSingleItem();
        container.Image.ShouldBe("pages:1");
        container.Command.Take(3).ShouldBe(["/compat", "assets", "lay-out"]);
        container.VolumeMounts.ShouldHaveSingleItem().MountPath.ShouldBe("/target");
        AssetsInitContainers.LayOutVolumes(Service(("pages", source)), "pages").ShouldHaveSingleItem().Name.ShouldBe("assets-pages");
    }

    [Fact]
    public void A_config_map_never_changes_and_is_labelled_as_the_services_assets()
    {
        var map = AssetsConfigMap.Render("home", "tea", "tea-house", "pages", [1]);
        map.Immutable.ShouldBe(true);
        map.BinaryData.Keys.ShouldBe([AssetsInitContainers.TarKey]);
        map.Metadata.Labels.ShouldContainKeyAndValue(ServiceLabels.Role, ServiceLabels.Roles.Assets);
        map.Metadata.Labels.ShouldContainKeyAndValue(ServiceLabels.Volume, "pages");
    }

    [Fact]
    public void A_tar_that_no_config_map_can_hold_is_not_rendered()
    {
        AssetsConfigMap.Render("", "tea", "tea-house", "pages", new byte[AssetsConfigMap.MaxBytes]).Metadata.NamespaceProperty.ShouldBeNull();
        Should.Throw<ArgumentException>(() => AssetsConfigMap.Render("", "tea", "tea-house", "pages", new byte[AssetsConfigMap.MaxBytes + 1]));
    }

    private static string Name(byte[] tar) => AssetsConfigMap.Render("home", "tea", "tea-house", "pages", tar).Metadata.Name;

    private static IReadOnlyList<V1Container> Containers(params (string Volume, AssetsSource Source)[] sources) =>
        AssetsInitContainers.Of(Service(sources), Sample.Options);

    private static ServiceDefinition Service(params (string Volume, AssetsSource Source)[] sources)
    {
        var service = Sample.WithVolumes([.. sources.Select(s => (s.Volume, (Volume)new AssetsVolume()))]);
        return service with { Spec = service.Spec with { Assets = sources.ToDictionary(s => s.Volume, s => s.Source) } };
    }

    private static AssetsSource Map(string name) => new() { ConfigMap = new ConfigMapAssets { Name = name } };

    private static AssetsSource Image(string reference, string? path = null, ImageAssetsMode mode = ImageAssetsMode.Copy) =>
        new() { Image = new ImageAssets { Reference = reference, Path = path, Mode = mode } };
}

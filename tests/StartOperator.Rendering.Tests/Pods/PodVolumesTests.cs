using k8s.Models;
using StartOperator.Package.Model.Volumes;
using StartOperator.Rendering.Pods;
using StartOperator.Resources;

namespace StartOperator.Rendering.Tests.Pods;

public sealed class PodVolumesTests
{
    private static readonly Dictionary<string, PointerResolution> Nowhere = [];

    [Fact]
    public void A_data_volume_is_a_folder_of_its_claim_because_the_root_may_hold_lost_and_found()
    {
        var (mount, volume) = Mounted(Sample.Service, "/data");
        (mount.SubPath, mount.ReadOnlyProperty).ShouldBe(("data", null));
        volume.PersistentVolumeClaim.ClaimName.ShouldBe("tea-main");
    }

    [Fact]
    public void A_data_volume_that_main_does_not_mount_is_not_in_the_pod() =>
        PodVolumes.Of(Sample.With(m => m with { Mounts = Sample.Mounts() }), Nowhere).Volumes.ShouldBeEmpty();

    [Fact]
    public void A_mount_of_a_volume_that_is_not_declared_is_left_out()
    {
        var pod = PodVolumes.Of(Sample.With(m => m with { Mounts = Sample.Mounts(("BACKUP", "/mnt/backup"), ("ghost", "/ghost")) }), Nowhere);
        pod.Mounts.ShouldBeEmpty();
        pod.Volumes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/", "data")]
    [InlineData("", "data")]
    [InlineData("photos", "data/photos")]
    [InlineData("/photos/2026/", "data/photos/2026")]
    public void A_pointer_is_a_folder_of_the_other_claim(string path, string subPath)
    {
        var (mount, volume) = Mounted(Sample.WithVolumes(("roses", Sample.Pointer("garden", path: path))), "/mnt/roses", ("roses", "garden-main"));
        (mount.SubPath, mount.ReadOnlyProperty).ShouldBe((subPath, true));
        volume.PersistentVolumeClaim.ClaimName.ShouldBe("garden-main");
        volume.PersistentVolumeClaim.ReadOnlyProperty.ShouldBeNull("a claim that another mount of the pod writes to can't be read-only as a whole");
    }

    [Fact]
    public void A_pointer_that_may_write_is_mounted_so() =>
        Mounted(Sample.WithVolumes(("roses", Sample.Pointer("garden", isReadonly: false))), "/mnt/roses", ("roses", "garden-main")).Mount.ReadOnlyProperty.ShouldBeNull();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_pointer_to_nothing_is_an_empty_folder(bool isReadonly)
    {
        var (mount, volume) = Mounted(Sample.WithVolumes(("roses", Sample.Pointer("garden", path: "/beds", isReadonly: isReadonly))), "/mnt/roses");
        volume.EmptyDir.ShouldNotBeNull();
        (mount.SubPath, mount.ReadOnlyProperty).ShouldBe((null, isReadonly ? true : null));
    }

    [Fact]
    public void A_claim_that_is_mounted_three_times_is_one_pod_volume_because_two_would_not_attach()
    {
        var service = Sample.WithVolumes(("again", Sample.Pointer("tea-house")), ("part", Sample.Pointer("tea-house", path: "/part", isReadonly: false)));
        var pod = PodVolumes.Of(service, new Dictionary<string, PointerResolution> { ["again"] = new("tea-main"), ["part"] = new("tea-main") });
        pod.Volumes.ShouldHaveSingleItem().PersistentVolumeClaim.ClaimName.ShouldBe("tea-main");
        pod.Mounts.Select(m => (m.MountPath, m.SubPath)).ShouldBe([("/mnt/again", "data"), ("/data", "data"), ("/mnt/part", "data/part")]);
    }

    [Fact]
    public void A_certificate_may_come_after_the_pod_has_started()
    {
        var (mount, volume) = Mounted(Sample.WithVolumes(("tls", new CertificateVolume("web"))), "/mnt/tls");
        mount.ReadOnlyProperty.ShouldBe(true);
        (volume.Secret.SecretName, volume.Secret.Optional).ShouldBe(("tea-tls", true));
    }

    [Fact]
    public void Assets_are_read_only()
    {
        var service = Sample.WithVolumes(("pages", new AssetsVolume()));
        service = service with { Spec = service.Spec with { Assets = new Dictionary<string, AssetsSource> { ["pages"] = new() { ConfigMap = new() { Name = "pages" } } } } };
        var (mount, volume) = Mounted(service, "/mnt/pages");
        (mount.SubPath, mount.ReadOnlyProperty).ShouldBe(("tree", true));
        volume.EmptyDir.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("/dev/shm")]
    [InlineData("/dev/shm/")]
    [InlineData("//dev/./shm")]
    public void A_volume_mounted_at_dev_shm_goes_before_shared_memory(string path) =>
        PodVolumes.Of(Sample.With(m => m with { ShmSizeMb = 64, Mounts = Sample.Mounts(("main", path)) }), Nowhere)
            .Volumes.ShouldHaveSingleItem().PersistentVolumeClaim.ShouldNotBeNull();

    [Fact]
    public void Shared_memory_has_the_size_that_the_package_asks_for()
    {
        var (mount, volume) = Mounted(Sample.With(m => m with { ShmSizeMb = 512 }), "/dev/shm");
        volume.EmptyDir.Medium.ShouldBe("Memory");
        volume.EmptyDir.SizeLimit.ToString().ShouldBe("512Mi");
        mount.ReadOnlyProperty.ShouldBeNull();
    }

    [Fact]
    public void Shared_memory_of_size_0_is_the_engines_default() =>
        PodVolumes.Of(Sample.With(m => m with { ShmSizeMb = 0 }), Nowhere).Mounts.ShouldAllBe(m => m.MountPath != "/dev/shm");

    private static (V1VolumeMount Mount, V1Volume Volume) Mounted(ServiceDefinition service, string path, params (string Pointer, string Claim)[] resolved)
    {
        var pod = PodVolumes.Of(service, resolved.ToDictionary(r => r.Pointer, r => new PointerResolution(r.Claim)));
        var mount = pod.Mounts.Single(m => m.MountPath == path);
        return (mount, pod.Volumes.Single(v => v.Name == mount.Name));
    }
}

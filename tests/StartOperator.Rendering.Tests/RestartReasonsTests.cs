using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Model.Volumes;
using StartOperator.Package.Versions;
using StartOperator.Rendering.Pods;
using StartOperator.Rendering.Tests.Golden;
using StartOperator.Resources;

namespace StartOperator.Rendering.Tests;

public sealed class RestartReasonsTests
{
    /// <summary>What restarts a running service, and by what name.</summary>
    public static TheoryData<string, string> Reasons =>
    [
        ("another version", "version"),
        ("another image", "image"),
        ("another image id", "image"),
        ("another entrypoint", "command"),
        ("another argument", "args"),
        ("arguments split elsewhere", "args"),
        ("another mount path", "mounts"),
        ("a further mount", "mounts"),
        ("another size of shared memory", "mounts"),
        ("a pointer to another folder", "mounts"),
        ("a pointer that may write", "mounts"),
        ("a certificate of another interface", "mounts"),
        ("another assets tar", "mounts"),
        ("a further variable", "environment"),
        ("another value", "environment"),
        ("another request", "resources"),
        ("another limit", "resources"),
        ("a device claim", "resources"),
        ("the user's wish", "restartedAt"),
    ];

    /// <summary>What waits for the next start.</summary>
    public static TheoryData<string> NoReasons =>
    [
        "the same again",
        "a node selector",
        "a toleration",
        "colocation",
        "a priority class",
        "image pull secrets",
        "a pull policy",
        "architectures",
        "user namespaces",
        "storage",
        "deletion policy",
        "configured",
        "downgrades allowed",
        "a stop timeout",
        "graphics acceleration",
        "a volume that main does not mount",
        "assets that main does not mount",
        "an interface",
        "an alias",
        "a dependency",
        "another owner",
        "variables in another order",
        "device claims in another order",
        "a health check that changes nothing of main",
    ];

    private static readonly ServiceDefinition Base = Full(Sample.Spec with
    {
        Environment = [new() { Name = "A", Value = "1" }, new() { Name = "B", Value = "2" }],
        Resources = new ResourcesSpec
        {
            Requests = new Dictionary<string, string> { ["cpu"] = "1" },
            Limits = new Dictionary<string, string> { ["memory"] = "1Gi" },
            Claims = [new() { Name = "a", ResourceClaimName = "a" }, new() { Name = "b", ResourceClaimName = "b" }],
        },
        Assets = new Dictionary<string, AssetsSource> { ["pages"] = Map("tea-pages-1"), ["unused"] = Map("tea-unused-1") },
        RestartedAt = "2026-01-01T00:00:00Z",
    });

    [Theory]
    [MemberData(nameof(Reasons))]
    public void It_is_a_reason_to_restart(string change, string reason) =>
        RestartReasons.Of(Changed(change)).ChangedSince(RestartReasons.Of(Base)).ShouldBe([reason]);

    [Theory]
    [MemberData(nameof(NoReasons))]
    public void It_waits_for_the_next_start(string change) =>
        RestartReasons.Of(Unchanged(change)).ChangedSince(RestartReasons.Of(Base)).ShouldBeEmpty();

    [Fact]
    public void Nothing_the_administrator_sets_is_a_reason_to_restart()
    {
        var elsewhere = new RenderingOptions
        {
            CompatImage = "another:1",
            UtilsImage = "another:1",
            ImageRegistry = "registry.example",
            DefaultVolumeSize = "1Gi",
            DefaultRequests = new Dictionary<string, string> { ["cpu"] = "2" },
            DefaultLimits = new Dictionary<string, string> { ["memory"] = "8Gi" },
        };
        Annotation(Base, elsewhere).ShouldBe(Annotation(Base, Sample.Options));

        var fromRegistry = Base with { Spec = Base.Spec with { Images = null } };
        Annotation(fromRegistry, elsewhere).ShouldBe(Annotation(fromRegistry, elsewhere with { ImageRegistry = "mirror.example" }));
    }

    [Fact]
    public void A_neighbour_that_a_pointer_has_waited_for_is_no_reason_to_restart()
    {
        var absent = MainPod.Render(Base, new Dictionary<string, PointerResolution>(), Sample.Options);
        var present = MainPod.Render(Base, new Dictionary<string, PointerResolution> { ["roses"] = new("garden-main") }, Sample.Options);
        present.Metadata.Annotations[ServiceLabels.RestartReasons].ShouldBe(absent.Metadata.Annotations[ServiceLabels.RestartReasons]);
    }

    [Fact]
    public void The_text_on_a_pod_never_changes_or_an_upgrade_of_the_operator_would_restart_everybody() =>
        GoldenFile.ShouldHold("pinned/restart-reasons.txt", RestartReasons.Of(Base).ToString().Replace(';', '\n') + "\n");

    [Fact]
    public void What_is_written_on_a_pod_is_read_back() =>
        RestartReasons.Of(Base).ChangedSince(RestartReasons.Parse(RestartReasons.Of(Base).ToString())).ShouldBeEmpty();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("unknown=0a0b0c0d")]
    [InlineData(";;=;no separator;=value")]
    public void A_reason_that_the_pod_does_not_know_is_none_because_an_older_operator_made_it(string? annotation) =>
        RestartReasons.Of(Base).ChangedSince(RestartReasons.Parse(annotation)).ShouldBeEmpty();

    [Fact]
    public void A_reason_that_can_not_be_read_counts_as_different() =>
        RestartReasons.Of(Base).ChangedSince(RestartReasons.Parse("image=;args=nonsense")).ShouldBe(["args", "image"]);

    [Fact]
    public void Several_reasons_are_all_told()
    {
        var changed = Base with { Spec = Base.Spec with { RestartedAt = "now", Environment = null } };
        RestartReasons.Of(changed).ChangedSince(RestartReasons.Of(Base)).ShouldBe(["environment", "restartedAt"]);
    }

    private static ServiceDefinition Changed(string change)
    {
        var (manifest, spec, main) = (Base.Manifest, Base.Spec, Base.Manifest.Main);
        return change switch
        {
            "another version" => Base with { Manifest = manifest with { Version = Sample.Version("1.2.4") } },
            "another image" => Spec(spec with { Images = new Dictionary<string, ServiceImage> { ["main"] = new() { Image = "registry.example/tea-house:new" } } }),
            "another image id" => WithMain(main with { Image = "other" }),
            "another entrypoint" => WithMain(main with { Entrypoint = "/bin/serve" }),
            "another argument" => WithMain(main with { Args = ["--cold", "a b"] }),
            "arguments split elsewhere" => WithMain(main with { Args = ["--hota", " b"] }),
            "another mount path" => WithMain(main with { Mounts = new([.. main.Mounts, new("main", "/elsewhere")]) }),
            "a further mount" => WithMain(main with { Mounts = new([.. main.Mounts, new("spare", "/spare")]) }),
            "another size of shared memory" => WithMain(main with { ShmSizeMb = 64 }),
            "a pointer to another folder" => Volume("roses", Sample.Pointer("garden", path: "/beds")),
            "a pointer that may write" => Volume("roses", Sample.Pointer("garden", isReadonly: false)),
            "a certificate of another interface" => Volume("tls", new CertificateVolume("api")),
            "another assets tar" => Spec(spec with { Assets = new Dictionary<string, AssetsSource> { ["pages"] = Map("tea-pages-2"), ["unused"] = Map("tea-unused-1") } }),
            "a further variable" => Spec(spec with { Environment = [.. spec.Environment!, new() { Name = "C", Value = "3" }] }),
            "another value" => Spec(spec with { Environment = [new() { Name = "A", Value = "1" }, new() { Name = "B", Value = "3" }] }),
            "another request" => Spec(spec with { Resources = spec.Resources! with { Requests = new Dictionary<string, string> { ["cpu"] = "2" } } }),
            "another limit" => Spec(spec with { Resources = spec.Resources! with { Limits = new Dictionary<string, string> { ["memory"] = "2Gi" } } }),
            "a device claim" => Spec(spec with { Resources = spec.Resources! with { Claims = [.. spec.Resources.Claims!, new() { Name = "c", ResourceClaimTemplateName = "c" }] } }),
            "the user's wish" => Spec(spec with { RestartedAt = "2026-01-02T00:00:00Z" }),
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, null),
        };
    }

    private static ServiceDefinition Unchanged(string change)
    {
        var (manifest, spec, main) = (Base.Manifest, Base.Spec, Base.Manifest.Main);
        return change switch
        {
            "the same again" => Full(spec),
            "a node selector" => Spec(spec with { Placement = new PlacementSpec { NodeSelector = new Dictionary<string, string> { ["disk"] = "ssd" } } }),
            "a toleration" => Spec(spec with { Placement = new PlacementSpec { Tolerations = [new() { Key = "k" }] } }),
            "colocation" => Spec(spec with { Placement = new PlacementSpec { Colocate = Colocation.Box } }),
            "a priority class" => Spec(spec with { Placement = new PlacementSpec { PriorityClassName = "high" } }),
            "image pull secrets" => Spec(spec with { ImagePullSecrets = [new() { Name = "login" }] }),
            "a pull policy" => Spec(spec with { Images = new Dictionary<string, ServiceImage> { ["main"] = spec.Images!["main"] with { PullPolicy = PullPolicy.Always } } }),
            "architectures" => Spec(spec with { Images = new Dictionary<string, ServiceImage> { ["main"] = spec.Images!["main"] with { Architectures = [ImageArchitecture.Arm] } } }),
            "user namespaces" => Spec(spec with { HostUsers = false }),
            "storage" => Spec(spec with { Storage = new StorageSpec { Size = "20Gi" } }),
            "deletion policy" => Spec(spec with { DeletionPolicy = DeletionPolicy.Delete }),
            "configured" => Spec(spec with { Configured = true }),
            "downgrades allowed" => Spec(spec with { AllowDowngrade = true }),
            "a stop timeout" => WithMain(main with { SigtermTimeout = Duration.FromTimeSpan(TimeSpan.FromMinutes(5)) }),
            "graphics acceleration" => WithMain(main with { GpuAcceleration = true }),
            "a volume that main does not mount" => Volume("further", new DataVolume()),
            "assets that main does not mount" => Spec(spec with { Assets = new Dictionary<string, AssetsSource> { ["pages"] = Map("tea-pages-1"), ["unused"] = Map("tea-unused-2") } }),
            "an interface" => Base with { Manifest = manifest with { Interfaces = new([new("api", Sample.Interface(tor: [(80, 80)]))]) } },
            "an alias" => Spec(spec with { Alias = "other" }),
            "a dependency" => Volume("unmounted-pointer", Sample.Pointer("kitchen")),
            "another owner" => Base with { Uid = "another" },
            "variables in another order" => Spec(spec with { Environment = [.. spec.Environment!.Reverse()] }),
            "device claims in another order" => Spec(spec with { Resources = spec.Resources! with { Claims = [.. spec.Resources.Claims!.Reverse()] } }),
            "a health check that changes nothing of main" => Base with { Manifest = manifest with { HealthChecks = new([new("web", new() { Name = "Web", Procedure = main })]) } },
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, null),
        };
    }

    private static ServiceDefinition Full(StartServiceSpec spec) => Sample.Service with
    {
        Spec = spec,
        Manifest = Sample.Manifest with
        {
            Volumes = Sample.Volumes(
                ("main", new DataVolume()),
                ("spare", new DataVolume()),
                ("pages", new AssetsVolume()),
                ("unused", new AssetsVolume()),
                ("roses", Sample.Pointer("garden")),
                ("tls", new CertificateVolume("web"))),
            Main = Sample.Manifest.Main with
            {
                Args = ["--hot", "a b"],
                Mounts = Sample.Mounts(("BACKUP", "/mnt/backup"), ("main", "/data"), ("pages", "/pages"), ("roses", "/roses"), ("tls", "/tls")),
            },
        },
    };

    private static ServiceDefinition Spec(StartServiceSpec spec) => Base with { Spec = spec };

    private static ServiceDefinition WithMain(DockerProcedure main) => Base with { Manifest = Base.Manifest with { Main = main } };

    private static ServiceDefinition Volume(string id, Volume volume) =>
        Base with { Manifest = Base.Manifest with { Volumes = new([.. Base.Manifest.Volumes, new(id, volume)]) } };

    private static AssetsSource Map(string name) => new() { ConfigMap = new ConfigMapAssets { Name = name } };

    private static string Annotation(ServiceDefinition service, RenderingOptions options) =>
        MainPod.Render(service, new Dictionary<string, PointerResolution>(), options).Metadata.Annotations[ServiceLabels.RestartReasons];
}

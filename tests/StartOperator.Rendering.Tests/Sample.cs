using StartOperator.Package.Model;
using StartOperator.Package.Model.Interfaces;
using StartOperator.Package.Model.Migrations;
using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Model.Volumes;
using StartOperator.Package.Versions;
using StartOperator.Resources;

namespace StartOperator.Rendering.Tests;

/// <summary>An invented package with one data volume, and what varies of it from test to test.</summary>
internal static class Sample
{
    /// <summary>The administrator's settings when a test does not care.</summary>
    public static RenderingOptions Options { get; } = new();

    /// <summary>The package.</summary>
    public static Manifest Manifest { get; } = new()
    {
        Id = "tea-house",
        Title = "Tea House",
        Version = Version("1.2.3"),
        Description = new Description("Serves tea.", "Serves tea, and keeps the pots in its data volume."),
        ReleaseNotes = "First release.",
        License = "MIT",
        WrapperRepo = new Uri("https://example.org/tea-house-startos"),
        UpstreamRepo = new Uri("https://example.org/tea-house"),
        Main = new DockerProcedure { Image = "main", Entrypoint = "serve.sh", Args = ["--hot"], Mounts = Mounts(("main", "/data")) },
        Volumes = Volumes(("main", new DataVolume())),
        Backup = new BackupProcedures(System("create"), System("restore")),
    };

    /// <summary>A resource of the package that says where its image is.</summary>
    public static StartServiceSpec Spec { get; } = new()
    {
        Manifest = new ManifestField(Manifest),
        Images = new Dictionary<string, ServiceImage> { ["main"] = new() { Image = "registry.example/tea-house:1.2.3" } },
    };

    /// <summary>The service <c>tea</c> in the box <c>home</c>.</summary>
    public static ServiceDefinition Service { get; } = new("home", "tea", "00000000-0000-4000-8000-000000000001", Spec, Manifest);

    /// <summary>The service with another manifest.</summary>
    public static ServiceDefinition With(Manifest manifest) =>
        Service with { Manifest = manifest, Spec = Spec with { Manifest = new ManifestField(manifest) } };

    /// <summary>The service with another spec.</summary>
    public static ServiceDefinition With(StartServiceSpec spec) => Service with { Spec = spec };

    /// <summary>The service with another main procedure.</summary>
    public static ServiceDefinition With(Func<DockerProcedure, DockerProcedure> main) => With(Manifest with { Main = main(Manifest.Main) });

    /// <summary>The service with further volumes, each mounted below /mnt.</summary>
    public static ServiceDefinition WithVolumes(params (string Id, Volume Volume)[] more) => With(Manifest with
    {
        Volumes = new IdMap<Volume>([.. Manifest.Volumes, .. Volumes(more)]),
        Main = Manifest.Main with { Mounts = new IdMap<string>([.. Manifest.Main.Mounts, .. more.Select(v => KeyValuePair.Create(v.Id, "/mnt/" + v.Id))]) },
    });

    /// <summary>The service with other interfaces.</summary>
    public static ServiceDefinition WithInterfaces(params (string Id, Interface Interface)[] interfaces) =>
        With(Manifest with { Interfaces = new IdMap<Interface>(interfaces.Select(i => KeyValuePair.Create(i.Id, i.Interface))) });

    /// <summary>The resource as the API server has it.</summary>
    public static StartService Resource(ServiceDefinition service, DateTime? created = null) => new()
    {
        Metadata = new() { Name = service.Name, NamespaceProperty = service.Namespace, Uid = service.Uid, CreationTimestamp = created },
        Spec = service.Spec,
    };

    /// <summary>A pointer volume.</summary>
    public static PointerVolume Pointer(string package, string volume = "main", string path = "/", bool isReadonly = true) =>
        new() { PackageId = package, VolumeId = volume, Path = path, Readonly = isReadonly };

    /// <summary>An interface.</summary>
    public static Interface Interface(IEnumerable<(ushort External, ushort Internal)>? tor = null, IEnumerable<(ushort External, ushort Internal)>? lan = null) => new()
    {
        Name = "Web",
        Description = "Pages",
        Ui = false,
        TorConfig = tor is null ? null : new PortMap<ushort>(tor.Select(p => KeyValuePair.Create(p.External, p.Internal))),
        LanConfig = lan is null ? null : new PortMap<LanPort>(lan.Select(p => KeyValuePair.Create(p.External, new LanPort(true, p.Internal)))),
    };

    /// <summary>Mounts.</summary>
    public static IdMap<string> Mounts(params (string Id, string Path)[] mounts) => new(mounts.Select(m => KeyValuePair.Create(m.Id, m.Path)));

    /// <summary>Volumes.</summary>
    public static IdMap<Volume> Volumes(params (string Id, Volume Volume)[] volumes) => new(volumes.Select(v => KeyValuePair.Create(v.Id, v.Volume)));

    /// <summary>Migrations, each for a range, told apart by the name of its script.</summary>
    public static ValueList<Migration> Migrations(params (string Range, string Script)[] migrations) =>
        [.. migrations.Select(m => new Migration(Range(m.Range), new DockerProcedure { Image = "main", Entrypoint = m.Script }))];

    /// <summary>A version.</summary>
    public static EmVersion Version(string text)
    {
        EmVersion.TryParse(text, out var version, out var error).ShouldBeTrue(error);
        return version!;
    }

    private static VersionRange Range(string text)
    {
        VersionRange.TryParse(text, out var range, out var error).ShouldBeTrue(error);
        return range!;
    }

    private static DockerProcedure System(string what) =>
        new() { Image = "compat", System = true, Entrypoint = "compat", Args = ["duplicity", what] };
}

using k8s.Models;
using StartOperator.Package.Model.Volumes;
using StartOperator.Resources;

namespace StartOperator.Rendering.Assets;

/// <summary>
/// The init containers that lay out the assets volumes (contract: volumes.md §4). The files come as a tar from a ConfigMap, or from a folder
/// of an image; they end in the folder <c>tree</c> of an emptyDir, which main mounts read-only.
/// </summary>
public static class AssetsInitContainers
{
    /// <summary>The key of an assets ConfigMap that holds the tar.</summary>
    public const string TarKey = "assets.tar";

    private const string Program = "/compat";
    private const string SourcePath = "/source";
    private const string TargetPath = "/target";
    private const string TreeFolder = "tree";
    private const string ProgramVolume = "compat";
    private const string ProgramPath = "/startos";

    /// <summary>The init containers, in the order in which they run: one for each assets volume whose files are copied, before them one that brings the program, where an image's files are copied.</summary>
    public static IReadOnlyList<V1Container> Of(ServiceDefinition service, RenderingOptions options)
    {
        var layOut = service.Manifest.Volumes.Where(v => v.Value is AssetsVolume)
            .Select(v => LayOut(service, v.Key, options)).OfType<V1Container>().ToList();
        return layOut.Exists(c => c.VolumeMounts.Any(m => m.Name == ProgramVolume)) ? [BringProgram(options), .. layOut] : layOut;
    }

    /// <summary>The pod volume in which main finds the files.</summary>
    public static V1Volume Tree(ServiceDefinition service, string volume) => Volumes(service, volume)[0];

    /// <summary>The folder of <see cref="Tree"/> that holds the files; null when that is the whole volume.</summary>
    public static string? TreePath(ServiceDefinition service, string volume) =>
        !IsMounted(service, volume, out var image) ? TreeFolder
        : FolderOf(image, volume).Trim('/') is { Length: > 0 } folder ? folder
        : null;

    /// <summary>The pod volumes that the layout of an assets volume needs; none when its image is mounted as it is.</summary>
    public static IReadOnlyList<V1Volume> LayOutVolumes(ServiceDefinition service, string volume) => IsMounted(service, volume, out _) ? [] : Volumes(service, volume);

    private static IReadOnlyList<V1Volume> Volumes(ServiceDefinition service, string volume)
    {
        var name = ChildNames.PodVolume("assets", volume);
        if (IsMounted(service, volume, out var mounted))
        {
            return [new V1Volume { Name = name, Image = new V1ImageVolumeSource { Reference = mounted.Reference, PullPolicy = mounted.PullPolicy?.ToString() } }];
        }

        var tree = new V1Volume { Name = name, EmptyDir = new V1EmptyDirVolumeSource() };
        return SourceOf(service, volume) switch
        {
            { ConfigMap: { } map } => [tree, new V1Volume { Name = SourceVolume(volume), ConfigMap = new V1ConfigMapVolumeSource { Name = map.Name } }],
            { Image.Program: null } => [tree, new V1Volume { Name = ProgramVolume, EmptyDir = new V1EmptyDirVolumeSource() }],
            _ => [tree],
        };
    }

    private static V1Container? LayOut(ServiceDefinition service, string volume, RenderingOptions options)
    {
        var tree = new V1VolumeMount { Name = ChildNames.PodVolume("assets", volume), MountPath = TargetPath };
        return SourceOf(service, volume) switch
        {
            { Image.Mode: ImageAssetsMode.Mount } => null,
            { ConfigMap: { } map } => Container(
                ChildNames.AssetsContainer(volume),
                options.CompatImage,
                null,
                [Program, "assets", "lay-out", "--from", $"{SourcePath}/{map.Key ?? TarKey}", "--to", $"{TargetPath}/{TreeFolder}", "--strip", volume],
                [new V1VolumeMount { Name = SourceVolume(volume), MountPath = SourcePath, ReadOnlyProperty = true }, tree]),
            { Image: { } image } => Container(
                ChildNames.AssetsContainer(volume),
                image.Reference,
                image.PullPolicy,
                [image.Program ?? ProgramPath + Program, "assets", "lay-out", "--from", FolderOf(image, volume), "--to", $"{TargetPath}/{TreeFolder}"],
                image.Program is null ? [new V1VolumeMount { Name = ProgramVolume, MountPath = ProgramPath, ReadOnlyProperty = true }, tree] : [tree]),
            _ => null,
        };
    }

    private static V1Container BringProgram(RenderingOptions options) => Container(
        ProgramVolume,
        options.CompatImage,
        null,
        [Program, "install", "--to", ProgramPath + Program],
        [new V1VolumeMount { Name = ProgramVolume, MountPath = ProgramPath }]);

    private static V1Container Container(string name, string image, PullPolicy? pullPolicy, IList<string> command, IList<V1VolumeMount> mounts) => new()
    {
        Name = name,
        Image = image,
        ImagePullPolicy = pullPolicy?.ToString(),
        Command = [.. command.Select(Verbatim.Of)],
        VolumeMounts = mounts,
        SecurityContext = new V1SecurityContext
        {
            AllowPrivilegeEscalation = false,
            RunAsUser = 0,
            Capabilities = new V1Capabilities { Drop = ["ALL"] },
        },
        Resources = new V1ResourceRequirements
        {
            Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("10m"), ["memory"] = new("32Mi") },
        },
    };

    private static AssetsSource? SourceOf(ServiceDefinition service, string volume) => service.Spec.Assets?.GetValueOrDefault(volume);

    private static string SourceVolume(string volume) => ChildNames.PodVolume("source", volume);

    private static string FolderOf(ImageAssets image, string volume) => image.Path ?? $"/assets/{volume}";

    private static bool IsMounted(ServiceDefinition service, string volume, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ImageAssets? image)
    {
        image = SourceOf(service, volume)?.Image;
        return image is { Mode: ImageAssetsMode.Mount };
    }
}

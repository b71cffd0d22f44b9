using k8s.Models;
using StartOperator.Package.Model.Volumes;
using StartOperator.Rendering.Assets;

namespace StartOperator.Rendering.Pods;

/// <summary>The pod's volumes, and how main mounts them (contract: volumes.md §3).</summary>
/// <param name="Volumes">The pod's volumes; a claim that is mounted twice is one of them, since two would not attach.</param>
/// <param name="Mounts">Main's mounts, in byte order of their volume ids.</param>
public sealed record PodVolumes(IReadOnlyList<V1Volume> Volumes, IReadOnlyList<V1VolumeMount> Mounts)
{
    /// <summary>The folder of a claim that holds the data: the root of a file system may hold lost+found.</summary>
    public const string DataFolder = "data";

    /// <summary>The kind of pod volume that stands in for a pointer that leads nowhere.</summary>
    public const string AbsentKind = "absent";

    private const string SharedMemory = "/dev/shm";

    /// <summary>Renders the volumes that main and the init containers use.</summary>
    /// <param name="service">The service.</param>
    /// <param name="pointers">What each pointer volume leads to, by volume id; one that is missing here counts as absent.</param>
    public static PodVolumes Of(ServiceDefinition service, IReadOnlyDictionary<string, PointerResolution> pointers)
    {
        var volumes = new SortedDictionary<string, V1Volume>(StringComparer.Ordinal);
        var mounts = new List<V1VolumeMount>();
        foreach (var (id, path) in service.Manifest.Main.Mounts)
        {
            if (service.Manifest.Volumes.TryGetValue(id, out var volume) && Source(service, id, volume, pointers) is var (source, mount))
            {
                volumes[source.Name] = source;
                mount.Name = source.Name;
                mount.MountPath = path;
                mounts.Add(mount);
            }
        }

        foreach (var (id, _) in service.Manifest.Volumes.Where(v => v.Value is AssetsVolume))
        {
            foreach (var source in AssetsInitContainers.LayOutVolumes(service, id))
            {
                volumes[source.Name] = source;
            }
        }

        AddSharedMemory(service, volumes, mounts);
        return new PodVolumes([.. volumes.Values], mounts);
    }

    private static (V1Volume Source, V1VolumeMount Mount)? Source(
        ServiceDefinition service, string id, Volume volume, IReadOnlyDictionary<string, PointerResolution> pointers) => volume switch
        {
            DataVolume => (Claim(ChildNames.Claim(service.Name, id)), new V1VolumeMount { SubPath = DataFolder }),
            AssetsVolume => (AssetsInitContainers.Tree(service, id), new V1VolumeMount { SubPath = AssetsInitContainers.TreePath(service, id), ReadOnlyProperty = true }),
            PointerVolume pointer => Pointer(id, pointer, pointers.GetValueOrDefault(id)),
            CertificateVolume => (Certificate(service, id), new V1VolumeMount { ReadOnlyProperty = true }),
            _ => null,
        };

    private static V1Volume Claim(string claim) => new()
    {
        Name = ChildNames.PodVolume("data", claim),
        PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = claim },
    };

    private static (V1Volume Source, V1VolumeMount Mount) Pointer(string id, PointerVolume pointer, PointerResolution resolution)
    {
        bool? readOnly = pointer.Readonly ? true : null;
        if (resolution.Claim is not { } claim)
        {
            var empty = new V1Volume { Name = ChildNames.PodVolume(AbsentKind, id), EmptyDir = new V1EmptyDirVolumeSource() };
            return (empty, new V1VolumeMount { ReadOnlyProperty = readOnly });
        }

        var folder = pointer.Path.Trim('/');
        return (Claim(claim), new V1VolumeMount { SubPath = folder.Length == 0 ? DataFolder : $"{DataFolder}/{folder}", ReadOnlyProperty = readOnly });
    }

    private static V1Volume Certificate(ServiceDefinition service, string id) => new()
    {
        Name = ChildNames.PodVolume("certificate", id),
        Secret = new V1SecretVolumeSource { SecretName = ChildNames.CertificateSecret(service.Name, id), Optional = true },
    };

    private static void AddSharedMemory(ServiceDefinition service, SortedDictionary<string, V1Volume> volumes, List<V1VolumeMount> mounts)
    {
        // A size of 0 is the engine's default, and a volume that the package mounts there hides what the engine would.
        if (service.Manifest.Main.ShmSizeMb is > 0 and var size && mounts.TrueForAll(m => !IsSharedMemory(m.MountPath)))
        {
            volumes["shm"] = new V1Volume
            {
                Name = "shm",
                EmptyDir = new V1EmptyDirVolumeSource { Medium = "Memory", SizeLimit = new ResourceQuantity($"{size}Mi") },
            };
            mounts.Add(new V1VolumeMount { Name = "shm", MountPath = SharedMemory });
        }
    }

    private static bool IsSharedMemory(string path) => string.Concat(path.Split('/').Where(s => s is not ("" or ".")).Select(s => "/" + s)) == SharedMemory;
}

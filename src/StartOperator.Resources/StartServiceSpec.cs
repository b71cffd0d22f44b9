using System.Text.Json.Serialization;
using StartOperator.Package.Model.Schema;
using StartOperator.Resources.Schema;

namespace StartOperator.Resources;

/// <summary>What the user wants of a service.</summary>
[ValidationRule("self.manifest.id == oldSelf.manifest.id", "a StartService stays with its package: delete it and create another")]
[ValidationRule(
    "!has(self.manifest.main.mounts) || self.manifest.main.mounts.all(v, v == 'BACKUP' || (has(self.manifest.volumes) && v in self.manifest.volumes))",
    "main mounts a volume that the manifest does not declare")]
[ValidationRule(
    "!has(self.assets) || self.assets.all(v, has(self.manifest.volumes) && v in self.manifest.volumes && self.manifest.volumes[v].type == 'assets')",
    "assets may only name volumes that the manifest declares with type: assets")]
public sealed record StartServiceSpec
{
    /// <summary>The package's manifest in canonical form; `startctl build` writes it.</summary>
    public required ManifestField Manifest { get; init; }

    /// <summary>Where each of the package's images is, by image id. An image without an entry is looked for in the operator's registry, if it has one.</summary>
    [Entries(64)]
    public IReadOnlyDictionary<string, ServiceImage>? Images { get; init; }

    /// <summary>Where the files of each assets volume come from, by volume id.</summary>
    [Entries(64)]
    public IReadOnlyDictionary<string, AssetsSource>? Assets { get; init; }

    /// <summary>Whether main runs.</summary>
    public ServiceState State { get; init; }

    /// <summary>The name under `.embassy` when another service of this namespace already has the package's.</summary>
    [Text(63, Pattern = "^[a-z]([-a-z0-9]*[a-z0-9])?$")]
    public string? Alias { get; init; }

    /// <summary>Whether the service has the config that it needs; a package with config is not started without it.</summary>
    public bool Configured { get; init; }

    /// <summary>Any change restarts main; by convention the time of the request.</summary>
    [Text(64)]
    public string? RestartedAt { get; init; }

    /// <summary>Whether the operator leaves the service and all that belongs to it untouched.</summary>
    public bool Suspend { get; init; }

    /// <summary>Whether a version older than the data has seen may be installed.</summary>
    public bool AllowDowngrade { get; init; }

    /// <summary>What becomes of the data volumes when this resource is deleted.</summary>
    public DeletionPolicy DeletionPolicy { get; init; }

    /// <summary>Storage of the data volumes.</summary>
    public StorageSpec? Storage { get; init; }

    /// <summary>Compute resources of main.</summary>
    public ResourcesSpec? Resources { get; init; }

    /// <summary>Which nodes main may run on.</summary>
    public PlacementSpec? Placement { get; init; }

    /// <summary>Secrets of this namespace with the credentials of the images' registries.</summary>
    [Items(16)]
    public IReadOnlyList<LocalReference>? ImagePullSecrets { get; init; }

    /// <summary>Environment variables in addition to the image's, such as TZ or HTTPS_PROXY.</summary>
    [Items(64)]
    [ListKeys("name")]
    public IReadOnlyList<EnvironmentVariable>? Environment { get; init; }

    /// <summary>Whether main shares the node's user namespace (default true); false isolates it further where the node can.</summary>
    public bool? HostUsers { get; init; }
}

/// <summary>Whether main runs.</summary>
public enum ServiceState
{
    /// <summary>Main runs, and is started again when it ends.</summary>
    Running,

    /// <summary>Main is stopped.</summary>
    Stopped,
}

/// <summary>What becomes of the data volumes when the service is deleted.</summary>
public enum DeletionPolicy
{
    /// <summary>They stay, and a service of the same name and package adopts them.</summary>
    Retain,

    /// <summary>They are deleted, but for those that another service points to and those that were adopted.</summary>
    Delete,
}

/// <summary>An image of the package.</summary>
public sealed record ServiceImage
{
    /// <summary>The image's reference, best with a digest.</summary>
    [Text(1024, MinLength = 1)]
    public required string Image { get; init; }

    /// <summary>The architectures that the image is known to have, in Kubernetes' words (default: arm64).</summary>
    [Items(3)]
    [SetList]
    public IReadOnlyList<ImageArchitecture>? Architectures { get; init; }

    /// <summary>When the node pulls the image; the default is Kubernetes'.</summary>
    public PullPolicy? PullPolicy { get; init; }
}

/// <summary>An architecture, in Kubernetes' words.</summary>
public enum ImageArchitecture
{
    /// <summary>64-bit ARM.</summary>
    Arm64,

    /// <summary>32-bit ARM.</summary>
    Arm,

    /// <summary>64-bit x86.</summary>
    Amd64,
}

/// <summary>When a node pulls an image.</summary>
public enum PullPolicy
{
    /// <summary>At each start.</summary>
    Always,

    /// <summary>When the node does not have it.</summary>
    IfNotPresent,

    /// <summary>Never; the node has it already.</summary>
    Never,
}

/// <summary>Where the files of an assets volume come from.</summary>
[ValidationRule("has(self.configMap) != has(self.image)", "give exactly one of configMap and image")]
public sealed record AssetsSource
{
    /// <summary>A tar in a ConfigMap of this namespace.</summary>
    public ConfigMapAssets? ConfigMap { get; init; }

    /// <summary>A folder of an image.</summary>
    public ImageAssets? Image { get; init; }
}

/// <summary>A tar in a ConfigMap, as `startctl build` makes it.</summary>
public sealed record ConfigMapAssets
{
    /// <summary>The ConfigMap's name.</summary>
    [Text(253, MinLength = 1)]
    public required string Name { get; init; }

    /// <summary>The key in its binaryData.</summary>
    [Text(253, MinLength = 1)]
    public string? Key { get; init; }
}

/// <summary>A folder of an image.</summary>
public sealed record ImageAssets
{
    /// <summary>The image's reference, best with a digest.</summary>
    [Text(1024, MinLength = 1)]
    public required string Reference { get; init; }

    /// <summary>The folder in the image (default: `/assets/` and the volume's id).</summary>
    [Text(1024, MinLength = 1, Pattern = "^/")]
    public string? Path { get; init; }

    /// <summary>How the files get into the pod (default: Copy).</summary>
    public ImageAssetsMode Mode { get; init; }

    /// <summary>A compat program in the image, which copies the files; without it, the operator brings its own.</summary>
    [Text(1024, MinLength = 1, Pattern = "^/")]
    public string? Program { get; init; }

    /// <summary>When the node pulls the image; the default is Kubernetes'.</summary>
    public PullPolicy? PullPolicy { get; init; }
}

/// <summary>How the files of an image get into the pod.</summary>
public enum ImageAssetsMode
{
    /// <summary>An init container copies them.</summary>
    Copy,

    /// <summary>The image is mounted as a volume, which the cluster must support (Kubernetes 1.35 and later).</summary>
    Mount,
}

/// <summary>Storage of the data volumes.</summary>
public sealed record StorageSpec
{
    /// <summary>The size of each volume, as a Kubernetes quantity such as 20Gi; it can grow later, where the class allows, and never shrink.</summary>
    [Text(32, MinLength = 1, Pattern = VolumeStorage.QuantityPattern)]
    public string? Size { get; init; }

    /// <summary>The storage class of each volume; the cluster's default when absent. A claim's class never changes.</summary>
    [Text(253)]
    public string? StorageClassName { get; init; }

    /// <summary>What differs for a volume, by volume id.</summary>
    [Entries(64)]
    public IReadOnlyDictionary<string, VolumeStorage>? Volumes { get; init; }
}

/// <summary>Storage of one data volume.</summary>
public sealed record VolumeStorage
{
    internal const string QuantityPattern = @"^([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[kMGTPE]|[eE][0-9]{1,2})?$";

    /// <summary>The volume's size.</summary>
    [Text(32, MinLength = 1, Pattern = QuantityPattern)]
    public string? Size { get; init; }

    /// <summary>The volume's storage class.</summary>
    [Text(253)]
    public string? StorageClassName { get; init; }
}

/// <summary>Compute resources of main.</summary>
public sealed record ResourcesSpec
{
    private const string QuantityPattern = @"^([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE]-?[0-9]{1,2})?$";

    /// <summary>What is set aside, by resource name.</summary>
    [Entries(32)]
    [Text(32, MinLength = 1, Pattern = QuantityPattern)]
    public IReadOnlyDictionary<string, string>? Requests { get; init; }

    /// <summary>What may be used at most, by resource name; extended resources such as a graphics device go here.</summary>
    [Entries(32)]
    [Text(32, MinLength = 1, Pattern = QuantityPattern)]
    public IReadOnlyDictionary<string, string>? Limits { get; init; }

    /// <summary>Claims of devices (dynamic resource allocation).</summary>
    [Items(16)]
    [ListKeys("name")]
    public IReadOnlyList<DeviceClaim>? Claims { get; init; }
}

/// <summary>A claim of devices.</summary>
[ValidationRule(
    "has(self.resourceClaimName) != has(self.resourceClaimTemplateName)",
    "give exactly one of resourceClaimName and resourceClaimTemplateName")]
public sealed record DeviceClaim
{
    /// <summary>The claim's name within the pod.</summary>
    [Text(63, MinLength = 1, Pattern = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    public required string Name { get; init; }

    /// <summary>A ResourceClaim of this namespace.</summary>
    [Text(253, MinLength = 1)]
    public string? ResourceClaimName { get; init; }

    /// <summary>A ResourceClaimTemplate of this namespace, from which each pod gets a claim of its own.</summary>
    [Text(253, MinLength = 1)]
    public string? ResourceClaimTemplateName { get; init; }
}

/// <summary>Which nodes main may run on; all of it holds in addition to the need for an ARM node.</summary>
public sealed record PlacementSpec
{
    /// <summary>Labels that the node must have.</summary>
    [Entries(32)]
    [Text(63)]
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>Expressions on the node's labels that must all hold.</summary>
    [Items(32)]
    public IReadOnlyList<NodeRequirement>? NodeRequirements { get; init; }

    /// <summary>Taints that main tolerates.</summary>
    [Items(32)]
    public IReadOnlyList<NodeToleration>? Tolerations { get; init; }

    /// <summary>Whether main must be on one node with the box's other services that say the same.</summary>
    public Colocation Colocate { get; init; }

    /// <summary>The pod's priority class.</summary>
    [Text(253, MinLength = 1)]
    public string? PriorityClassName { get; init; }
}

/// <summary>Whether services share a node.</summary>
public enum Colocation
{
    /// <summary>The scheduler prefers the nodes of services whose data this one mounts, and decides.</summary>
    Preferred,

    /// <summary>All services of the namespace that say so are on one node.</summary>
    Box,
}

/// <summary>An expression on a node's labels.</summary>
public sealed record NodeRequirement
{
    /// <summary>The label.</summary>
    [Text(316, MinLength = 1)]
    public required string Key { get; init; }

    /// <summary>How the label is compared.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required NodeOperator Operator { get; init; }

    /// <summary>What it is compared with.</summary>
    [Items(64)]
    [Text(63)]
    public IReadOnlyList<string>? Values { get; init; }
}

/// <summary>How a node's label is compared.</summary>
public enum NodeOperator
{
    /// <summary>It is one of the values.</summary>
    In,

    /// <summary>It is none of the values.</summary>
    NotIn,

    /// <summary>The node has it.</summary>
    Exists,

    /// <summary>The node lacks it.</summary>
    DoesNotExist,

    /// <summary>It is a number above the value.</summary>
    Gt,

    /// <summary>It is a number below the value.</summary>
    Lt,
}

/// <summary>A taint that main tolerates, as in a pod.</summary>
public sealed record NodeToleration
{
    /// <summary>The taint's key; absent with operator Exists means every key.</summary>
    [Text(316)]
    public string? Key { get; init; }

    /// <summary>How the value is compared: Equal (default) or Exists.</summary>
    [Text(16)]
    public string? Operator { get; init; }

    /// <summary>The taint's value.</summary>
    [Text(63)]
    public string? Value { get; init; }

    /// <summary>The taint's effect; absent means every effect.</summary>
    [Text(32)]
    public string? Effect { get; init; }

    /// <summary>For how long a NoExecute taint is tolerated, in seconds.</summary>
    public long? TolerationSeconds { get; init; }
}

/// <summary>An object of the same namespace.</summary>
public sealed record LocalReference
{
    /// <summary>Its name.</summary>
    [Text(253, MinLength = 1)]
    public required string Name { get; init; }
}

/// <summary>An environment variable.</summary>
public sealed record EnvironmentVariable
{
    /// <summary>Its name.</summary>
    [Text(256, MinLength = 1, Pattern = "^[-._a-zA-Z][-._a-zA-Z0-9]*$")]
    public required string Name { get; init; }

    /// <summary>Its value.</summary>
    /// <remarks>A reader of JSON sets what is absent to null, whatever the initializer says.</remarks>
    [Text(8192)]
    public string Value { get; init => field = value ?? ""; } = "";
}

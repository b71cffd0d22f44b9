using System.Text.Json.Serialization;
using StartOperator.Package.Model.Schema;
using StartOperator.Resources.Schema;

namespace StartOperator.Resources;

/// <summary>What the operator sees of a service.</summary>
/// <remarks>A reader of JSON sets what is absent to null, whatever a property's initializer says; lists are never null all the same.</remarks>
public sealed record StartServiceStatus
{
    /// <summary>The generation of the resource that this status is about.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Ready, Reconciling and Stalled, and what else there is to say.</summary>
    [Items(16)]
    [ListKeys("type")]
    public IReadOnlyList<ServiceCondition> Conditions { get; init => field = value ?? []; } = [];

    /// <summary>What main is doing, in StartOS's words.</summary>
    public MainStatus? Main { get; init; }

    /// <summary>What is installed; it can differ from the spec while an update waits.</summary>
    public InstalledPackage? Installed { get; init; }

    /// <summary>The version that was installed before this one.</summary>
    [Text(64)]
    public string? PreviousVersion { get; init; }

    /// <summary>The claims of the service's data volumes; while somebody restores a copy, one volume may have two.</summary>
    [Items(128)]
    [ListKeys("claim")]
    public IReadOnlyList<VolumeStatus> Volumes { get; init => field = value ?? []; } = [];

    /// <summary>The name under <c>.embassy</c> that the service has, also while it is stopped; absent until main first has it.</summary>
    [Text(63)]
    public string? Hostname { get; init; }

    /// <summary>Main's pod.</summary>
    [Text(253)]
    public string? Pod { get; init; }

    /// <summary>The node that main's pod is on.</summary>
    [Text(253)]
    public string? Node { get; init; }
}

/// <summary>What main is doing, in StartOS's words (contract: lifecycle.md §1).</summary>
public enum MainStatus
{
    /// <summary>It does not run and is not meant to.</summary>
    Stopped,

    /// <summary>It is meant to run and does not yet.</summary>
    Starting,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It is being stopped.</summary>
    Stopping,

    /// <summary>It is being stopped to be started again.</summary>
    Restarting,
}

/// <summary>What is installed.</summary>
public sealed record InstalledPackage
{
    /// <summary>The package's version, as the manifest spells it.</summary>
    [Text(64)]
    public required string Version { get; init; }

    /// <summary>The ControllerRevision that holds the manifest, images and assets of this version.</summary>
    [Text(253)]
    public string? Revision { get; init; }
}

/// <summary>A data volume of the service.</summary>
public sealed record VolumeStatus
{
    /// <summary>The volume's id.</summary>
    [Text(63)]
    public required string Name { get; init; }

    /// <summary>The PersistentVolumeClaim.</summary>
    [Text(253)]
    public required string Claim { get; init; }

    /// <summary>The claim's phase: Pending, Bound or Lost.</summary>
    [Text(32)]
    public string? Phase { get; init; }

    /// <summary>The size that the cluster gave it.</summary>
    [Text(32)]
    public string? Capacity { get; init; }

    /// <summary>The newest version whose main has run on it.</summary>
    [Text(64)]
    public string? UsedBy { get; init; }

    /// <summary>Whether the manifest no longer declares the volume; its claim stays.</summary>
    public bool? Dropped { get; init; }
}

/// <summary>A condition, shaped as Kubernetes' own.</summary>
public sealed record ServiceCondition
{
    /// <summary>What it is about.</summary>
    [Text(316, MinLength = 1)]
    public required string Type { get; init; }

    /// <summary>True, False or Unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required ConditionStatus Status { get; init; }

    /// <summary>When the status last changed.</summary>
    [Text(64)]
    [Format("date-time")]
    public required string LastTransitionTime { get; init; }

    /// <summary>Why, as one word for programs.</summary>
    [Text(1024, MinLength = 1, Pattern = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$")]
    public required string Reason { get; init; }

    /// <summary>Why, and what to do about it.</summary>
    [Text(32768)]
    public required string Message { get; init; }

    /// <summary>The generation of the resource that the condition is about.</summary>
    public long? ObservedGeneration { get; init; }
}

/// <summary>Whether a condition holds.</summary>
public enum ConditionStatus
{
    /// <summary>It is not known.</summary>
    Unknown,

    /// <summary>It does not hold.</summary>
    False,

    /// <summary>It holds.</summary>
    True,
}

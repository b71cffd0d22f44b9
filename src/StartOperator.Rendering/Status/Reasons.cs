namespace StartOperator.Rendering.Status;

/// <summary>The reasons of a StartService's conditions, each described in docs/troubleshooting.md.</summary>
public static class Reasons
{
    /// <summary>Main runs.</summary>
    public const string Running = nameof(Running);

    /// <summary>Main is stopped, as asked.</summary>
    public const string Stopped = nameof(Stopped);

    /// <summary>Main is being stopped.</summary>
    public const string Stopping = nameof(Stopping);

    /// <summary>Main is being stopped to be started again.</summary>
    public const string Restarting = nameof(Restarting);

    /// <summary>Main is starting.</summary>
    public const string Starting = nameof(Starting);

    /// <summary>Main waits for a node.</summary>
    public const string Scheduling = nameof(Scheduling);

    /// <summary>No node suits.</summary>
    public const string Unschedulable = nameof(Unschedulable);

    /// <summary>An image can't be pulled.</summary>
    public const string ImagePull = nameof(ImagePull);

    /// <summary>Main, or an init container, keeps ending.</summary>
    public const string CrashLoop = nameof(CrashLoop);

    /// <summary>The node can't create the container.</summary>
    public const string ContainerFailed = nameof(ContainerFailed);

    /// <summary>The node no longer says how main is.</summary>
    public const string NodeLost = nameof(NodeLost);

    /// <summary>A claim is being deleted.</summary>
    public const string ClaimTerminating = nameof(ClaimTerminating);

    /// <summary>A writable pointer leads to a volume whose claim its own service has yet to make, or has lost.</summary>
    public const string TargetWithoutClaim = nameof(TargetWithoutClaim);

    /// <summary>The service is being deleted.</summary>
    public const string Deleting = nameof(Deleting);

    /// <summary>The operator keeps its hands off, as asked.</summary>
    public const string Suspended = nameof(Suspended);

    /// <summary>The package needs config.</summary>
    public const string NeedsConfig = nameof(NeedsConfig);

    /// <summary>The manifest has errors.</summary>
    public const string InvalidManifest = nameof(InvalidManifest);

    /// <summary>Assets are to be mounted as image volumes, which the cluster has switched off.</summary>
    public const string ImageVolumesOff = nameof(ImageVolumesOff);

    /// <summary>The API server refuses what the spec leads to.</summary>
    public const string InvalidSpec = nameof(InvalidSpec);

    /// <summary>A namespace of this name can't be a box.</summary>
    public const string NamespaceRefused = nameof(NamespaceRefused);

    /// <summary>A name is held by something else.</summary>
    public const string NameTaken = nameof(NameTaken);

    /// <summary>Nobody has said where an image is.</summary>
    public const string ImageUnknown = nameof(ImageUnknown);

    /// <summary>The image has no ARM variant.</summary>
    public const string NoArmImage = nameof(NoArmImage);

    /// <summary>Nobody has said where the files of an assets volume are, or they are not there.</summary>
    public const string AssetsMissing = nameof(AssetsMissing);

    /// <summary>The version is older than what the data has seen.</summary>
    public const string DowngradeRefused = nameof(DowngradeRefused);

    /// <summary>A migration would have to run and can't.</summary>
    public const string MigrationNeeded = nameof(MigrationNeeded);

    /// <summary>A claim holds another package's data.</summary>
    public const string ClaimOfOtherPackage = nameof(ClaimOfOtherPackage);

    /// <summary>A claim that held data is gone.</summary>
    public const string ClaimLost = nameof(ClaimLost);

    /// <summary>No node can mount all the volumes.</summary>
    public const string VolumesOnDifferentNodes = nameof(VolumesOnDifferentNodes);

    /// <summary>The service is not refused.</summary>
    public const string NotStalled = nameof(NotStalled);

    /// <summary>The operator's own work on the service keeps failing; it is tried for ever.</summary>
    public const string ReconcileError = nameof(ReconcileError);

    /// <summary>Nothing is under way.</summary>
    public const string Settled = nameof(Settled);

    /// <summary>The package has no health checks, or this release does not run them.</summary>
    public const string NotChecked = nameof(NotChecked);

    /// <summary>Every pointer leads to data.</summary>
    public const string AllResolved = nameof(AllResolved);

    /// <summary>A pointer leads nowhere; main has an empty folder instead.</summary>
    public const string TargetAbsent = nameof(TargetAbsent);

    /// <summary>A pointer's target has come since main started; the next start mounts it.</summary>
    public const string AwaitsRestart = nameof(AwaitsRestart);

    /// <summary>The claims are as asked.</summary>
    public const string AsAsked = nameof(AsAsked);

    /// <summary>The spec asks of a claim what can't be changed.</summary>
    public const string ClaimImmutable = nameof(ClaimImmutable);

    /// <summary>The API server forbids to change a claim as the spec asks.</summary>
    public const string ClaimForbidden = nameof(ClaimForbidden);

    /// <summary>A claim grows.</summary>
    public const string ClaimGrowing = nameof(ClaimGrowing);

    /// <summary>Every dependency is as needed.</summary>
    public const string AllMet = nameof(AllMet);

    /// <summary>A package that is needed is not installed.</summary>
    public const string DependencyAbsent = nameof(DependencyAbsent);

    /// <summary>A package that is needed is installed in a version that won't do.</summary>
    public const string DependencyVersion = nameof(DependencyVersion);

    /// <summary>A package that is needed does not run.</summary>
    public const string DependencyNotRunning = nameof(DependencyNotRunning);

    /// <summary>Neighbours use external LAN ports in the same way, or use others.</summary>
    public const string NoClash = nameof(NoClash);

    /// <summary>A neighbour uses an external LAN port with TLS where this package does not, or the other way about.</summary>
    public const string PortClash = nameof(PortClash);

    /// <summary>The package wants graphics acceleration, and the resource names no device.</summary>
    public const string NoDeviceAsked = nameof(NoDeviceAsked);

    /// <summary>The resource names a device.</summary>
    public const string DeviceAsked = nameof(DeviceAsked);
}

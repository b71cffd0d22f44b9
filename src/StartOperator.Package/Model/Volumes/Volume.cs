using StartOperator.Package.Model.Schema;

namespace StartOperator.Package.Model.Volumes;

/// <summary>A place for files that a procedure can mount (contract: volumes.md §1).</summary>
public abstract record Volume
{
    /// <summary>The id that denotes the backup medium in mounts; it is never declared.</summary>
    public const string Backup = "BACKUP";

    private protected Volume()
    {
    }
}

/// <summary>The service's own data: kept over updates.</summary>
[Variant("data")]
public sealed record DataVolume : Volume;

/// <summary>Files that come with this version of the package: always read-only.</summary>
[Variant("assets")]
public sealed record AssetsVolume : Volume;

/// <summary>A folder of another package's data volume.</summary>
[Variant("pointer")]
public sealed record PointerVolume : Volume
{
    /// <summary>The package that owns the data.</summary>
    [Text(Limits.Id, Pattern = Limits.IdPattern)]
    public required string PackageId { get; init; }

    /// <summary>The data volume of that package.</summary>
    [Text(Limits.Id, Pattern = Limits.IdPattern)]
    public required string VolumeId { get; init; }

    /// <summary>The folder in that volume as the author wrote it; <c>/</c> is the whole volume, a leading slash means nothing.</summary>
    [Text(Limits.Path)]
    public required string Path { get; init; }

    /// <summary>Whether the mount is read-only.</summary>
    public required bool Readonly { get; init; }
}

/// <summary>The key and certificate of one of the service's interfaces.</summary>
/// <param name="InterfaceId">The interface.</param>
[Variant("certificate")]
public sealed record CertificateVolume([property: Text(Limits.Id, Pattern = Limits.IdPattern)] string InterfaceId) : Volume;

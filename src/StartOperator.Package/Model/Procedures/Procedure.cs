using StartOperator.Package.Model.Schema;
using StartOperator.Package.Versions;

namespace StartOperator.Package.Model.Procedures;

/// <summary>Something the service can be made to do: a container (<c>docker</c>) or a function of its script (<c>script</c>).</summary>
public abstract record Procedure
{
    private protected Procedure()
    {
    }
}

/// <summary>A procedure that runs in a container (contract: procedures.md).</summary>
[Variant("docker")]
public sealed record DockerProcedure : Procedure
{
    /// <summary>The image's id within the package, or the system image's name when <see cref="System"/> is set.</summary>
    [Text(Limits.Id, Pattern = Limits.IdPattern)]
    public required string Image { get; init; }

    /// <summary>Whether <see cref="Image"/> is one of StartOS's own images, <c>compat</c> or <c>utils</c>.</summary>
    public bool System { get; init; }

    /// <summary>The executable that replaces the image's ENTRYPOINT.</summary>
    [Text(Limits.Argument)]
    public required string Entrypoint { get; init; }

    /// <summary>The arguments; the image's CMD is never used.</summary>
    [Items(Limits.Arguments)]
    [Text(Limits.Argument)]
    public ValueList<string> Args { get; init; } = [];

    /// <summary>Whether to run inside main's container instead of a container of its own.</summary>
    public bool Inject { get; init; }

    /// <summary>Absolute container path by volume id.</summary>
    [Entries(Limits.Entries, KeyPattern = Limits.MountPattern)]
    [Text(Limits.Path, Pattern = "^/")]
    public IdMap<string> Mounts { get; init; } = IdMap<string>.Empty;

    /// <summary>How input and output are encoded; null for none.</summary>
    public IoFormat? IoFormat { get; init; }

    /// <summary>How long main may take to stop; StartOS reads it of main only.</summary>
    [Text(Limits.Duration)]
    public Duration? SigtermTimeout { get; init; }

    /// <summary>Size of <c>/dev/shm</c> in MiB.</summary>
    [Whole(0, uint.MaxValue)]
    public uint? ShmSizeMb { get; init; }

    /// <summary>Whether the service wants the graphics devices.</summary>
    public bool GpuAcceleration { get; init; }
}

/// <summary>A procedure that calls a function of the package's <c>embassy.js</c> (contract: js-scripts.md).</summary>
[Variant("script")]
public sealed record ScriptProcedure : Procedure
{
    /// <summary>Further arguments of the function: any JSON values.</summary>
    [Items(Limits.Arguments)]
    [Text(Limits.Argument)]
    public ValueList<JsonValue> Args { get; init; } = [];
}

/// <summary>Encoding of a procedure's standard input and output (contract: procedures.md §1).</summary>
public enum IoFormat
{
    /// <summary>Compact JSON.</summary>
    Json,

    /// <summary>Indented JSON.</summary>
    JsonPretty,

    /// <summary>YAML.</summary>
    Yaml,

    /// <summary>CBOR.</summary>
    Cbor,

    /// <summary>TOML.</summary>
    Toml,

    /// <summary>Indented TOML.</summary>
    TomlPretty,
}

/// <summary>The procedures that read and write a service's config (contract: configure.md).</summary>
/// <param name="Get">Prints the config and its spec.</param>
/// <param name="Set">Stores the config on its standard input.</param>
public sealed record ConfigProcedures(Procedure Get, Procedure Set);

/// <summary>The procedures that write and read a backup (contract: backups.md).</summary>
/// <param name="Create">Writes the service's data to the volume <c>BACKUP</c>.</param>
/// <param name="Restore">Reads it back.</param>
public sealed record BackupProcedures(Procedure Create, Procedure Restore);

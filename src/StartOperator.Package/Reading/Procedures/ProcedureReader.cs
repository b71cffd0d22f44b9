using StartOperator.Package.Model;
using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Model.Schema;

namespace StartOperator.Package.Reading.Procedures;

/// <summary>Reads procedures (contract: procedures.md §1, js-scripts.md).</summary>
internal static class ProcedureReader
{
    private static readonly (string, bool IsScript)[] Kinds = [("docker", false), ("script", true)];

    private static readonly string[] SystemImages = ["compat", "utils"];

    /// <summary>How I/O formats are spelled.</summary>
    public static readonly (string Word, IoFormat Meaning)[] IoFormats =
    [
        ("json", IoFormat.Json),
        ("json-pretty", IoFormat.JsonPretty),
        ("yaml", IoFormat.Yaml),
        ("cbor", IoFormat.Cbor),
        ("toml", IoFormat.Toml),
        ("toml-pretty", IoFormat.TomlPretty),
    ];

    /// <summary>Reads a procedure.</summary>
    public static Procedure? Read(Cursor value, ProcedureRules rules) =>
        value.Object() is { } fields ? ReadFields(fields, rules, procedure => procedure) : null;

    /// <summary>Reads main, which can't be a script.</summary>
    public static DockerProcedure? ReadMain(Cursor value, ProcedureRules rules) => Read(value, rules with { NoScript = true }) as DockerProcedure;

    /// <summary>Reads a procedure whose fields stand beside others, and finishes their map.</summary>
    public static T? ReadFields<T>(ObjectReader fields, ProcedureRules rules, Func<Procedure, T> complete)
        where T : class
    {
        var type = fields.Required("type");
        switch (type?.OneOf(Kinds))
        {
            case false:
                return ReadDocker(fields, rules, complete);
            case true:
                if (rules.NoScript) type!.Error("main can't be a script", "write a procedure of type docker");
                var args = fields.Optional("args")?.List(Limits.Arguments, item => JsonText.Read(item, Limits.Argument));
                return fields.Finish(() => complete(new ScriptProcedure { Args = args ?? [] }));
            default:
                fields.AcceptAnyKey();
                return fields.Finish<T>(() => throw new System.Diagnostics.UnreachableException());
        }
    }

    private static T? ReadDocker<T>(ObjectReader fields, ProcedureRules rules, Func<Procedure, T> complete)
        where T : class
    {
        var image = fields.Required("image");
        var system = fields.Optional("system")?.Boolean() ?? false;
        var imageId = image?.Id();
        if (system && imageId is not null && !rules.AnyImage && !SystemImages.Contains(imageId))
            image!.Error($"'{imageId}' is no system image", "write compat or utils, or drop 'system' for an image of the package");

        var entrypoint = fields.Required("entrypoint")?.CommandText(Limits.Argument);
        var args = fields.Optional("args")?.List(Limits.Arguments, item => item.CommandText(Limits.Argument));
        var inject = fields.Optional("inject")?.Boolean() ?? false;
        var mounts = fields.Optional("mounts") is { } map ? MountReader.Read(map, rules) : null;
        var ioFormat = fields.Optional("io-format")?.OneOf(IoFormats);
        var sigtermTimeout = fields.Optional("sigterm-timeout")?.Duration();
        var shmSizeMb = fields.Optional("shm-size-mb")?.Whole(0, uint.MaxValue);
        var gpuAcceleration = fields.Optional("gpu-acceleration")?.Boolean() ?? false;
        if (rules.NeedsIoFormat && fields.Optional("io-format") is null)
            fields.Missing("io-format", "is required, because StartOS reads what the procedure prints", "add 'io-format: json' or what it speaks");

        return fields.Finish(() => complete(new DockerProcedure
        {
            Image = imageId!,
            System = system,
            Entrypoint = entrypoint!,
            Args = args ?? [],
            Inject = inject,
            Mounts = mounts ?? IdMap<string>.Empty,
            IoFormat = ioFormat,
            SigtermTimeout = sigtermTimeout,
            ShmSizeMb = (uint?)shmSizeMb,
            GpuAcceleration = gpuAcceleration,
        }));
    }
}

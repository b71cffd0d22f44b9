using StartOperator.Package.Model;
using StartOperator.Package.Model.Schema;
using StartOperator.Package.Model.Volumes;
using StartOperator.Package.Reading.Documents;

namespace StartOperator.Package.Reading.Volumes;

/// <summary>Reads volumes (contract: volumes.md §1 and §5).</summary>
internal static class VolumeReader
{
    private enum Kind
    {
        Data,
        Assets,
        Pointer,
        Certificate,
    }

    private static readonly (string, Kind)[] Kinds =
        [("data", Kind.Data), ("assets", Kind.Assets), ("pointer", Kind.Pointer), ("certificate", Kind.Certificate)];

    public static IdMap<Volume>? ReadAll(Cursor value, ManifestScope scope) =>
        value.Map(Limits.Entries, ReadId, volume => Read(volume, scope));

    private static string? ReadId(KeyCursor key) => key.Text == Volume.Backup
        ? key.Fail<string>($"{Volume.Backup} is the backup medium; StartOS takes it, StartOperator does not", "remove it: it is mounted undeclared")
        : key.Id();

    private static Volume? Read(Cursor value, ManifestScope scope)
    {
        if (value.Object() is not { } fields) return null;

        var type = fields.Required("type");
        switch (type is null ? null : ReadKind(type))
        {
            case Kind.Data:
                return fields.Finish(() => new DataVolume());
            case Kind.Assets:
                return fields.Finish(() => new AssetsVolume());
            case Kind.Pointer:
                return ReadPointer(fields);
            case Kind.Certificate:
                return ReadCertificate(fields, scope);
            default:
                return null;
        }
    }

    private static Kind? ReadKind(Cursor type) => type.Node is ScalarNode { Kind: ScalarKind.Text, Text: "backup" }
        ? type.Fail<Kind?>("a package can't declare a backup volume", $"remove it: procedures mount {Volume.Backup} undeclared")
        : type.OneOf(Kinds);

    private static PointerVolume? ReadPointer(ObjectReader fields)
    {
        var package = fields.Required("package-id")?.Id();
        var volume = fields.Required("volume-id")?.Id();
        var path = fields.Required("path") is { } value ? ReadPath(value) : null;
        var isReadonly = fields.Required("readonly")?.Boolean();
        return fields.Finish(() => new PointerVolume { PackageId = package!, VolumeId = volume!, Path = path!, Readonly = isReadonly!.Value });
    }

    private static string? ReadPath(Cursor value)
    {
        if (value.Text(Limits.Path) is not { } path) return null;
        if (FilePath.ControlCharacter(path) is { } fault) return value.Fail<string>(fault, "remove it");
        return FilePath.Segments(path).Contains("..")
            ? value.Fail<string>("the path leads upwards with '..'; StartOS takes it, StartOperator does not", "write a path inside the volume")
            : path;
    }

    private static string Declare(IReadOnlySet<string> interfaces) => interfaces.Count == 0
        ? "declare it under 'interfaces'"
        : $"name one that is declared, such as {Wording.OneOf([.. interfaces.Order(StringComparer.Ordinal).Take(5)])}";

    private static CertificateVolume? ReadCertificate(ObjectReader fields, ManifestScope scope)
    {
        var value = fields.Required("interface-id");
        var id = value?.Id();
        if (id is not null && scope.Interfaces is { } interfaces && !interfaces.Contains(id))
            value!.Error($"there is no interface '{id}'", Declare(interfaces));
        return fields.Finish(() => new CertificateVolume(id!));
    }
}

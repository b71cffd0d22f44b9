using System.Formats.Cbor;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Migrations;
using StartOperator.Package.Versions;

namespace StartOperator.Package.Packed;

/// <summary>
/// The form in which a manifest stands in an <c>.s9pk</c> file: CBOR of StartOS's typed value (contract: manifest.md §1, s9pk.md §2). Keys are in
/// the order of the contract, defaults are filled in, what is absent is null, unknown keys are gone. Equal manifests have equal bytes.
/// </summary>
public static class PackedManifest
{
    /// <summary>The version of StartOS whose packer this one follows; a manifest that names none was made for it.</summary>
    public static EmVersion Packer { get; } = new(0, 3, 5, 1);

    /// <summary>The manifest with what StartOS's packer adds to one that leaves it out: the version of StartOS, and migrations.</summary>
    public static Manifest Complete(Manifest manifest) => manifest with
    {
        EosVersion = manifest.EosVersion ?? Packer,
        Migrations = manifest.Migrations ?? new MigrationSet([], []),
    };

    /// <summary>A manifest's CBOR; it reads back as the manifest that <see cref="Complete"/> gives.</summary>
    public static byte[] ToCbor(Manifest manifest)
    {
        var cbor = new CborWriter(CborConformanceMode.Lax);
        new PackedManifestWriter(cbor).Write(Complete(manifest));
        return cbor.Encode();
    }

    /// <summary>Reads a manifest's CBOR. The diagnostics' paths start at the manifest and know no lines.</summary>
    public static PackageReading Read(ReadOnlyMemory<byte> cbor) => PackageReader.ReadPacked(cbor, out _);
}

using System.Formats.Cbor;
using System.Text;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.Packed;

namespace StartOperator.Package.Tests.S9pk;

/// <summary>The section with the manifest: CBOR, right and wrong.</summary>
public sealed class ManifestSectionTests
{
    private static readonly byte[] Good = PackedManifest.ToCbor(NoteKeeper.Manifest);

    [Fact]
    public void The_manifest_is_handed_out_as_JSON_too()
    {
        var json = Samples.Read(Samples.Good).Package!.ManifestJson.ShouldNotBeNull().Text;
        var reading = PackageReader.ReadText(json, DocumentFormat.Json, "m");
        reading.Diagnostics.ShouldBeEmpty();
        reading.Manifest.ShouldBe(PackedManifest.Complete(NoteKeeper.Manifest));
        json.ShouldStartWith("{\"eos-version\":\"0.3.5\",\"id\":\"note-keeper\",\"git-hash\":null,");
    }

    [Fact]
    public void Findings_are_those_of_a_project_folder()
    {
        var cbor = Variation("entrypoint", "entrypiont");
        var reading = Samples.With("manifest", cbor);
        reading.Package!.IsVerified.ShouldBeTrue();
        reading.Package.Manifest.ShouldBeNull();
        var folder = NoteKeeper.Read(NoteKeeper.Text.Replace("entrypoint", "entrypiont", StringComparison.Ordinal)).Diagnostics;
        reading.Diagnostics.Select(finding => (finding.Severity, finding.Path, finding.Message, finding.Remedy))
            .ShouldBe(folder.Select(finding => (finding.Severity, finding.Path, finding.Message, finding.Remedy)), ignoreOrder: true);
    }

    [Fact]
    public void Maps_lists_and_texts_may_be_of_indefinite_length()
    {
        var cbor = new CborWriter(CborConformanceMode.Lax, convertIndefiniteLengthEncodings: false);
        Loosen(new CborReader(Good), cbor);
        PackedManifest.Read(cbor.Encode()).Manifest.ShouldBe(PackedManifest.Complete(NoteKeeper.Manifest));
    }

    [Fact]
    public void Tags_mean_nothing() => PackedManifest.Read((byte[])[0xd9, 0xd9, 0xf7, .. Good]).Manifest.ShouldNotBeNull();

    [Fact]
    public void Of_a_key_that_is_there_twice_the_last_counts_with_a_warning()
    {
        // A map of indefinite length, so that an entry can be added.
        byte[] cbor = [0xbf, .. Good.AsSpan(2), 0x65, .. "title"u8, 0x65, .. "Other"u8, 0xff];
        var reading = PackedManifest.Read(cbor);
        reading.Manifest.ShouldNotBeNull().Title.ShouldBe("Other");
        reading.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("twice");
    }

    [Theory]
    [InlineData("", "does not parse")]
    [InlineData("ff", "does not parse")]
    [InlineData("f6", "must be a map")]
    [InlineData("80", "must be a map")]
    [InlineData("a1", "does not parse")]
    [InlineData("bf", "does not parse")]
    [InlineData("a000", "something follows")]
    [InlineData("a10102", "key of a map is no text")]
    [InlineData("a1616141ff", "holds bytes")]
    [InlineData("a161615f41ffff", "holds bytes")]
    [InlineData("a16161f0", "simple value")]
    [InlineData("a16161c4820000", "required")]
    [InlineData("a16161c2591000", "does not parse")]
    [InlineData("a16161c25811ffffffffffffffffffffffffffffffffff", "128 bits")]
    [InlineData("a161617f6161ff", "required")]
    [InlineData("a161617f4161ff", "does not parse")]
    [InlineData("a161617f7f6161ffff", "does not parse")]
    [InlineData("a1616162c328", "not UTF-8")]
    [InlineData("a1616163eda080", "not UTF-8")]
    [InlineData("a16161f97e00", "required")]
    [InlineData("a161617bffffffffffffffff61", "does not parse")]
    [InlineData("bbffffffffffffffff", "does not parse")]
    [InlineData("a161619bffffffffffffffff", "does not parse")]
    [InlineData("a161619a7fffffff", "does not parse")]
    [InlineData("a161613bffffffffffffffff", "required")]
    [InlineData("1c", "does not parse")]
    public void What_is_no_manifest_is_told_so(string hex, string says)
    {
        var reading = PackedManifest.Read(Convert.FromHexString(hex));
        reading.Manifest.ShouldBeNull();
        reading.Diagnostics.First(finding => finding.Severity == Severity.Error).Message.ShouldContain(says);
        Samples.With("manifest", Convert.FromHexString(hex)).Package!.Manifest.ShouldBeNull();
    }

    [Theory]
    [InlineData(0x81)]
    [InlineData(0x9f)]
    [InlineData(0xc6)]
    public void Endless_nesting_ends_in_an_error(byte opening)
    {
        byte[] cbor = [0xa1, 0x61, 0x61, .. Enumerable.Repeat(opening, 500_000)];
        PackedManifest.Read(cbor).Diagnostics.ShouldHaveSingleItem().Severity.ShouldBe(Severity.Error);
    }

    [Fact]
    public void Too_many_parts_end_in_an_error()
    {
        byte[] cbor = [0x9f, .. Enumerable.Repeat((byte)0, 100_000), 0xff];
        PackedManifest.Read(cbor).Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("parts");
    }

    [Fact]
    public void A_manifest_of_more_than_a_megabyte_is_an_error()
    {
        var error = Samples.ShouldFail(Samples.With("manifest", new byte[(1 << 20) + 1]));
        error.Path.ShouldBe("manifest");
        PackedManifest.Read(new byte[(1 << 20) + 1]).Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("KiB");
    }

    [Fact]
    public void A_script_procedure_without_script_is_a_warning()
    {
        var text = NoteKeeper.Text.Replace("type: docker\n    image: main\n    entrypoint: check-web.sh", "type: script\n    image: main\n    entrypoint: check-web.sh", StringComparison.Ordinal);
        var manifest = NoteKeeper.Read(text).Manifest.ShouldNotBeNull();
        var package = Samples.Good.With("manifest", PackedManifest.ToCbor(manifest)).With("scripts", null);
        Samples.Read(package).Diagnostics.ShouldHaveSingleItem().Path.ShouldBe("health-checks.web");
        Samples.Read(package.With("scripts", [1])).Diagnostics.ShouldBeEmpty();
    }

    private static byte[] Variation(string word, string other)
    {
        var text = Encoding.Latin1.GetString(Good).Replace(word, other, StringComparison.Ordinal);
        return Encoding.Latin1.GetBytes(text);
    }

    /// <summary>Writes every map, list and text with an indefinite length.</summary>
    private static void Loosen(CborReader reader, CborWriter writer)
    {
        switch (reader.PeekState())
        {
            case CborReaderState.StartMap:
                reader.ReadStartMap();
                writer.WriteStartMap(null);
                while (reader.PeekState() != CborReaderState.EndMap)
                {
                    Loosen(reader, writer);
                    Loosen(reader, writer);
                }

                reader.ReadEndMap();
                writer.WriteEndMap();
                break;
            case CborReaderState.StartArray:
                reader.ReadStartArray();
                writer.WriteStartArray(null);
                while (reader.PeekState() != CborReaderState.EndArray) Loosen(reader, writer);
                reader.ReadEndArray();
                writer.WriteEndArray();
                break;
            case CborReaderState.TextString:
                writer.WriteStartIndefiniteLengthTextString();
                foreach (var rune in reader.ReadTextString().EnumerateRunes()) writer.WriteTextString(rune.ToString());
                writer.WriteEndIndefiniteLengthTextString();
                break;
            default:
                writer.WriteEncodedValue(reader.ReadEncodedValue().Span);
                break;
        }
    }
}

using System.Formats.Cbor;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace StartOperator.Package.Reading.Documents;

/// <summary>
/// Loads the CBOR of a packed manifest (contract: s9pk.md §2) as if it were JSON: it knows no lines, keys that occur twice are kept, and
/// tags mean nothing, except those of big integers. Maps, lists and texts may be of indefinite length.
/// </summary>
internal sealed class CborDocument
{
    private const int LongestReason = 200;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly CborReader _reader;
    private readonly DocumentBuilder _build;

    private CborDocument(ReadOnlyMemory<byte> cbor, DocumentBuilder build) =>
        (_reader, _build) = (new CborReader(cbor, CborConformanceMode.Lax), build);

    /// <summary>Loads a document.</summary>
    /// <exception cref="DocumentFault">It is not CBOR, holds what JSON can't, or exceeds the limits.</exception>
    public static Node Load(ReadOnlyMemory<byte> cbor, DocumentBuilder build)
    {
        try
        {
            var document = new CborDocument(cbor, build);
            var root = document.Value();
            return document._reader.BytesRemaining == 0 ? root : throw Fault("something follows its end");
        }
        catch (Exception fault) when (fault is CborContentException or InvalidOperationException or OverflowException or FormatException)
        {
            throw Fault(Wording.Short(fault.Message, LongestReason));
        }
        catch (DecoderFallbackException)
        {
            throw Fault("a text is not UTF-8");
        }
    }

    private static DocumentFault Fault(string reason) => new($"the CBOR does not parse: {reason}", "pack the package again", null);

    private Node Value()
    {
        while (_reader.PeekState() == CborReaderState.Tag)
        {
            if (_reader.PeekTag() is CborTag.UnsignedBigNum or CborTag.NegativeBigNum) return Integer(_reader.ReadBigInteger());
            _reader.ReadTag();
        }

        return _reader.PeekState() switch
        {
            CborReaderState.StartMap => Mapping(),
            CborReaderState.StartArray => Sequence(),
            CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString => _build.Scalar(ScalarKind.Text, Text(), null),
            CborReaderState.UnsignedInteger => Integer(_reader.ReadUInt64()),
            CborReaderState.NegativeInteger => Integer(-1 - (BigInteger)_reader.ReadCborNegativeIntegerRepresentation()),
            CborReaderState.Boolean => _build.Scalar(ScalarKind.Boolean, _reader.ReadBoolean() ? "true" : "false", null),
            CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat or CborReaderState.DoublePrecisionFloat => Float(),
            CborReaderState.Null or CborReaderState.SimpleValue => Nothing(),
            CborReaderState.ByteString or CborReaderState.StartIndefiniteLengthByteString => throw Fault("it holds bytes, which no manifest has"),
            var other => throw Fault($"{other} is no value"),
        };
    }

    private ScalarNode Integer(BigInteger number) => NumberText.IsInteger(number)
        ? _build.Scalar(ScalarKind.Integer, number.ToString(CultureInfo.InvariantCulture), null)
        : throw Fault("it holds a whole number of more than 128 bits");

    private ScalarNode Float()
    {
        var number = _reader.ReadDouble();
        var kind = double.IsFinite(number) ? ScalarKind.Float : ScalarKind.NotFinite;
        return _build.Scalar(kind, number.ToString("R", CultureInfo.InvariantCulture), null);
    }

    private ScalarNode Nothing()
    {
        if (_reader.PeekState() == CborReaderState.Null) _reader.ReadNull();
        else if (_reader.ReadSimpleValue() != CborSimpleValue.Undefined) throw Fault("it holds a simple value without meaning");
        return _build.Scalar(ScalarKind.Null, "null", null);
    }

    private string Text()
    {
        if (_reader.PeekState() == CborReaderState.TextString) return Strict.GetString(_reader.ReadDefiniteLengthTextStringBytes().Span);

        // The pieces lie in the document, which is bounded; a character may not be cut in two.
        var text = new StringBuilder();
        _reader.ReadStartIndefiniteLengthTextString();
        while (_reader.PeekState() != CborReaderState.EndIndefiniteLengthTextString)
            text.Append(Strict.GetString(_reader.ReadDefiniteLengthTextStringBytes().Span));
        _reader.ReadEndIndefiniteLengthTextString();
        return text.ToString();
    }

    private SequenceNode Sequence()
    {
        var order = _build.NextOrder();
        _build.Enter(null);
        _reader.ReadStartArray();
        List<Node> items = [];
        while (_reader.PeekState() != CborReaderState.EndArray) items.Add(Value());
        _reader.ReadEndArray();
        _build.Leave();
        return new SequenceNode(items) { Location = null, Order = order };
    }

    private MappingNode Mapping()
    {
        var order = _build.NextOrder();
        _build.Enter(null);
        _reader.ReadStartMap();
        List<MappingEntry> entries = [];
        while (_reader.PeekState() != CborReaderState.EndMap)
        {
            if (_reader.PeekState() is not (CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString))
                throw Fault("the key of a map is no text");
            var key = Text();
            var keyOrder = _build.Key(key, null);
            entries.Add(new MappingEntry(key, null, keyOrder, Value()));
        }

        _reader.ReadEndMap();
        _build.Leave();
        return new MappingNode(entries) { Location = null, Order = order };
    }
}

using System.Text;
using System.Text.Json;
using StartOperator.Package.Diagnostics;

namespace StartOperator.Package.Reading.Documents;

/// <summary>Loads JSON text with the place of everything in it. Keys that occur twice are kept.</summary>
internal static class JsonTextDocument
{
    private const int LongestReason = 200;

    /// <summary>Loads a document.</summary>
    /// <exception cref="DocumentFault">It is not JSON, or exceeds the limits.</exception>
    public static Node Load(ReadOnlySpan<byte> utf8, DocumentBuilder build)
    {
        var reader = new PlacedReader(utf8, build);
        try
        {
            reader.Next();
            var root = Value(ref reader);
            reader.End();
            return root;
        }
        catch (JsonException fault)
        {
            var (reason, remedy) = Explain(fault.Message);
            throw new DocumentFault($"the JSON does not parse: {reason}", remedy, reader.Fault(fault));
        }
        catch (InvalidOperationException)
        {
            throw new DocumentFault(
                "the JSON does not parse: a \\u escape is half of a surrogate pair", "write the whole character", reader.Here());
        }
    }

    private static Node Value(ref PlacedReader reader)
    {
        var location = reader.Here();
        var build = reader.Build;
        return reader.Token switch
        {
            JsonTokenType.StartObject => Mapping(ref reader, location),
            JsonTokenType.StartArray => Sequence(ref reader, location),
            JsonTokenType.String => build.Scalar(ScalarKind.Text, reader.String(), location),
            JsonTokenType.True => build.Scalar(ScalarKind.Boolean, "true", location),
            JsonTokenType.False => build.Scalar(ScalarKind.Boolean, "false", location),
            JsonTokenType.Null => build.Scalar(ScalarKind.Null, "null", location),
            _ => JsonNumber.Scalar(reader.Number(), build, location),
        };
    }

    private static SequenceNode Sequence(ref PlacedReader reader, SourceLocation location)
    {
        var build = reader.Build;
        var order = build.NextOrder();
        build.Enter(location);
        List<Node> items = [];
        while (reader.Next() != JsonTokenType.EndArray) items.Add(Value(ref reader));
        build.Leave();
        return new SequenceNode(items) { Location = location, Order = order };
    }

    private static MappingNode Mapping(ref PlacedReader reader, SourceLocation location)
    {
        var build = reader.Build;
        var order = build.NextOrder();
        build.Enter(location);
        List<MappingEntry> entries = [];
        while (reader.Next() != JsonTokenType.EndObject)
        {
            var keyLocation = reader.Here();
            var key = reader.String();
            var keyOrder = build.Key(key, keyLocation);
            reader.Next();
            entries.Add(new MappingEntry(key, keyLocation, keyOrder, Value(ref reader)));
        }

        build.Leave();
        return new MappingNode(entries) { Location = location, Order = order };
    }

    private static (string Reason, string Remedy) Explain(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var words = (end < 0 ? message : message[..end]).TrimEnd('.');
        return words switch
        {
            _ when words.Contains("trailing comma", StringComparison.OrdinalIgnoreCase) =>
                ("a comma stands after the last entry", "remove it"),
            _ when words.Contains("within a JSON string", StringComparison.OrdinalIgnoreCase) =>
                ("a line break, a tab or another control character stands in a string", "write a line break as \\n, a tab as \\t"),
            _ => (Wording.Short(words, LongestReason), "check the syntax around this place"),
        };
    }

    /// <summary>Reads tokens and knows where each of them starts.</summary>
    private ref struct PlacedReader(ReadOnlySpan<byte> utf8, DocumentBuilder build)
    {
        private readonly ReadOnlySpan<byte> _utf8 = utf8;
        private Utf8JsonReader _reader = new(utf8, new JsonReaderOptions { MaxDepth = 1000 });
        private int _seen;
        private long _line = 1;
        private long _column = 1;

        public DocumentBuilder Build { get; } = build;

        public readonly JsonTokenType Token => _reader.TokenType;

        public JsonTokenType Next()
        {
            if (!_reader.Read()) throw new JsonException("the document ends too early");
            return _reader.TokenType;
        }

        public void End()
        {
            while (_reader.Read())
            {
                // The reader throws when anything but blanks follows.
            }
        }

        public readonly string String() => _reader.GetString()!;

        public readonly string Number() => Encoding.ASCII.GetString(_reader.ValueSpan);

        public SourceLocation Here() => At((int)_reader.TokenStartIndex);

        public SourceLocation Fault(JsonException fault)
        {
            var line = fault.LineNumber ?? 0;
            var start = 0;
            for (var at = 0L; at < line; at++) start += _utf8[start..].IndexOf((byte)'\n') + 1;
            var column = Encoding.UTF8.GetCharCount(_utf8[start..(int)Math.Min(_utf8.Length, start + (fault.BytePositionInLine ?? 0))]);
            return Build.At(line + 1, column + 1);
        }

        /// <summary>Places only ever move forward, so each byte is looked at once.</summary>
        private SourceLocation At(int index)
        {
            var passed = _utf8[_seen..Math.Max(_seen, index)];
            _seen += passed.Length;
            var lines = passed.Count((byte)'\n');
            if (lines > 0)
            {
                (_line, _column) = (_line + lines, 1);
                passed = passed[(passed.LastIndexOf((byte)'\n') + 1)..];
            }

            _column += Encoding.UTF8.GetCharCount(passed);
            return Build.At(_line, _column);
        }
    }
}

using StartOperator.Package.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace StartOperator.Package.Reading.Documents;

/// <summary>Loads YAML as StartOS does: YAML 1.2 scalars, merge keys not applied, one document.</summary>
internal sealed class YamlDocument
{
    private const string StandardTag = "tag:yaml.org,2002:";

    private readonly DocumentBuilder _build;
    private readonly IParser _parser;
    private readonly Dictionary<AnchorName, Node> _anchors = [];

    private YamlDocument(IParser parser, DocumentBuilder build) => (_parser, _build) = (parser, build);

    /// <summary>Loads a document.</summary>
    /// <exception cref="DocumentFault">It is not one YAML document, or exceeds the limits.</exception>
    public static Node Load(string text, DocumentBuilder build)
    {
        CheckCharacters(text, build);
        var completed = YamlIndentation.Complete(text);
        var scanner = new Scanner(new StringReader(completed));
        try
        {
            return new YamlDocument(new YamlTabs(new Parser(scanner), completed), build).Document();
        }
        catch (Exception fault) when (YamlFault.IsOne(fault))
        {
            throw YamlFault.From(fault, scanner.CurrentPosition, build);
        }
    }

    private Node Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _)) throw new DocumentFault("the document is empty", "fill it in", _build.At(1, 1));

        _parser.Consume<DocumentStart>();
        var root = Value();
        _parser.Consume<DocumentEnd>();
        if (!_parser.TryConsume<StreamEnd>(out _))
            throw new DocumentFault("a second document starts here", "keep one document per file", Here(_parser.Current!));
        return root;
    }

    private Node Value()
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias)) return Follow(alias);

        var next = _parser.Consume<NodeEvent>();
        Node node = next switch
        {
            Scalar scalar => Scalar(scalar),
            SequenceStart start => Sequence(start),
            MappingStart start => Mapping(start),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (!next.Anchor.IsEmpty) _anchors[next.Anchor] = node;
        return node;
    }

    private Node Follow(AnchorAlias alias) => _anchors.TryGetValue(alias.Value, out var node)
        ? _build.Repeat(node, Here(alias))
        : throw new DocumentFault(
            $"the alias *{Wording.Short(alias.Value.Value)} stands before or inside what it names, or names nothing",
            "define the anchor first",
            Here(alias));

    private ScalarNode Scalar(Scalar scalar)
    {
        var (kind, text) = Resolve(scalar);
        return _build.Scalar(kind, text, Here(scalar));
    }

    private (ScalarKind Kind, string Text) Resolve(Scalar scalar)
    {
        var tag = scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific ? "" : scalar.Tag.Value;
        var resolved = YamlScalar.Resolve(scalar.Value);
        ScalarKind? forced = tag switch
        {
            StandardTag + "str" => ScalarKind.Text,
            StandardTag + "null" => ScalarKind.Null,
            StandardTag + "bool" => ScalarKind.Boolean,
            StandardTag + "int" => ScalarKind.Integer,
            StandardTag + "float" => ScalarKind.Float,
            _ => null,
        };
        if (scalar.Tag is { IsEmpty: false, IsNonSpecific: true }) forced = ScalarKind.Text;

        return forced switch
        {
            null => scalar.Style == ScalarStyle.Plain ? resolved : (ScalarKind.Text, scalar.Value),
            ScalarKind.Text => (ScalarKind.Text, scalar.Value),
            _ when forced == resolved.Kind => resolved,
            ScalarKind.Float when resolved.Kind is ScalarKind.Integer or ScalarKind.NotFinite => resolved,
            _ => throw new DocumentFault(
                $"'{Wording.Short(scalar.Value)}' is not what its tag {tag} says", "correct the value or drop the tag", Here(scalar)),
        };
    }

    private SequenceNode Sequence(SequenceStart start)
    {
        var order = _build.NextOrder();
        _build.Enter(Here(start));
        List<Node> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(Value());
        _build.Leave();
        return new SequenceNode(items) { Location = Here(start), Order = order };
    }

    private MappingNode Mapping(MappingStart start)
    {
        var order = _build.NextOrder();
        _build.Enter(Here(start));
        List<MappingEntry> entries = [];
        while (!_parser.TryConsume<MappingEnd>(out _)) entries.Add(Entry());
        _build.Leave();
        return new MappingNode(entries) { Location = Here(start), Order = order };
    }

    private MappingEntry Entry()
    {
        var location = Here(_parser.Current is { } current ? current : throw new DocumentFault("the YAML ends too early", "complete it", null));
        var key = Key(location);
        var order = _build.Key(key, location);
        return new MappingEntry(key, location, order, Value());
    }

    private string Key(SourceLocation location)
    {
        if (!_parser.Accept<Scalar>(out _) && !_parser.Accept<AnchorAlias>(out _)) throw NoKey("a list or a map", location);

        return Value() switch
        {
            ScalarNode { Kind: not ScalarKind.Null } scalar => scalar.Text,
            ScalarNode => throw NoKey("null", location),
            _ => throw NoKey("a list or a map", location),
        };
    }

    private static DocumentFault NoKey(string what, SourceLocation location) =>
        new($"{what} stands where the key of a map belongs", "write a plain text as key", location);

    private SourceLocation Here(ParsingEvent parsed) => _build.At(parsed.Start.Line, parsed.Start.Column);

    /// <summary>YAML forbids most control characters even in quotes; the parser below would let them through.</summary>
    private static void CheckCharacters(string text, DocumentBuilder build)
    {
        var line = 1;
        var lineStart = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (character == '\n') (line, lineStart) = (line + 1, at + 1);
            if (IsAllowed(character)) continue;

            throw new DocumentFault(
                $"the control character U+{(int)character:X4} is not allowed in YAML",
                "remove it, or escape it in double quotes",
                build.At(line, at - lineStart + 1));
        }
    }

    private static bool IsAllowed(char character) => character
        is '\t' or '\n' or '\r' or '\u0085'
        or (>= ' ' and <= '~')
        or (>= '\u00A0' and not '\uFEFF' and not '\uFFFE' and not '\uFFFF');
}

using System.Globalization;
using StartOperator.Package.Diagnostics;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace StartOperator.Package.Reading.Documents;

/// <summary>Loads TOML 1.0. Tables that are opened in several places become one map, in the order of their first appearance.</summary>
internal sealed class TomlDocument
{
    private const int LongestReason = 200;

    private readonly DocumentBuilder _build;

    private TomlDocument(DocumentBuilder build) => _build = build;

    /// <summary>Loads a document.</summary>
    /// <exception cref="DocumentFault">It is not TOML, or exceeds the limits.</exception>
    public static Node Load(string text, DocumentBuilder build)
    {
        try
        {
            var document = SyntaxParser.Parse(text, validate: true);
            if (document.Diagnostics.FirstOrDefault(message => message.Kind == DiagnosticMessageKind.Error) is { } error)
                throw Fault(error.Message, build.At(error.Span.Start.Line + 1, error.Span.Start.Column + 1));
            return new TomlDocument(build).Read(document).Build(build);
        }
        catch (TomlException fault)
        {
            throw Fault(fault.Message, build.At(1, 1));
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            throw Fault(fault.Message, build.At(1, 1));
        }
    }

    private static DocumentFault Fault(string reason, SourceLocation location) =>
        new($"the TOML does not parse: {Wording.Short(reason, LongestReason)}", "check the syntax around this place", location);

    private TomlTable Read(DocumentSyntax document)
    {
        var root = new TomlTable(_build.At(1, 1), _build.NextOrder());
        foreach (var pair in document.KeyValues) Add(root, pair);

        foreach (var table in document.Tables)
        {
            var opened = Open(root, table);
            foreach (var pair in table.Items) Add(opened, pair);
        }

        return root;
    }

    private TomlTable Open(TomlTable root, TableSyntaxBase table)
    {
        var keys = Keys(table.Name!);
        var parent = Walk(root, keys);
        var (name, location) = keys[^1];
        return table is TableArraySyntax ? parent.Append(name, location, _build) : parent.Child(name, location, _build);
    }

    private void Add(TomlTable table, KeyValueSyntax pair)
    {
        var keys = Keys(pair.Key!);
        var (name, location) = keys[^1];
        Walk(table, keys).Add(name, location, _build, () => Value(pair.Value!));
    }

    private TomlTable Walk(TomlTable table, List<(string Name, SourceLocation Location)> keys)
    {
        foreach (var (name, location) in keys.SkipLast(1)) table = table.Child(name, location, _build);
        return table;
    }

    private Node Value(ValueSyntax value)
    {
        var location = At(value);
        return value switch
        {
            StringValueSyntax text => _build.Scalar(ScalarKind.Text, text.Value ?? "", location),
            IntegerValueSyntax number => _build.Scalar(ScalarKind.Integer, number.Value.ToString(CultureInfo.InvariantCulture), location),
            FloatValueSyntax number => Float(number.Value, location),
            BooleanValueSyntax boolean => _build.Scalar(ScalarKind.Boolean, boolean.Value ? "true" : "false", location),
            DateTimeValueSyntax date => _build.Scalar(ScalarKind.Date, date.Token?.Text ?? "", location),
            ArraySyntax array => Array(array, location),
            InlineTableSyntax table => InlineTable(table, location),
            _ => throw new DocumentFault("the TOML does not parse: a value is expected", "write a value", location),
        };
    }

    private ScalarNode Float(double number, SourceLocation location)
    {
        var kind = double.IsFinite(number) ? ScalarKind.Float : ScalarKind.NotFinite;
        return _build.Scalar(kind, number.ToString("R", CultureInfo.InvariantCulture), location);
    }

    private SequenceNode Array(ArraySyntax array, SourceLocation location)
    {
        var order = _build.NextOrder();
        _build.Enter(location);
        var items = array.Items.Select(item => Value(item.Value!)).ToList();
        _build.Leave();
        return new SequenceNode(items) { Location = location, Order = order };
    }

    private MappingNode InlineTable(InlineTableSyntax syntax, SourceLocation location)
    {
        var table = new TomlTable(location, _build.NextOrder());
        _build.Enter(location);
        foreach (var item in syntax.Items) Add(table, item.KeyValue!);
        _build.Leave();
        return table.Build(_build);
    }

    private List<(string Name, SourceLocation Location)> Keys(KeySyntax key)
    {
        List<(string, SourceLocation)> keys = [(Name(key.Key!), At(key.Key!))];
        foreach (var item in key.DotKeys) keys.Add((Name(item.Key!), At(item.Key!)));
        return keys;
    }

    private static string Name(BareKeyOrStringValueSyntax key) => key switch
    {
        BareKeySyntax bare => bare.Key?.Text ?? "",
        StringValueSyntax text => text.Value ?? "",
        _ => "",
    };

    private SourceLocation At(SyntaxNode node) => _build.At(node.Span.Start.Line + 1, node.Span.Start.Column + 1);
}

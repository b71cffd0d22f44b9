using System.Text.Json;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.Reading.Documents;

namespace StartOperator.Package.Reading;

/// <summary>Loads documents; what can't be loaded becomes one error.</summary>
internal sealed class DocumentReader
{
    private const char ByteOrderMark = '\uFEFF';

    private readonly DocumentLimits _limits = DocumentLimits.Manifest;

    /// <summary>What has been found so far.</summary>
    public DiagnosticLog Log { get; } = new();

    /// <summary>Loads a file.</summary>
    public Cursor? LoadFile(string path, DocumentFormat format)
    {
        try
        {
            var bytes = DocumentText.ReadFile(path, _limits);
            return Guard(build => Parse(DocumentText.Decode(bytes, build), format, build), path);
        }
        catch (DocumentFault fault)
        {
            return Report(fault.Message, fault.Remedy, fault.Location);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Report($"'{Wording.Short(path)}' can't be read: {fault.Message}", "check the path and its permissions", null);
        }
    }

    /// <summary>Loads a text.</summary>
    public Cursor? LoadText(string text, DocumentFormat format, string source) => Guard(
        build =>
        {
            DocumentText.CheckSize(text, _limits);
            return Parse(text, format, build);
        },
        source);

    /// <summary>Loads parsed JSON.</summary>
    public Cursor? LoadJson(JsonElement json) => Guard(build => JsonElementDocument.Load(json, build), "");

    /// <summary>Loads CBOR.</summary>
    public Cursor? LoadCbor(ReadOnlyMemory<byte> cbor) => Guard(
        build =>
        {
            DocumentText.CheckSize(cbor, _limits);
            return CborDocument.Load(cbor, build);
        },
        "");

    /// <summary>Logs an error about the whole document.</summary>
    public Cursor? Report(string message, string remedy, SourceLocation? location)
    {
        Log.Add(new Diagnostic(Severity.Error, "", message, remedy, location), order: 0);
        return null;
    }

    private Cursor? Guard(Func<DocumentBuilder, Node> load, string source)
    {
        try
        {
            var node = load(new DocumentBuilder(source, _limits));
            return node.Depth <= _limits.Depth
                ? new Cursor(node, DocumentPath.Root, Log)
                : Report($"lists and maps lie more than {_limits.Depth} deep in each other", "lay the document out flatter", null);
        }
        catch (DocumentFault fault)
        {
            return Report(fault.Message, fault.Remedy, fault.Location);
        }
    }

    private static Node Parse(string text, DocumentFormat format, DocumentBuilder build)
    {
        try
        {
            return format switch
            {
                DocumentFormat.Yaml => YamlDocument.Load(text.TrimStart(ByteOrderMark), build),
                DocumentFormat.Toml => TomlDocument.Load(text.TrimStart(ByteOrderMark), build),
                DocumentFormat.Json => JsonTextDocument.Load(DocumentText.Encode(text, build), build),
                _ => throw new ArgumentOutOfRangeException(nameof(format)),
            };
        }
        catch (DocumentFault fault)
        {
            throw DocumentText.BlameConflictMarkers(fault, text, build);
        }
    }
}

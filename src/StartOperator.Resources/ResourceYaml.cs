using System.Globalization;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace StartOperator.Resources;

/// <summary>Objects of the API as YAML: the same fields in the same order as their JSON.</summary>
public static class ResourceYaml
{
    /// <summary>Reads the documents of a text; empty ones are left out.</summary>
    /// <exception cref="FormatException">The text is not YAML, is too large or too deep, has a key twice, or uses anchors or tags; the message says where.</exception>
    public static IReadOnlyList<JsonElement> Read(string text) => YamlReading.Documents(text);

    /// <summary>Writes objects, a document each.</summary>
    public static void Write(TextWriter output, IEnumerable<JsonElement> objects)
    {
        var emitter = new Emitter(output, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024, skipAnchorName: true));
        emitter.Emit(new StreamStart());
        var first = true;
        foreach (var item in objects)
        {
            emitter.Emit(new DocumentStart(version: null, tags: null, isImplicit: first));
            Write(emitter, item);
            emitter.Emit(new DocumentEnd(isImplicit: true));
            first = false;
        }

        emitter.Emit(new StreamEnd());
    }

    /// <summary>One object as YAML.</summary>
    public static string ToString(JsonElement item)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        Write(text, [item]);
        return text.ToString();
    }

    private static void Write(Emitter emitter, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, value.EnumerateObject().Any() ? MappingStyle.Block : MappingStyle.Flow));
                foreach (var property in value.EnumerateObject())
                {
                    WriteText(emitter, property.Name);
                    Write(emitter, property.Value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonValueKind.Array:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, value.GetArrayLength() > 0 ? SequenceStyle.Block : SequenceStyle.Flow));
                foreach (var item in value.EnumerateArray())
                {
                    Write(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case JsonValueKind.String:
                WriteText(emitter, value.GetString()!);
                break;
            default:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, value.GetRawText(), ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));
                break;
        }
    }

    private static void WriteText(Emitter emitter, string text)
    {
        var style = text.Contains('\n', StringComparison.Ordinal) && IsPrintable(text) ? ScalarStyle.Literal : NeedsQuotes(text) ? ScalarStyle.DoubleQuoted : ScalarStyle.Plain;
        emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: style == ScalarStyle.Plain, isQuotedImplicit: true));
    }

    /// <summary>
    /// Quotes whatever a YAML 1.1 or 1.2 parser might take for something else: only texts of letters, digits and a few marks, which begin
    /// with a letter and are no keyword of either, stand without.
    /// </summary>
    private static bool NeedsQuotes(string text) =>
        text.Length == 0
        || !char.IsAsciiLetter(text[0])
        || text.AsSpan().ContainsAnyExcept(PlainCharacters)
        || text[^1] is ' ' or ':'
        || text.Contains(": ", StringComparison.Ordinal)
        || text.Contains(" #", StringComparison.Ordinal)
        || Keywords.Contains(text);

    private static readonly System.Buffers.SearchValues<char> PlainCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@ (),;'=+$<>");

    private static readonly HashSet<string> Keywords = new(StringComparer.OrdinalIgnoreCase) { "y", "n", "yes", "no", "on", "off", "true", "false", "null" };

    private static bool IsPrintable(string text) =>
        !text.Any(c => char.IsControl(c) && c != '\n') && !text.Split('\n').Any(line => line.Length > 0 && char.IsWhiteSpace(line[^1])) && !char.IsWhiteSpace(text[0]);
}

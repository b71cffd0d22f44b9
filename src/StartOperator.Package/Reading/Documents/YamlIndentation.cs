using System.Text;
using YamlDotNet.Core;

namespace StartOperator.Package.Reading.Documents;

/// <summary>
/// StartOS's parser lets the further lines of a double-quoted text and of a list in brackets start anywhere, even at the left margin,
/// and a block of text start with lines of blanks. The parser used here does not; but blanks mean nothing at such places, so they
/// can be added or removed.
/// </summary>
internal static class YamlIndentation
{
    private const string Blanks = "        ";

    /// <summary>What is nested deeper is refused anyway, and takes long.</summary>
    private const int Deepest = 64;

    /// <summary>How many characters all attempts together may parse.</summary>
    private const int Effort = 16 * 1024 * 1024;

    /// <summary>Corrects such lines where that makes YAML of something that was none; otherwise changes nothing.</summary>
    public static string Complete(string text)
    {
        var completed = text;
        for (var spent = 0L; spent < Effort; spent += completed.Length)
        {
            switch (Try(completed, out var place))
            {
                case Outcome.Parsed:
                    return completed;
                case Outcome.QuotedLine when IndentQuoted(completed, place) is { } indented && indented != completed:
                    completed = indented;
                    break;
                case Outcome.BracketedLine:
                    completed = IndentLine(completed, place);
                    break;
                case Outcome.BlankLine when ClearBlankLines(completed, place) is { } cleared && cleared != completed:
                    completed = cleared;
                    break;
                default:
                    return text;
            }
        }

        return text;
    }

    private enum Outcome
    {
        Parsed,
        QuotedLine,
        BracketedLine,
        BlankLine,
        Broken,
    }

    /// <summary>Parses, as far as is sensible; says where the quote, the line in brackets or the text starts that the parser stumbles over.</summary>
    private static Outcome Try(string text, out Mark place)
    {
        var scanner = new Scanner(new StringReader(text));
        place = Mark.Empty;
        try
        {
            var parser = new Parser(scanner);
            for (var depth = 0; depth <= Deepest && parser.MoveNext();) depth += parser.Current!.NestingIncrease;
            return Outcome.Parsed;
        }
        catch (SyntaxErrorException fault) when (fault.Message.Contains("double-quoted scalar, found wrong indentation", StringComparison.Ordinal))
        {
            place = fault.Start;
            return Outcome.QuotedLine;
        }
        catch (SemanticErrorException fault) when (fault.Message.Contains("extra spaces in first line", StringComparison.Ordinal))
        {
            place = fault.End;
            return Outcome.BlankLine;
        }
        catch (InvalidOperationException)
        {
            place = scanner.CurrentPosition;
            return Outcome.BracketedLine;
        }
        catch (Exception fault) when (YamlFault.IsOne(fault))
        {
            return Outcome.Broken;
        }
    }

    private static string IndentLine(string text, Mark place) => text.Insert(LineStart(text, (int)place.Index), Blanks);

    private static int LineStart(string text, int at)
    {
        at = Math.Min(at, text.Length);
        while (at > 0 && !IsBreak(text[at - 1])) at--;
        return at;
    }

    /// <summary>Empties the lines of blanks before a block's text; none of them may be longer than the text's indentation.</summary>
    private static string? ClearBlankLines(string text, Mark content)
    {
        var first = LineStart(text, (int)content.Index);
        var start = first;
        while (start > 0 && LineStart(text, start - 1) is var line && string.IsNullOrWhiteSpace(text[line..start]))
        {
            if (text[line..start].TrimEnd('\r', '\n').Length >= content.Column) return null;
            start = line;
        }

        var breaks = string.Concat(text[start..first].Where(IsBreak));
        return string.Concat(text.AsSpan(0, start), breaks, text.AsSpan(first));
    }

    private static string? IndentQuoted(string text, Mark start)
    {
        var from = (int)start.Index;
        if (from >= text.Length || text[from] != '"') return null;

        var blanks = new string(' ', (int)start.Column);
        var indented = new StringBuilder(text, 0, from + 1, text.Length + blanks.Length);
        var end = from + 1;
        for (; end < text.Length && text[end] != '"'; end++)
        {
            indented.Append(text[end]);
            if (text[end] == '\\' && end + 1 < text.Length && text[end + 1] is '"' or '\\') indented.Append(text[++end]);
            else if (EndsLine(text, end) && !IsDocumentMark(text.AsSpan(end + 1))) indented.Append(blanks);
        }

        return indented.Append(text, end, text.Length - end).ToString();
    }

    private static bool EndsLine(string text, int at) => IsBreak(text[at]) && !(text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n');

    private static bool IsBreak(char character) => character is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    private static bool IsDocumentMark(ReadOnlySpan<char> line) =>
        line is ['-', '-', '-', ..] or ['.', '.', '.', ..] && (line.Length == 3 || char.IsWhiteSpace(line[3]));
}

using System.Globalization;
using System.Text;

namespace StartOperator.LocalCluster.Cel;

/// <summary>The kinds of tokens.</summary>
internal enum CelTokenKind
{
    End,
    Name,
    Symbol,

    /// <summary>A number, text or bytes.</summary>
    Value,
}

/// <summary>A token of a CEL expression.</summary>
internal readonly record struct CelToken(CelTokenKind Kind, string Text, object? Value, int At);

/// <summary>Cuts the text of a CEL expression into tokens.</summary>
internal sealed class CelLexer(string text)
{
    private static readonly string[] Symbols =
        ["&&", "||", "==", "!=", "<=", ">=", ".", ",", "(", ")", "[", "]", "{", "}", "?", ":", "+", "-", "*", "/", "%", "<", ">", "!"];

    private int _at;

    /// <exception cref="CelException">Something stands there that CEL doesn't have.</exception>
    public List<CelToken> Tokens()
    {
        var tokens = new List<CelToken>();
        while (true)
        {
            Skip();
            if (_at >= text.Length) break;
            tokens.Add(Next());
        }

        tokens.Add(new(CelTokenKind.End, "<EOF>", null, text.Length));
        return tokens;
    }

    private void Skip()
    {
        while (_at < text.Length)
        {
            if (text[_at] is ' ' or '\t' or '\r' or '\n' or '\f') _at++;
            else if (text.AsSpan(_at).StartsWith("//"))
            {
                while (_at < text.Length && text[_at] != '\n') _at++;
            }
            else break;
        }
    }

    private CelToken Next()
    {
        var start = _at;
        if (Prefixed() is { } value) return new(CelTokenKind.Value, text[start.._at], value, start);
        if (char.IsAsciiLetter(text[_at]) || text[_at] == '_')
        {
            while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_')) _at++;
            return new(CelTokenKind.Name, text[start.._at], null, start);
        }

        if (char.IsAsciiDigit(text[_at]) || (text[_at] == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
            return new(CelTokenKind.Value, text[start.._at], Number(), start);
        foreach (var symbol in Symbols)
        {
            if (!text.AsSpan(_at).StartsWith(symbol)) continue;
            _at += symbol.Length;
            return new(CelTokenKind.Symbol, symbol, null, start);
        }

        throw new CelException($"Syntax error: token recognition error at: '{text[_at]}'");
    }

    /// <summary>Text or bytes, raw or not; null when none begins here.</summary>
    private object? Prefixed()
    {
        var (at, raw, bytes) = (_at, false, false);
        while (at < text.Length && at < _at + 2)
        {
            if (text[at] is 'r' or 'R' && !raw) raw = true;
            else if (text[at] is 'b' or 'B' && !bytes) bytes = true;
            else break;
            at++;
        }

        if (at >= text.Length || text[at] is not ('"' or '\'')) return null;
        _at = at;
        var content = Quoted(raw, bytes);
        return bytes ? content : Encoding.UTF8.GetString(content);
    }

    private byte[] Quoted(bool raw, bool bytes)
    {
        var quote = text[_at];
        var triple = text.AsSpan(_at).StartsWith(new string(quote, 3));
        var end = triple ? new string(quote, 3) : quote.ToString();
        _at += end.Length;
        using var content = new MemoryStream();
        while (!text.AsSpan(Math.Min(_at, text.Length)).StartsWith(end))
        {
            if (_at >= text.Length || (!triple && text[_at] is '\n' or '\r')) throw new CelException("Syntax error: token recognition error: unterminated string");
            if (text[_at] == '\\' && !raw) Escape(content, bytes);
            else
            {
                var rune = Rune.GetRuneAt(text, _at);
                _at += rune.Utf16SequenceLength;
                content.Write(Encoding.UTF8.GetBytes(rune.ToString()));
            }
        }

        _at += end.Length;
        return content.ToArray();
    }

    private void Escape(MemoryStream content, bool bytes)
    {
        const string Short = "abfnrtv\\?\"'`";
        const string Meaning = "\a\b\f\n\r\t\v\\?\"'`";
        var c = _at + 1 < text.Length ? text[_at + 1] : '\0';
        if (Short.IndexOf(c, StringComparison.Ordinal) is var known and >= 0 && c != '\0')
        {
            content.WriteByte((byte)Meaning[known]);
            _at += 2;
            return;
        }

        if (bytes && c is 'u' or 'U') throw new CelException("Syntax error: code points are no bytes");
        var (digits, radix) = c switch
        {
            'x' or 'X' => (2, 16),
            'u' => (4, 16),
            'U' => (8, 16),
            >= '0' and <= '3' => (3, 8),
            _ => throw new CelException($"Syntax error: invalid escape sequence '\\{c}'"),
        };
        var start = _at + (radix == 8 ? 1 : 2);
        if (start + digits > text.Length) throw new CelException("Syntax error: invalid escape sequence");
        var code = Code(text.Substring(start, digits), radix);
        _at = start + digits;
        if (bytes && digits < 4) content.WriteByte((byte)code);
        else content.Write(Encoding.UTF8.GetBytes(Rune.IsValid(code) ? new Rune(code).ToString() : throw new CelException("Syntax error: invalid code point")));
    }

    private static int Code(string digits, int radix)
    {
        try
        {
            return Convert.ToInt32(digits, radix);
        }
        catch (Exception fault) when (fault is FormatException or OverflowException or ArgumentException)
        {
            throw new CelException("Syntax error: invalid escape sequence");
        }
    }

    private object Number()
    {
        var start = _at;
        if (text.AsSpan(_at).StartsWith("0x"))
        {
            _at += 2;
            while (_at < text.Length && char.IsAsciiHexDigit(text[_at])) _at++;
            return Whole(text[(start + 2).._at], NumberStyles.AllowHexSpecifier);
        }

        Digits();
        var real = Take('.') && Digits();
        if (_at < text.Length && text[_at] is 'e' or 'E')
        {
            real = true;
            _at++;
            if (!Take('+')) Take('-');
            Digits();
        }

        if (!real) return Whole(text[start.._at], NumberStyles.None);
        return double.TryParse(text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new CelException("invalid double literal");
    }

    private object Whole(string digits, NumberStyles style)
    {
        if (!ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var value)) throw new CelException("invalid int literal");
        if (Take('u') || Take('U')) return value;

        // The least integer is written as the negation of one beyond the greatest; the parser puts the sign on.
        if (value == (ulong)long.MaxValue + 1) return CelParser.BeyondLong;
        return value <= long.MaxValue ? (long)value : throw new CelException("invalid int literal");
    }

    private bool Digits()
    {
        var start = _at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
        return _at > start;
    }

    private bool Take(char c)
    {
        // A dot that no digit follows is a field's.
        if (_at >= text.Length || text[_at] != c || (c == '.' && !(_at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))) return false;
        _at++;
        return true;
    }
}

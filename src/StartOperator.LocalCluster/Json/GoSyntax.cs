namespace StartOperator.LocalCluster.Json;

/// <summary>Says what is wrong with a text that is not JSON, in the words of the decoder that API servers use.</summary>
internal ref struct GoSyntax
{
    private const string End = "unexpected end of JSON input";

    private readonly ReadOnlySpan<byte> _text;
    private int _at;
    private string? _fault;

    private GoSyntax(ReadOnlySpan<byte> text) => _text = text;

    private readonly bool Ended => _at >= _text.Length;

    /// <summary>The first fault; null when the syntax is fine.</summary>
    /// <param name="utf8">The text.</param>
    public static string? Fault(ReadOnlySpan<byte> utf8)
    {
        var scan = new GoSyntax(utf8);
        scan.Value(0);
        scan.Blanks();
        if (scan._fault is null && !scan.Ended) scan.Fail("after top-level value");
        return scan._fault;
    }

    private void Value(int depth)
    {
        Blanks();
        if (depth > JsonText.MaxDepth) Fail("exceeded max depth");
        if (_fault is not null) return;
        switch (Peek())
        {
            case '{': Members(depth); break;
            case '[': Items(depth); break;
            case '"': Text(); break;
            case '-' or (>= '0' and <= '9'): Number(); break;
            case 't': Literal("true"); break;
            case 'f': Literal("false"); break;
            case 'n': Literal("null"); break;
            default: Fail("looking for beginning of value"); break;
        }
    }

    private void Members(int depth)
    {
        _at++;
        Blanks();
        if (Take('}')) return;
        do
        {
            Blanks();
            if (Peek() != '"') Fail("looking for beginning of object key string");
            if (_fault is not null) return;
            Text();
            Blanks();
            if (_fault is null && !Take(':')) Fail("after object key");
            Value(depth + 1);
            Blanks();
        }
        while (_fault is null && Take(','));

        if (_fault is null && !Take('}')) Fail("after object key:value pair");
    }

    private void Items(int depth)
    {
        _at++;
        Blanks();
        if (Take(']')) return;
        do
        {
            Value(depth + 1);
            Blanks();
        }
        while (_fault is null && Take(','));

        if (_fault is null && !Take(']')) Fail("after array element");
    }

    private void Text()
    {
        _at++;
        while (_fault is null && !Take('"'))
        {
            if (Ended || Peek() < ' ') Fail("in string literal");
            else if (Take('\\')) Escape();
            else _at++;
        }
    }

    private void Escape()
    {
        if (Take('u'))
        {
            for (var i = 0; i < 4 && _fault is null; i++)
            {
                if (char.IsAsciiHexDigit(Peek())) _at++;
                else Fail("in \\u hexadecimal character escape");
            }
        }
        else if ("\"\\/bfnrt".Contains(Peek(), StringComparison.Ordinal)) _at++;
        else Fail("in string escape code");
    }

    private void Number()
    {
        Take('-');
        if (!Take('0') && !Digits()) Fail("in numeric literal");
        if (_fault is null && Take('.') && !Digits()) Fail("after decimal point in numeric literal");
        if (_fault is not null || !(Take('e') || Take('E'))) return;
        if (!Take('+')) Take('-');
        if (!Digits()) Fail("in exponent of numeric literal");
    }

    private void Literal(string word)
    {
        for (var i = 0; i < word.Length && _fault is null; i++)
        {
            if (!Take(word[i])) Fail($"in literal {word} (expecting '{word[i]}')");
        }
    }

    private bool Digits()
    {
        var start = _at;
        while (char.IsAsciiDigit(Peek())) _at++;
        return _at > start;
    }

    private void Blanks()
    {
        while (Peek() is ' ' or '\n' or '\r' or '\t') _at++;
    }

    private bool Take(char c)
    {
        if (Ended || _text[_at] != c) return false;
        _at++;
        return true;
    }

    private readonly char Peek() => Ended ? '\0' : (char)_text[_at];

    private void Fail(string where) => _fault ??= Ended ? End : $"invalid character {Quoted(Peek())} {where}";

    private static string Quoted(char c) => c switch
    {
        '\'' => @"'\''",
        '\n' => @"'\n'",
        '\r' => @"'\r'",
        '\t' => @"'\t'",
        < ' ' or '\x7f' => $@"'\x{(int)c:x2}'",
        >= '\x80' and <= '\x9f' => $@"'\u{(int)c:x4}'",
        _ => $"'{c}'",
    };
}

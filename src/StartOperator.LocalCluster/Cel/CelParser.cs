namespace StartOperator.LocalCluster.Cel;

/// <summary>Reads CEL expressions.</summary>
internal sealed class CelParser
{
    /// <summary>Stands for the one whole number that is only valid negated.</summary>
    public static readonly object BeyondLong = new();

    private const int MostDepth = 250;
    private const int MostText = 100_000;

    private static readonly HashSet<string> Reserved =
    [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while",
    ];

    private static readonly string[][] Levels = [["||"], ["&&"], ["<", "<=", ">=", ">", "==", "!=", "in"], ["+", "-"], ["*", "/", "%"]];

    private readonly List<CelToken> _tokens;
    private int _next;
    private int _depth;

    private CelParser(string text) => _tokens = new CelLexer(text).Tokens();

    private CelToken Token => _tokens[_next];

    /// <exception cref="CelException">The text is no expression.</exception>
    public static CelNode Parse(string text)
    {
        if (text.Length > MostText) throw new CelException("expression code point size exceeds limit");
        var parser = new CelParser(text);
        var node = parser.Expression();
        return parser.Token.Kind == CelTokenKind.End ? node : throw parser.Unexpected();
    }

    private CelNode Expression()
    {
        if (++_depth > MostDepth) throw new CelException($"expression recursion limit exceeded: {MostDepth}");
        var node = Binary(0);
        if (Token.Text == "?" && Token.Kind == CelTokenKind.Symbol)
        {
            var at = Take().At;
            var yes = Binary(0);
            Expect(":");
            node = new CelCall(at, "_?_:_", null, [node, yes, Expression()]);
        }

        _depth--;
        return node;
    }

    private CelNode Binary(int level)
    {
        if (level == Levels.Length) return Unary();
        var left = Binary(level + 1);
        while (Levels[level].Contains(Token.Text) && Token.Kind is CelTokenKind.Symbol or CelTokenKind.Name)
        {
            var token = Take();
            var right = Binary(level + 1);
            left = new CelCall(token.At, token.Text == "in" ? "@in" : $"_{token.Text}_", null, [left, right]);
        }

        return left;
    }

    private CelNode Unary()
    {
        if (!IsSymbol("!") && !IsSymbol("-")) return Member();
        if (++_depth > MostDepth) throw new CelException($"expression recursion limit exceeded: {MostDepth}");
        var token = Take();
        CelNode node;
        if (token.Text == "-" && Token is { Kind: CelTokenKind.Value, Value: long or double } || (token.Text == "-" && Token.Value == BeyondLong))
        {
            var negated = Token.Value switch
            {
                long whole => -whole,
                double real => -real,
                _ => (object)long.MinValue,
            };
            _tokens[_next] = Token with { Value = negated };
            node = Member();
        }
        else node = new CelCall(token.At, token.Text == "!" ? "!_" : "-_", null, [Unary()]);

        _depth--;
        return node;
    }

    private CelNode Member()
    {
        var node = Primary();
        while (true)
        {
            if (IsSymbol("."))
            {
                var at = Take().At;
                var optional = Skip("?");
                var name = Name();
                if (!optional && IsSymbol("(")) node = CelMacros.Expand(at, name, node, Arguments());
                else node = new CelSelect(at, node, name) { IsOptional = optional };
            }
            else if (IsSymbol("["))
            {
                var at = Take().At;
                var optional = Skip("?");
                var index = Expression();
                Expect("]");
                node = new CelCall(at, optional ? "_[?_]" : "_[_]", null, [node, index]);
            }
            else if (IsSymbol("{") && node is CelIdentifier or CelSelect) throw new CelException("undeclared reference: messages can't be made in rules");
            else return node;
        }
    }

    private CelNode Primary()
    {
        var token = Token;
        if (token.Kind == CelTokenKind.Value)
        {
            Take();
            return token.Value == BeyondLong ? throw new CelException("invalid int literal") : new CelLiteral(token.At, token.Value);
        }

        if (token.Kind == CelTokenKind.Name) return Named(Take());
        switch (token.Text)
        {
            case ".":
                Take();
                return Named(Take());
            case "(":
                Take();
                var inner = Expression();
                Expect(")");
                return inner;
            case "[": return List(Take().At);
            case "{": return Map(Take().At);
            default: throw Unexpected();
        }
    }

    private CelNode Named(CelToken token)
    {
        switch (token.Text)
        {
            case "true" or "false": return new CelLiteral(token.At, token.Text == "true");
            case "null": return new CelLiteral(token.At, null);
        }

        if (token.Kind != CelTokenKind.Name || token.Text == "in") throw new CelException($"Syntax error: mismatched input '{token.Text}'");
        if (Reserved.Contains(token.Text)) throw new CelException($"reserved identifier: {token.Text}");
        return IsSymbol("(") ? CelMacros.Expand(token.At, token.Text, null, Arguments()) : new CelIdentifier(token.At, token.Text);
    }

    private CelListNode List(int at)
    {
        var items = new List<(CelNode, bool)>();
        while (!IsSymbol("]"))
        {
            var optional = Skip("?");
            items.Add((Expression(), optional));
            if (!Skip(",")) break;
        }

        Expect("]");
        return new CelListNode(at, items);
    }

    private CelMapNode Map(int at)
    {
        var entries = new List<(CelNode, CelNode, bool)>();
        while (!IsSymbol("}"))
        {
            var optional = Skip("?");
            var key = Expression();
            Expect(":");
            entries.Add((key, Expression(), optional));
            if (!Skip(",")) break;
        }

        Expect("}");
        return new CelMapNode(at, entries);
    }

    private List<CelNode> Arguments()
    {
        Expect("(");
        var arguments = new List<CelNode>();
        if (Skip(")")) return arguments;
        do arguments.Add(Expression());
        while (Skip(","));
        Expect(")");
        return arguments;
    }

    private string Name()
    {
        var token = Take();
        return token.Kind == CelTokenKind.Name && token.Text is not ("true" or "false" or "null" or "in")
            ? token.Text
            : throw new CelException($"Syntax error: no viable alternative at input '.{token.Text}'");
    }

    private bool IsSymbol(string symbol) => Token.Kind == CelTokenKind.Symbol && Token.Text == symbol;

    private bool Skip(string symbol)
    {
        if (!IsSymbol(symbol)) return false;
        _next++;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!Skip(symbol)) throw Unexpected($", expecting '{symbol}'");
    }

    private CelToken Take() => Token.Kind == CelTokenKind.End ? throw Unexpected() : _tokens[_next++];

    private CelException Unexpected(string more = "") => new($"Syntax error: mismatched input '{Token.Text}'{more}");
}

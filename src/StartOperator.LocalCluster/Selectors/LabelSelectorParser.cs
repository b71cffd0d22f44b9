using System.Globalization;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Selectors;

/// <summary>Reads selectors such as <c>app=web,tier in (a,b),!old,size&gt;3</c>; refuses them in an API server's words.</summary>
internal sealed class LabelSelectorParser
{
    private readonly List<string> _tokens;
    private int _next;

    private LabelSelectorParser(string text) => _tokens = Tokens(text);

    private string Peek => _next < _tokens.Count ? _tokens[_next] : "";

    /// <exception cref="SelectorException">The text is not a selector.</exception>
    public static LabelSelector Parse(string? text) =>
        string.IsNullOrWhiteSpace(text) ? LabelSelector.Everything : new LabelSelectorParser(text).Selector();

    private LabelSelector Selector()
    {
        var parts = new List<LabelRequirement>();
        while (true)
        {
            if (Peek.Length == 0) return Sorted(parts);
            if (!IsIdentifier(Peek) && Peek != "!") throw new SelectorException($"found '{Peek}', expected: !, identifier, or 'end of string'");
            try
            {
                parts.Add(Requirement());
            }
            catch (SelectorException fault)
            {
                throw new SelectorException("unable to parse requirement: " + fault.Message);
            }

            var separator = Take();
            if (separator.Length == 0) return Sorted(parts);
            if (separator != ",") throw new SelectorException($"found '{separator}', expected: ',' or 'end of string'");
            if (!IsIdentifier(Peek) && Peek != "!") throw new SelectorException($"found '{Peek}', expected: identifier after ','");
        }
    }

    private static LabelSelector Sorted(List<LabelRequirement> parts) => new([.. parts.OrderBy(part => part.Key, StringComparer.Ordinal)]);

    private LabelRequirement Requirement()
    {
        var absent = Peek == "!";
        if (absent) _next++;
        var key = Take();
        if (!IsIdentifier(key)) throw new SelectorException($"found '{key}', expected: identifier");
        foreach (var fault in Names.QualifiedFaults(key))
            throw new SelectorException($"<nil>: Invalid value: {FieldError.Quoted(key)}: {fault}");
        if (absent) return new LabelRequirement(key, LabelOperator.DoesNotExist, []);
        if (Peek is "" or ",") return new LabelRequirement(key, LabelOperator.Exists, []);
        var requirement = Take() switch
        {
            "=" or "==" => new LabelRequirement(key, LabelOperator.In, [ExactValue()]),
            "!=" => new LabelRequirement(key, LabelOperator.NotIn, [ExactValue()]),
            "in" => new LabelRequirement(key, LabelOperator.In, Values()),
            "notin" => new LabelRequirement(key, LabelOperator.NotIn, Values()),
            ">" => new LabelRequirement(key, LabelOperator.GreaterThan, [ExactValue()]),
            "<" => new LabelRequirement(key, LabelOperator.LessThan, [ExactValue()]),
            var other => throw new SelectorException($"found '{other}', expected: in, notin, =, ==, !=, gt, lt"),
        };
        return Checked(requirement);
    }

    private static LabelRequirement Checked(LabelRequirement requirement)
    {
        for (var i = 0; i < requirement.Values.Count; i++)
        {
            var value = requirement.Values[i];
            if (requirement.Operator is LabelOperator.GreaterThan or LabelOperator.LessThan &&
                !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            {
                throw new SelectorException(
                    $"values[{i}]: Invalid value: {FieldError.Quoted(value)}: for 'Gt', 'Lt' operators, the value must be an integer");
            }

            foreach (var fault in Names.LabelValueFaults(value))
                throw new SelectorException($"values[{i}][{requirement.Key}]: Invalid value: {FieldError.Quoted(value)}: {fault}");
        }

        return requirement;
    }

    private string ExactValue()
    {
        if (Peek is "" or ",") return "";
        var value = Take();
        return IsIdentifier(value) ? value : throw new SelectorException($"found '{value}', expected: identifier");
    }

    private List<string> Values()
    {
        var open = Take();
        if (open != "(") throw new SelectorException($"found '{open}' expected: '('");
        var values = new SortedSet<string>(StringComparer.Ordinal);
        if (!IsIdentifier(Peek) && Peek != "," && Peek != ")") throw new SelectorException($"found '{Peek}', expected: ',', ')' or identifier");
        while (true)
        {
            if (IsIdentifier(Peek)) values.Add(Take());
            else if (Peek is "," or ")") values.Add("");
            var separator = Take();
            if (separator == ")") return [.. values];
            if (separator != ",") throw new SelectorException($"found '{separator}', expected: ',' or ')'");
        }
    }

    private string Take() => _next < _tokens.Count ? _tokens[_next++] : "";

    private static bool IsIdentifier(string token) => token.Length > 0 && !IsSpecial(token[0]);

    private static bool IsSpecial(char c) => c is '=' or '!' or '(' or ')' or ',' or '>' or '<';

    private static List<string> Tokens(string text)
    {
        var tokens = new List<string>();
        var i = 0;
        while (i < text.Length)
        {
            if (text[i] is ' ' or '\t' or '\r' or '\n')
            {
                i++;
                continue;
            }

            var start = i++;
            if (!IsSpecial(text[start]))
            {
                while (i < text.Length && !IsSpecial(text[i]) && text[i] is not (' ' or '\t' or '\r' or '\n')) i++;
            }
            else if (text[start] is '=' or '!' && i < text.Length && text[i] == '=') i++;

            tokens.Add(text[start..i]);
        }

        return tokens;
    }
}

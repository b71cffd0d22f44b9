using k8s.Models;

namespace StartOperator.Runtime.Caching;

/// <summary>
/// A label selector as <c>kubectl -l</c> takes it: <c>a=b</c>, <c>a==b</c>, <c>a!=b</c>, <c>a</c>, <c>!a</c>, <c>a in (b,c)</c>,
/// <c>a notin (b,c)</c>, joined by commas. The server selects with it; the cache uses it to tell whether our own writes belong to it.
/// </summary>
public sealed class LabelSelector
{
    private readonly List<Requirement> _requirements;
    private readonly string _text;

    private LabelSelector(string text, List<Requirement> requirements)
    {
        _text = text;
        _requirements = requirements;
    }

    /// <summary>Reads a selector.</summary>
    /// <exception cref="FormatException">The text is not a selector; the message names the part at fault.</exception>
    public static LabelSelector Parse(string text) => new(text, [.. Split(text).Select(ParseRequirement)]);

    /// <summary>Whether an object with these labels is selected.</summary>
    public bool Matches(IDictionary<string, string>? labels)
    {
        foreach (var requirement in _requirements)
        {
            if (!requirement.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether an object is selected.</summary>
    public bool Matches(IMetadata<V1ObjectMeta> resource) => Matches(resource.Metadata.Labels);

    /// <summary>The selector as it was given.</summary>
    public override string ToString() => _text;

    private static IEnumerable<string> Split(string text)
    {
        var depth = 0;
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                yield return text[start..i].Trim();
                start = i + 1;
            }
            else if (text[i] == '(')
            {
                depth++;
            }
            else if (text[i] == ')')
            {
                depth--;
            }
        }
    }

    private static Requirement ParseRequirement(string part)
    {
        if (part.StartsWith('!'))
        {
            return new Requirement(Key(part[1..], part), [], IsPresent: false, AnyValue: true);
        }

        if (part.EndsWith(')') && part.IndexOf('(') is > 0 and var open)
        {
            string[] values = [.. part[(open + 1)..^1].Split(',').Select(v => v.Trim())];
            var head = part[..open].TrimEnd();
            return head.EndsWith(" notin", StringComparison.Ordinal)
                ? new Requirement(Key(head[..^6], part), values, IsPresent: false, AnyValue: false)
                : head.EndsWith(" in", StringComparison.Ordinal) ? new Requirement(Key(head[..^3], part), values, IsPresent: true, AnyValue: false)
                : throw Fault(part);
        }

        if (part.IndexOf('=') is >= 0 and var equals)
        {
            var negative = equals > 0 && part[equals - 1] == '!';
            var key = Key(part[..(negative ? equals - 1 : equals)], part);
            return new Requirement(key, [part[(equals + 1)..].TrimStart('=').Trim()], !negative, AnyValue: false);
        }

        return new Requirement(Key(part, part), [], IsPresent: true, AnyValue: true);
    }

    private static string Key(string key, string part) =>
        key.Trim() is { Length: > 0 } trimmed && trimmed.IndexOfAny([.. " ()!=,"]) < 0 ? trimmed : throw Fault(part);

    private static FormatException Fault(string part) =>
        new($"'{part}' is not part of a label selector; write key=value, key!=value, key, !key, key in (a,b) or key notin (a,b)");

    private sealed record Requirement(string Key, string[] Values, bool IsPresent, bool AnyValue)
    {
        public bool Matches(IDictionary<string, string>? labels)
        {
            string? value = null;
            var found = labels is not null && labels.TryGetValue(Key, out value);
            return IsPresent == (found && (AnyValue || Values.Contains(value)));
        }
    }
}

using System.Text;

namespace StartOperator.LocalCluster.Cel;

/// <summary>Field names as rules write them: what is no CEL name is escaped (<c>a-b</c> is <c>a__dash__b</c>).</summary>
internal static class CelNames
{
    private static readonly HashSet<string> Keywords =
    [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return",
    ];

    private static readonly (string Plain, string Escaped)[] Parts = [("__", "__underscores__"), (".", "__dot__"), ("-", "__dash__"), ("/", "__slash__")];

    /// <summary>The name in a rule; null when a rule can't write it.</summary>
    public static string? Escaped(string name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0])) return null;
        if (Keywords.Contains(name)) return $"__{name}__";
        var result = new StringBuilder();
        for (var i = 0; i < name.Length;)
        {
            var part = Parts.FirstOrDefault(part => name.AsSpan(i).StartsWith(part.Plain));
            if (part.Plain is not null)
            {
                result.Append(part.Escaped);
                i += part.Plain.Length;
            }
            else if (char.IsAsciiLetterOrDigit(name[i]) || name[i] == '_') result.Append(name[i++]);
            else return null;
        }

        return result.ToString();
    }

    /// <summary>The name of the field that a rule's name stands for.</summary>
    public static string Unescaped(string name)
    {
        if (!name.Contains("__", StringComparison.Ordinal)) return name;
        if (name.Length > 4 && name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal) && Keywords.Contains(name[2..^2]))
            return name[2..^2];
        var result = new StringBuilder();
        for (var i = 0; i < name.Length;)
        {
            var part = Parts.FirstOrDefault(part => name.AsSpan(i).StartsWith(part.Escaped));
            result.Append(part.Plain ?? name[i].ToString());
            i += part.Escaped?.Length ?? 1;
        }

        return result.ToString();
    }
}

using System.Text;
using System.Text.RegularExpressions;

namespace StartOperator.LocalCluster.Validation;

/// <summary>What is wrong with names, label keys and label values, in the words an API server uses; nothing when they are fine.</summary>
internal static partial class Names
{
    private const string LabelFormat = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string SubdomainFormat = LabelFormat + "(\\." + LabelFormat + ")*";
    private const string Label1035Format = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private const string KeyFormat = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private const string ValueFormat = "(" + KeyFormat + ")?";

    private const string KeyRule =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character" +
        " (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '" + KeyFormat + "')";

    public static IEnumerable<string> LabelFaults(string name)
    {
        if (Bytes(name) > 63) yield return TooLong(63);
        if (LabelPattern.IsMatch(name)) yield break;
        if (SubdomainPattern.IsMatch(name)) yield return "must not contain dots";
        else
        {
            yield return "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an" +
                $" alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '{LabelFormat}')";
        }
    }

    public static IEnumerable<string> SubdomainFaults(string name)
    {
        if (Bytes(name) > 253) yield return TooLong(253);
        if (!SubdomainPattern.IsMatch(name))
        {
            yield return "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end" +
                $" with an alphanumeric character (e.g. 'example.com', regex used for validation is '{SubdomainFormat}')";
        }
    }

    public static IEnumerable<string> Label1035Faults(string name)
    {
        if (Bytes(name) > 63) yield return TooLong(63);
        if (!Label1035Pattern.IsMatch(name))
        {
            yield return "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end" +
                $" with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '{Label1035Format}')";
        }
    }

    public static IEnumerable<string> PathSegmentFaults(string name, bool prefix)
    {
        if (!prefix && name is "." or "..")
        {
            yield return $"may not be '{name}'";
            yield break;
        }

        if (name.Contains('/', StringComparison.Ordinal)) yield return "may not contain '/'";
        if (name.Contains('%', StringComparison.Ordinal)) yield return "may not contain '%'";
    }

    /// <summary>A label or annotation key, a finalizer, a condition type: an optional DNS prefix and a name.</summary>
    public static IEnumerable<string> QualifiedFaults(string key)
    {
        var parts = key.Split('/');
        if (parts.Length > 2)
        {
            yield return $"a valid label key {KeyRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
            yield break;
        }

        if (parts.Length == 2)
        {
            if (parts[0].Length == 0) yield return "prefix part must be non-empty";
            else
            {
                foreach (var fault in SubdomainFaults(parts[0])) yield return "prefix part " + fault;
            }
        }

        var name = parts[^1];
        if (name.Length == 0) yield return "name part must be non-empty";
        else if (Bytes(name) > 63) yield return "name part " + TooLong(63);
        if (!KeyPattern.IsMatch(name)) yield return "name part " + KeyRule;
    }

    public static IEnumerable<string> LabelValueFaults(string value)
    {
        if (Bytes(value) > 63) yield return TooLong(63);
        if (!ValuePattern.IsMatch(value))
        {
            yield return "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end" +
                $" with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '{ValueFormat}')";
        }
    }

    private static string TooLong(int most) => $"must be no more than {most} bytes";

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);

    [GeneratedRegex($@"\A{LabelFormat}\z", RegexOptions.ExplicitCapture)]
    private static partial Regex LabelPattern { get; }

    [GeneratedRegex($@"\A{SubdomainFormat}\z", RegexOptions.ExplicitCapture)]
    private static partial Regex SubdomainPattern { get; }

    [GeneratedRegex($@"\A{Label1035Format}\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Label1035Pattern { get; }

    [GeneratedRegex($@"\A{KeyFormat}\z", RegexOptions.ExplicitCapture)]
    private static partial Regex KeyPattern { get; }

    [GeneratedRegex($@"\A{ValueFormat}\z", RegexOptions.ExplicitCapture)]
    private static partial Regex ValuePattern { get; }
}

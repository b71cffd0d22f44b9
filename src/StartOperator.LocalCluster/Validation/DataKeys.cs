using System.Text.RegularExpressions;

namespace StartOperator.LocalCluster.Validation;

/// <summary>Keys of ConfigMaps and Secrets.</summary>
internal static partial class DataKeys
{
    private const string Format = "[-._a-zA-Z0-9]+";

    public static IEnumerable<string> Faults(string key)
    {
        if (key.Length > 253) yield return "must be no more than 253 characters";
        if (!Allowed.IsMatch(key))
        {
            yield return "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name'," +
                $" regex used for validation is '{Format}')";
        }

        if (key == ".") yield return "must not be '.'";
        else if (key == "..") yield return "must not be '..'";
        else if (key.StartsWith("..", StringComparison.Ordinal)) yield return "must not start with '..'";
    }

    [GeneratedRegex($@"\A{Format}\z")]
    private static partial Regex Allowed { get; }
}

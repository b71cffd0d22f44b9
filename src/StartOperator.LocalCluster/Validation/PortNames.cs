using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>Port numbers and names.</summary>
internal static partial class PortNames
{
    public const string RangeFault = "must be between 1 and 65535, inclusive";

    /// <summary>What is wrong with a named port: at most 15 of a-z, 0-9 and hyphens, with a letter.</summary>
    public static IEnumerable<string> Faults(string name)
    {
        if (name.Length > 15) yield return "must be no more than 15 bytes";
        if (!Allowed.IsMatch(name)) yield return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
        if (!name.Any(char.IsAsciiLetterLower)) yield return "must contain at least one letter (a-z)";
        if (name.Contains("--", StringComparison.Ordinal)) yield return "must not contain consecutive hyphens";
        if (name.Length > 0 && (name[0] == '-' || name[^1] == '-')) yield return "must not begin or end with a hyphen";
    }

    /// <summary>Faults of a port given by number or name.</summary>
    public static IEnumerable<FieldError> TargetFaults(JsonNode? port, string path)
    {
        if (port.Text() is { } name)
        {
            foreach (var fault in Faults(name)) yield return FieldError.Invalid(path, name, fault);
        }
        else if (port.AsWhole() is null or < 1 or > 65535) yield return FieldError.Invalid(path, port.AsWhole() ?? 0, RangeFault);
    }

    [GeneratedRegex(@"\A[-a-z0-9]+\z")]
    private static partial Regex Allowed { get; }
}

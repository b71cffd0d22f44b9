using System.Text.RegularExpressions;

namespace StartOperator.Oci.Packages;

/// <summary>The names of repositories and tags, as the OCI distribution specification has them.</summary>
public static partial class RepositoryName
{
    private const int Longest = 255;

    /// <summary>Whether a registry can have a repository of this name.</summary>
    public static bool IsOne(string name) => name.Length <= Longest && Repository().IsMatch(name);

    /// <summary>A version as a tag; null when it can't be one.</summary>
    public static string? TagOf(string version) => Tag().IsMatch(version) ? version : null;

    [GeneratedRegex(@"^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Repository();

    [GeneratedRegex(@"^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();
}

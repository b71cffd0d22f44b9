namespace StartOperator.Rendering;

/// <summary>
/// Texts that a container must get as they are. Kubernetes expands <c>$(NAME)</c> in commands, arguments and variables, and takes <c>$$</c> for
/// <c>$</c>; StartOS does neither.
/// </summary>
internal static class Verbatim
{
    /// <summary>What to write in a pod so that the container gets <paramref name="text"/>; a dollar that Kubernetes leaves alone stays single, to be read by people.</summary>
    public static string Of(string text) =>
        text.Contains("$(", StringComparison.Ordinal) || text.Contains("$$", StringComparison.Ordinal) ? text.Replace("$", "$$", StringComparison.Ordinal) : text;
}

using System.Text.RegularExpressions;
using StartOperator.Package.Model.Schema;

namespace StartOperator.Package.Reading;

/// <summary>The syntax of identifiers (contract: manifest.md §2).</summary>
internal static partial class Identifier
{
    /// <summary>Says what is wrong with an identifier; null when nothing is.</summary>
    public static (string Message, string Remedy)? Check(string text)
    {
        if (!Syntax().IsMatch(text))
        {
            return ($"'{Wording.Short(text)}' is not an identifier",
                "write lower-case letters (a to z) with single hyphens between them; digits and underscores are not allowed");
        }

        return text.Length <= Limits.Id
            ? null
            : ($"has {text.Length} characters; StartOperator uses identifiers as DNS labels, which have at most {Limits.Id}", "shorten it");
    }

    [GeneratedRegex(@"\A[a-z]+(-[a-z]+)*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Syntax();
}

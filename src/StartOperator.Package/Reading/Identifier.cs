using StartOperator.Package.Model.Schema;

namespace StartOperator.Package.Reading;

/// <summary>The syntax of identifiers (contract: manifest.md §2).</summary>
internal static class Identifier
{
    /// <summary>Says what is wrong with an identifier; null when nothing is.</summary>
    public static (string Message, string Remedy)? Check(string text)
    {
        if (!IsIdentifier(text))
        {
            return ($"'{Wording.Short(text)}' is not an identifier",
                "write lower-case letters (a to z) with single hyphens between them; digits and underscores are not allowed");
        }

        return text.Length <= Limits.Id
            ? null
            : ($"has {text.Length} characters; StartOperator uses identifiers as DNS labels, which have at most {Limits.Id}", "shorten it");
    }

    private static bool IsIdentifier(string text)
    {
        foreach (var word in text.AsSpan().Split('-'))
        {
            if (text.AsSpan(word).IsEmpty || text.AsSpan(word).ContainsAnyExceptInRange('a', 'z')) return false;
        }

        return true;
    }
}

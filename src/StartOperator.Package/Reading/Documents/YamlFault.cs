using YamlDotNet.Core;

namespace StartOperator.Package.Reading.Documents;

/// <summary>Says in our words why YAML does not parse.</summary>
internal static class YamlFault
{
    private static readonly (string Words, string Remedy)[] Remedies =
    [
        ("quoted scalar", "close the quote that opens here and indent its further lines; a quote inside quotes is written \\\" or ''"),
        ("block mapping", "check the indentation of this line, and the quotes and colons of this line and the one before"),
        ("block sequence", "indent the items of a list alike, each with '- ' before it"),
        ("flow", "check the brackets, commas and quotes of this list or map"),
        ("plain scalar", "put the text in quotes; without them it can't contain ': ' or ' #'"),
        ("simple key", "check that a ':' follows the key, and indent the further lines of a text deeper than its key"),
        ("tab", "indent with blanks"),
        ("anchor", "check the text after '&' or '*', or put it in quotes"),
        ("alias", "check the text after '&' or '*', or put it in quotes"),
        ("token", "put the text in quotes"),
        ("tag", "put the text in quotes, or check the tag after '!'"),
    ];

    public static DocumentFault From(YamlException fault, DocumentBuilder build)
    {
        var reason = fault.Message.TrimEnd('.');
        var remedy = Array.Find(Remedies, known => reason.Contains(known.Words, StringComparison.OrdinalIgnoreCase)).Remedy;
        return new DocumentFault(
            $"the YAML does not parse: {char.ToLowerInvariant(reason[0])}{reason[1..]}",
            remedy ?? "check the syntax around this place",
            build.At(Math.Max(1, fault.Start.Line), Math.Max(1, fault.Start.Column)));
    }
}

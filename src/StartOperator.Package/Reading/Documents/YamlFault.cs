using YamlDotNet.Core;

namespace StartOperator.Package.Reading.Documents;

/// <summary>Says in our words why YAML does not parse.</summary>
internal static class YamlFault
{
    private const int LongestReason = 200;

    private static readonly (string Words, string Remedy)[] Remedies =
    [
        ("tab", "indent with blanks"),
        ("quoted scalar", "close the quote that opens here and indent its further lines; a quote inside quotes is written \\\" or ''"),
        ("block mapping", "check the indentation of this line, and the quotes and colons of this line and the one before"),
        ("block sequence", "indent the items of a list alike, each with '- ' before it"),
        ("flow", "check the brackets, commas and quotes of this list or map"),
        ("plain scalar", "put the text in quotes; without them it can't contain ': ' or ' #'"),
        ("simple key", "check that a ':' follows the key, and indent the further lines of a text deeper than its key"),
        ("anchor", "check the text after '&' or '*', or put it in quotes"),
        ("alias", "check the text after '&' or '*', or put it in quotes"),
        ("token", "put the text in quotes"),
        ("tag", "put the text in quotes, or check the tag after '!'"),
    ];

    /// <summary>Whether an exception is the parser's way to say that a text is no YAML.</summary>
    public static bool IsOne(Exception fault) =>
        fault is YamlException or InvalidOperationException or ArgumentException or FormatException or OverflowException;

    /// <summary>Explains an exception of the parser.</summary>
    /// <param name="fault">The exception.</param>
    /// <param name="reached">How far the parser had come.</param>
    /// <param name="build">Whose document it is.</param>
    public static DocumentFault From(Exception fault, Mark reached, DocumentBuilder build)
    {
        var reason = fault is YamlException
            ? Wording.Short(fault.Message.TrimEnd('.'), LongestReason)
            : "while parsing a flow sequence or mapping, found no end";
        var remedy = Array.Find(Remedies, known => reason.Contains(known.Words, StringComparison.OrdinalIgnoreCase)).Remedy;
        var place = Place(fault as YamlException, reached);
        return new DocumentFault(
            $"the YAML does not parse: {char.ToLowerInvariant(reason[0])}{reason[1..]}",
            remedy ?? "check the syntax around this place",
            build.At(Math.Max(1, place.Line), Math.Max(1, place.Column)));
    }

    /// <summary>A tab is at fault itself; of other faults the start of the piece tells more than its end.</summary>
    private static Mark Place(YamlException? fault, Mark reached) => fault switch
    {
        null => reached,
        _ when fault.End.Equals(Mark.Empty) => reached,
        _ when fault.Message.Contains("tab", StringComparison.Ordinal) => fault.End,
        _ => fault.Start,
    };
}

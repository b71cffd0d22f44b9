using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace StartOperator.Package.Model.Config;

/// <summary>
/// The characters that a random text is made of, such as <c>a-z,A-Z,0-9</c> (contract: config-spec.md §5). Each listed character has
/// equal weight; one that is listed twice has twice the weight. Equal when spelled alike.
/// </summary>
public sealed class Charset : IEquatable<Charset>
{
    private Charset(string text, ValueList<CharacterSpan> spans) => (Text, Spans) = (text, spans);

    /// <summary>The printable ASCII characters but the blank, which count where no charset is given.</summary>
    public static Charset Default { get; } = TryParse("!-~", out var charset, out var error) ? charset : throw new InvalidOperationException(error);

    /// <summary>The charset as the author spelled it.</summary>
    public string Text { get; }

    /// <summary>What it lists, in order.</summary>
    public ValueList<CharacterSpan> Spans { get; }

    /// <summary>Reads a charset.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Charset? charset, [NotNullWhen(false)] out string? error)
    {
        var runes = text.EnumerateRunes().ToArray();
        var spans = new List<CharacterSpan>();
        error = null;
        for (var at = 0; at < runes.Length && error is null;)
        {
            error = ReadItem(runes, ref at, out var span);
            if (error is null) spans.Add(span);
        }

        charset = error is null ? new Charset(text, [.. spans]) : null;
        return charset is not null;
    }

    /// <inheritdoc />
    public bool Equals(Charset? other) => other is not null && Text == other.Text;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Charset);

    /// <inheritdoc />
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The author's spelling.</summary>
    public override string ToString() => Text;

    /// <summary>Reads one character or <c>x-y</c>, and the comma after it.</summary>
    private static string? ReadItem(Rune[] runes, ref int at, out CharacterSpan span)
    {
        var first = runes[at++];
        span = new CharacterSpan(first, first);
        if (at < runes.Length && runes[at].Value == '-')
        {
            at++;
            if (at == runes.Length) return null;

            var last = runes[at++];
            if (!last.IsAscii || last <= first) return $"'{first}-{last}' is no range: the second character must be ASCII and come after the first";
            span = new CharacterSpan(first, last);
        }

        if (at == runes.Length) return null;
        if (runes[at].Value == ',')
        {
            at++;
            return null;
        }

        return $"a comma is missing between '{(span.First == span.Last ? $"{first}" : $"{first}-{span.Last}")}' and '{runes[at]}'";
    }
}

/// <summary>Characters that follow each other in Unicode.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
public readonly record struct CharacterSpan(Rune First, Rune Last);

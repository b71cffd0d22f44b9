namespace StartOperator.Package.Versions;

/// <summary>Reads the pieces of versions and ranges off a text, from left to right (contract: emver.md).</summary>
internal sealed class EmverScanner(string text)
{
    private const int MostNumbers = 4;

    /// <summary>Where the next piece starts; set it back to try something else.</summary>
    public int Position { get; set; }

    /// <summary>What has not been read.</summary>
    public string Rest => text[Position..];

    private char Next => Position < text.Length ? text[Position] : '\0';

    /// <summary>Reads this piece, or nothing.</summary>
    public bool Take(string piece)
    {
        if (string.CompareOrdinal(text, Position, piece, 0, piece.Length) != 0) return false;

        Position += piece.Length;
        return true;
    }

    /// <summary>Skips spaces and tabs; returns whether there were any.</summary>
    public bool Blanks()
    {
        var start = Position;
        while (Next is ' ' or '\t') Position++;
        return Position > start;
    }

    /// <summary>Reads one to four numbers with dots between; null and why when there is none, one too many or one too big.</summary>
    public List<ulong>? Numbers(out string? error)
    {
        if (!TryNumber(out var number, out error)) return null;

        List<ulong> numbers = [number];
        while (Next == '.' && Position + 1 < text.Length && char.IsAsciiDigit(text[Position + 1]))
        {
            Position++;
            if (!TryNumber(out number, out error)) return null;
            numbers.Add(number);
        }

        if (numbers.Count <= MostNumbers) return numbers;

        error = $"{numbers.Count} numbers are too many: a version has at most {MostNumbers}";
        return null;
    }

    /// <summary>Reads one to three numbers, each followed by a dot, and then an <c>x</c>; or nothing.</summary>
    public List<ulong>? NumbersBeforeX()
    {
        var start = Position;
        List<ulong> numbers = [];
        while (TryNumber(out var number, out _) && Take(".")) numbers.Add(number);

        if (numbers.Count is > 0 and < MostNumbers && Take("x")) return numbers;

        Position = start;
        return null;
    }

    private bool TryNumber(out ulong number, out string? error)
    {
        var start = Position;
        while (char.IsAsciiDigit(Next)) Position++;

        var digits = text.AsSpan(start, Position - start);
        var parsed = ulong.TryParse(digits, out number);
        error = parsed ? null
            : digits.IsEmpty ? "a number is expected" + (start < text.Length ? $" instead of '{text[start..]}'" : " at the end")
            : $"the number {digits} is too big";
        if (!parsed) Position = start;
        return parsed;
    }
}

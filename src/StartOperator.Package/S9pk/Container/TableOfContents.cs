using System.Buffers.Binary;
using System.Text;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.Reading;

namespace StartOperator.Package.S9pk.Container;

/// <summary>
/// The table of contents (contract: s9pk.md §1): entries of a label's length (1 byte), the label, the position in the file (8 bytes) and the
/// length (8 bytes), big-endian, in any order. Of entries with the same label the last counts; unknown labels mean nothing.
/// </summary>
internal static class TableOfContents
{
    private const string Path = "header";
    private const int NumberLength = sizeof(ulong);

    /// <summary>Reads a table into sections, sorted by position, that lie after the header, apart from each other.</summary>
    /// <exception cref="S9pkFault">The table can't be followed.</exception>
    public static IReadOnlyList<SectionContent> Read(ReadOnlySpan<byte> table, S9pkLimits limits, DiagnosticLog log)
    {
        var start = S9pkHeader.FixedLength + table.Length;
        var found = new Dictionary<S9pkSection, (ulong Position, ulong Length)>();
        while (!table.IsEmpty)
        {
            var (label, position, length) = ReadEntry(ref table);
            if (S9pkLabels.Parse(label) is not { } section)
            {
                log.Append(Warn($"the section '{Wording.Short(label)}' is unknown, and StartOS ignores it"));
                continue;
            }

            if (found.ContainsKey(section)) log.Append(Warn($"the section {label} is listed twice; the last one counts"));
            found[section] = (position, length);
        }

        if (found.GetValueOrDefault(S9pkSection.Scripts) == default) found.Remove(S9pkSection.Scripts);
        return Place(found, start, limits);
    }

    private static IReadOnlyList<SectionContent> Place(Dictionary<S9pkSection, (ulong Position, ulong Length)> found, int start, S9pkLimits limits)
    {
        var missing = S9pkLabels.All.Where(section => section != S9pkSection.Scripts && !found.ContainsKey(section)).ToList();
        if (missing.Count > 0) throw Fault($"the table of contents lacks {string.Join(", ", missing.Select(section => section.Label()))}");

        var sections = found.Select(entry => Place(entry.Key, entry.Value.Position, entry.Value.Length, start, limits))
            .OrderBy(section => section.Position).ThenBy(section => section.Length).ToList();
        foreach (var (earlier, later) in sections.Zip(sections.Skip(1)))
        {
            if (earlier.End > later.Position) throw Fault($"the sections {earlier.Section.Label()} and {later.Section.Label()} overlap");
        }

        return sections;
    }

    private static SectionContent Place(S9pkSection section, ulong position, ulong length, int start, S9pkLimits limits)
    {
        if (position < (ulong)start) throw Fault($"the section {section.Label()} starts within the header, at byte {position}");
        if (length > (ulong)limits.Package || position > (ulong)limits.Package - length)
            throw Fault($"the section {section.Label()} reaches beyond {limits.Package >> 30} GiB");
        return new SectionContent(section, (long)position, (long)length);
    }

    private static (string Label, ulong Position, ulong Length) ReadEntry(ref ReadOnlySpan<byte> table)
    {
        var label = table[0];
        var length = 1 + label + (2 * NumberLength);
        if (table.Length < length) throw Fault("the table of contents ends within an entry");

        var text = Encoding.Latin1.GetString(table.Slice(1, label));
        var numbers = table[(1 + label)..length];
        table = table[length..];
        return (text, BinaryPrimitives.ReadUInt64BigEndian(numbers), BinaryPrimitives.ReadUInt64BigEndian(numbers[NumberLength..]));
    }

    /// <summary>Writes a table; a section that is absent has position and length 0.</summary>
    public static byte[] Write(IReadOnlyCollection<SectionContent> sections)
    {
        using var table = new MemoryStream();
        Span<byte> numbers = stackalloc byte[2 * NumberLength];
        foreach (var section in S9pkLabels.All)
        {
            var content = sections.FirstOrDefault(content => content.Section == section);
            BinaryPrimitives.WriteInt64BigEndian(numbers, content?.Position ?? 0);
            BinaryPrimitives.WriteInt64BigEndian(numbers[NumberLength..], content?.Length ?? 0);
            table.WriteByte((byte)section.Label().Length);
            table.Write(Encoding.ASCII.GetBytes(section.Label()));
            table.Write(numbers);
        }

        return table.ToArray();
    }

    private static S9pkFault Fault(string message) => new(Path, message, $"{S9pkFault.FetchAgain}, or {S9pkFault.PackAgain}");

    private static Diagnostic Warn(string message) => new(Severity.Warning, Path, message, S9pkFault.PackAgain, null);
}

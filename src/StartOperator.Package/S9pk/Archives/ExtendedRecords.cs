using System.Globalization;
using System.Text;

namespace StartOperator.Package.S9pk.Archives;

/// <summary>
/// What stands before an entry's header and overrides it: pax records and GNU's long names. Malformed ones throw
/// <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class ExtendedRecords
{
    private static readonly string[] Overriding = ["path", "linkpath", "size"];

    private string? _name;
    private string? _target;
    private long? _length;
    private bool _isSparse;

    /// <summary>Takes GNU's long name.</summary>
    public void TakeName(ReadOnlySpan<byte> text) => _name = ArchiveHeader.Text(text);

    /// <summary>Takes GNU's long target of a link.</summary>
    public void TakeTarget(ReadOnlySpan<byte> text) => _target = ArchiveHeader.Text(text);

    /// <summary>Takes the pax records of the next entry.</summary>
    public void Take(ReadOnlySpan<byte> records)
    {
        while (Next(ref records, out var key, out var value)) Take(key, value);
    }

    /// <summary>Looks through pax records for all entries. Comments are harmless; programs disagree about what overrides a header.</summary>
    public static void CheckGlobal(ReadOnlySpan<byte> records)
    {
        while (Next(ref records, out var key, out _))
        {
            if (Overriding.Contains(key) || key.StartsWith("GNU.sparse", StringComparison.Ordinal))
                throw new InvalidDataException($"a global header sets {key} for all entries");
        }
    }

    /// <summary>What header and records say together.</summary>
    public ArchiveEntry Describe(ArchiveHeader header, long position)
    {
        var name = _name ?? header.Name;
        var kind = Kind(header.Type, name);
        var length = _length ?? header.Length;
        return length == 0 || kind is ArchiveEntryKind.File or ArchiveEntryKind.Sparse or ArchiveEntryKind.Unknown
            ? new ArchiveEntry(kind, name, _target ?? header.LinkName, header.Mode, position, length)
            : throw new InvalidDataException("a folder, link or device has content");
    }

    private ArchiveEntryKind Kind(char type, string name) => type switch
    {
        '0' or '\0' or '7' when _isSparse => ArchiveEntryKind.Sparse,
        '0' or '\0' when name.EndsWith('/') => ArchiveEntryKind.Folder,
        '0' or '\0' or '7' => ArchiveEntryKind.File,
        '1' => ArchiveEntryKind.HardLink,
        '2' => ArchiveEntryKind.SymbolicLink,
        '3' or '4' or '6' => ArchiveEntryKind.Device,
        '5' => ArchiveEntryKind.Folder,
        'S' => ArchiveEntryKind.Sparse,
        _ => ArchiveEntryKind.Unknown,
    };

    private void Take(string key, string value)
    {
        if (key.StartsWith("GNU.sparse", StringComparison.Ordinal)) _isSparse = true;
        if (value.Length == 0) return;
        if (key == "path") _name = value;
        else if (key == "linkpath") _target = value;
        else if (key == "size") _length = Number(value);
    }

    /// <summary>A record is its own length, a blank, <c>key=value</c> and a line break.</summary>
    private static bool Next(ref ReadOnlySpan<byte> records, out string key, out string value)
    {
        (key, value) = ("", "");
        if (records.IsEmpty) return false;

        var blank = records.IndexOf((byte)' ');
        var length = blank < 1 ? 0 : Number(Encoding.UTF8.GetString(records[..blank]));
        if (length < blank + 3 || length > records.Length) throw new InvalidDataException("a pax record is malformed");

        var record = records[(blank + 1)..(int)length];
        var equals = record.IndexOf((byte)'=');
        if (equals < 1 || record[^1] != '\n') throw new InvalidDataException("a pax record is malformed");

        key = Encoding.UTF8.GetString(record[..equals]);
        value = Encoding.UTF8.GetString(record[(equals + 1)..^1]);
        records = records[(int)length..];
        return true;
    }

    private static long Number(string digits) => long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new InvalidDataException("a pax record holds a number that is none");
}

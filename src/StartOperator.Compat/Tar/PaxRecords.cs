using System.Globalization;
using System.Text;

namespace StartOperator.Compat.Tar;

/// <summary>
/// What comes before an entry's header and wins over it: a pax extended header, of which the name, link, length and time count, or GNU's long
/// names. Malformed records throw <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class PaxRecords
{
    private string? _name;
    private string? _linkName;
    private long? _length;
    private long? _modifiedAt;
    private bool _isSparse;

    /// <summary>Takes in a pax extended header: records of the form <c>length key=value</c> and a line break, of any bytes.</summary>
    public void TakePax(ReadOnlySpan<byte> records)
    {
        while (!records.IsEmpty)
        {
            var blank = records.IndexOf((byte)' ');
            if (blank < 1 || !int.TryParse(records[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out var length)) throw Malformed();
            if (length <= blank + 1 || length > records.Length || records[length - 1] != '\n') throw Malformed();
            var record = records[(blank + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals < 1) throw Malformed();
            Take(Encoding.UTF8.GetString(record[..equals]), Encoding.UTF8.GetString(record[(equals + 1)..]));
            records = records[length..];
        }
    }

    /// <summary>Takes in GNU's long name.</summary>
    public void TakeGnuName(ReadOnlySpan<byte> name) => _name = TarHeader.Text(name);

    /// <summary>Takes in GNU's long link name.</summary>
    public void TakeGnuLinkName(ReadOnlySpan<byte> name) => _linkName = TarHeader.Text(name);

    /// <summary>The entry that header and records describe together.</summary>
    public TarEntry Describe(TarHeader header)
    {
        var name = _name ?? header.Name;
        var length = _length ?? header.Length;
        var kind = KindOf(header.Type, name);
        var hasNoContent = kind is TarEntryKind.Folder or TarEntryKind.SymbolicLink or TarEntryKind.HardLink or TarEntryKind.Device;
        if (hasNoContent && length > 0) throw new InvalidDataException("a folder, link or device has content");
        return new TarEntry(kind, header.Type, name, _linkName ?? header.LinkName, header.Mode, _modifiedAt ?? header.ModifiedAt, length);
    }

    private TarEntryKind KindOf(char type, string name) => type switch
    {
        '0' or '\0' or '7' when _isSparse => TarEntryKind.SparseFile,
        '0' or '\0' when name.EndsWith('/') => TarEntryKind.Folder, // as tar wrote them before it had a letter for it
        '0' or '\0' or '7' => TarEntryKind.File,
        '1' => TarEntryKind.HardLink,
        '2' => TarEntryKind.SymbolicLink,
        '3' or '4' or '6' => TarEntryKind.Device,
        '5' => TarEntryKind.Folder,
        'S' => TarEntryKind.SparseFile,
        _ => TarEntryKind.Unknown,
    };

    private void Take(string key, string value)
    {
        if (key.StartsWith("GNU.sparse.", StringComparison.Ordinal)) _isSparse = true;
        if (value.Length == 0) return; // means: as if there were no such record
        switch (key)
        {
            case "path": _name = value; break;
            case "linkpath": _linkName = value; break;
            case "size": _length = Number(value); break;
            case "mtime": _modifiedAt = WholeSeconds(value); break;
        }
    }

    private static long WholeSeconds(string value)
    {
        var isNegative = value[0] == '-';
        var number = Number(value[(isNegative ? 1 : 0)..].Split('.')[0]);
        return isNegative ? -number : number;
    }

    private static long Number(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Malformed();

    private static InvalidDataException Malformed() => new("a pax header is malformed");
}

using System.Buffers.Binary;
using System.Text;

namespace StartOperator.Package.S9pk.Newer;

/// <summary>The listing of a folder in a package of version 2 (contract: s9pk-v2.md, "Directory table").</summary>
internal sealed class DirectoryTable
{
    private const int MostVarint = 10;
    private const byte FileType = 1;
    private const byte FolderType = 2;

    private readonly List<Entry> _entries = [];

    /// <summary>Reads a listing.</summary>
    /// <exception cref="S9pkFault">It makes no sense.</exception>
    public DirectoryTable(ReadOnlySpan<byte> bytes)
    {
        var count = Varint(ref bytes);
        for (var at = 0UL; at < count; at++) _entries.Add(ReadEntry(ref bytes));
        if (!bytes.IsEmpty) throw Fault("something follows its end");
    }

    /// <summary>The file of a name; null when there is none in the package.</summary>
    public Entry? File(string name) => _entries.Find(entry => entry.Name == name && entry.Type == FileType);

    /// <summary>The hash by which the listing is known: over all entries by name, wherever their contents are.</summary>
    public byte[] Hash()
    {
        using var bytes = new MemoryStream();
        WriteVarint(bytes, (ulong)_entries.Count);
        Span<byte> size = stackalloc byte[sizeof(ulong)];
        foreach (var entry in _entries.OrderBy(entry => entry.Name, NameOrder.Instance))
        {
            var name = Encoding.UTF8.GetBytes(entry.Name);
            WriteVarint(bytes, (ulong)name.Length);
            bytes.Write(name);
            bytes.Write(entry.Hash);
            BinaryPrimitives.WriteUInt64BigEndian(size, entry.Size);
            bytes.Write(size);
            bytes.WriteByte(0);
        }

        return Blake3.Hash(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static Entry ReadEntry(ref ReadOnlySpan<byte> bytes)
    {
        var name = Take(ref bytes, Varint(ref bytes));
        var hash = Take(ref bytes, Blake3.Length).ToArray();
        var size = Number(ref bytes);
        var type = Take(ref bytes, 1)[0];
        if (type > FolderType) throw Fault($"it holds something of the unknown type {type}");

        var position = type == 0 ? 0 : Number(ref bytes);
        if (type == FolderType) Number(ref bytes);
        return new Entry(Encoding.UTF8.GetString(name), hash, size, type, position);
    }

    private static ulong Number(ref ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64BigEndian(Take(ref bytes, sizeof(ulong)));

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, ulong length)
    {
        if (length > (ulong)bytes.Length) throw Fault("it ends within an entry");
        var taken = bytes[..(int)length];
        bytes = bytes[(int)length..];
        return taken;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        var number = 0UL;
        for (var at = 0; at < MostVarint; at++)
        {
            var octet = Take(ref bytes, 1)[0];
            number |= (ulong)(octet & 0x7f) << (7 * at);
            if (octet < 0x80) return number;
        }

        throw Fault("it holds a number that is too long");
    }

    private static void WriteVarint(MemoryStream bytes, ulong number)
    {
        for (; number >= 0x80; number >>= 7) bytes.WriteByte((byte)(number | 0x80));
        bytes.WriteByte((byte)number);
    }

    private static S9pkFault Fault(string message) => new("header", $"the listing of its contents makes no sense: {message}", S9pkFault.FetchAgain);

    /// <summary>A file or folder.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Hash">A file's BLAKE3; a folder's, of its listing.</param>
    /// <param name="Size">A file's length; the most that a folder's listing may have.</param>
    /// <param name="Type">0 for what is not in this file, 1 for a file, 2 for a folder.</param>
    /// <param name="Position">Where it is in the package.</param>
    public sealed record Entry(string Name, byte[] Hash, ulong Size, byte Type, ulong Position);

    private sealed class NameOrder : IComparer<string>
    {
        public static NameOrder Instance { get; } = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
    }
}

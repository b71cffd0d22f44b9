using System.Formats.Cbor;

namespace StartOperator.Package.S9pk.Images;

/// <summary>The list of architectures in a package with an archive for each (contract: s9pk.md §3).</summary>
/// <param name="Default">The architecture to take when none fits.</param>
/// <param name="Available">The architectures.</param>
internal sealed record MultiArch(string Default, IReadOnlyList<string> Available)
{
    /// <summary>The name of the entry that holds it.</summary>
    public const string FileName = "multiarch.cbor";

    /// <summary>The ending of the archives' names.</summary>
    public const string Ending = ".tar";

    /// <summary>The most bytes that it may have.</summary>
    public const int MostBytes = 64 * 1024;

    private const int MostArchitectures = 64;

    /// <summary>The architecture that an entry's name stands for; null when it stands for none.</summary>
    public static string? ArchitectureOf(string name)
    {
        var isArchive = name.Length > Ending.Length && name.EndsWith(Ending, StringComparison.Ordinal);
        return isArchive && !name.Contains('/', StringComparison.Ordinal) ? name[..^Ending.Length] : null;
    }

    /// <summary>Makes the list for some architectures: StartOS's default is the one it was first made for, else the first.</summary>
    public static MultiArch Of(IEnumerable<string> architectures)
    {
        var sorted = architectures.Order(StringComparer.Ordinal).ToList();
        return new MultiArch(sorted.Contains(ImageIndex.Arm64) ? ImageIndex.Arm64 : sorted.FirstOrDefault() ?? "", sorted);
    }

    /// <summary>Reads the list.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static MultiArch Read(ReadOnlyMemory<byte> cbor)
    {
        try
        {
            var reader = new CborReader(cbor, CborConformanceMode.Lax);
            string? usual = null;
            List<string>? available = null;
            reader.ReadStartMap();
            while (reader.PeekState() != CborReaderState.EndMap)
            {
                var key = reader.ReadTextString();
                if (key == "default") usual = reader.ReadTextString();
                else if (key == "available") available = ReadList(reader);
                else reader.SkipValue();
            }

            reader.ReadEndMap();
            return usual is not null && available is not null
                ? new MultiArch(usual, available)
                : throw new InvalidDataException($"{FileName} lacks 'default' or 'available'");
        }
        catch (Exception fault) when (fault is CborContentException or InvalidOperationException or OverflowException or FormatException)
        {
            throw new InvalidDataException($"{FileName} is no list of architectures", fault);
        }
    }

    /// <summary>Its bytes.</summary>
    public byte[] ToCbor()
    {
        var cbor = new CborWriter(CborConformanceMode.Lax);
        cbor.WriteStartMap(2);
        cbor.WriteTextString("default");
        cbor.WriteTextString(Default);
        cbor.WriteTextString("available");
        cbor.WriteStartArray(Available.Count);
        foreach (var architecture in Available) cbor.WriteTextString(architecture);
        cbor.WriteEndArray();
        cbor.WriteEndMap();
        return cbor.Encode();
    }

    private static List<string> ReadList(CborReader reader)
    {
        List<string> items = [];
        reader.ReadStartArray();
        while (reader.PeekState() != CborReaderState.EndArray)
        {
            if (items.Count == MostArchitectures) throw new InvalidDataException($"{FileName} lists more than {MostArchitectures} architectures");
            items.Add(reader.ReadTextString());
        }

        reader.ReadEndArray();
        return items;
    }
}

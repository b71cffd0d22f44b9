using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace StartOperator.Package.Tests.S9pk;

/// <summary>A package file put together byte by byte, right or wrong, without the code under test.</summary>
internal sealed record RawPackage
{
    public const int FixedLength = 103;

    /// <summary>The seed 00 01 02 … 1f of the contract's test vector.</summary>
    public static byte[] Seed { get; } = [.. Enumerable.Range(0, 32).Select(at => (byte)at)];

    /// <summary>The sections of the contract's test vector, in the usual order.</summary>
    public static IReadOnlyList<(string Label, byte[]? Content)> VectorSections { get; } =
    [
        ("manifest", [0xa0]), ("license", "MIT\n"u8.ToArray()), ("instructions", "# Hi\n"u8.ToArray()), ("icon", [0x89, 0x50, 0x4e, 0x47]),
        ("docker_images", new byte[1024]), ("assets", new byte[1024]), ("scripts", null),
    ];

    /// <summary>Labels and contents in the order of the file; null for an entry with position and length 0.</summary>
    public IReadOnlyList<(string Label, byte[]? Content)> Sections { get; init; } = VectorSections;

    /// <summary>Entries to write instead of those of the sections: label, position, length.</summary>
    public Func<IReadOnlyList<(string Label, ulong Position, ulong Length)>, IEnumerable<(string Label, ulong Position, ulong Length)>> Contents { get; init; } = entries => entries;

    /// <summary>What stands at the end of the file.</summary>
    public byte[] Trailer { get; init; } = [];

    /// <summary>The context that is signed with.</summary>
    public byte[] Context { get; init; } = "s9pk"u8.ToArray();

    /// <summary>The same package with another section.</summary>
    public RawPackage With(string label, byte[]? content) =>
        this with { Sections = [.. Sections.Select(section => section.Label == label ? (label, content) : section)] };

    /// <summary>The file.</summary>
    public byte[] ToBytes()
    {
        var table = Table(start: 0);
        var start = FixedLength + table.Length;
        table = Table((ulong)start);
        byte[] body = [.. Sections.SelectMany(section => section.Content ?? []), .. Trailer];
        return [.. Header(table, SHA512.HashData(body), Context), .. table, .. body];
    }

    /// <summary>All that stands before the body: the header and its table.</summary>
    /// <param name="entries">The entries of the table.</param>
    /// <param name="hash">The SHA-512 of the body.</param>
    public static byte[] Head(IEnumerable<(string Label, ulong Position, ulong Length)> entries, byte[] hash)
    {
        var table = Table(entries);
        return [.. Header(table, hash, "s9pk"u8.ToArray()), .. table];
    }

    /// <summary>A file's bytes with a right signature over them.</summary>
    public static byte[] Sign(byte[] file, int bodyStart)
    {
        var signed = (byte[])file.Clone();
        Signature(SHA512.HashData(file.AsSpan(bodyStart)), "s9pk"u8.ToArray()).CopyTo(signed, 35);
        return signed;
    }

    private static byte[] Header(byte[] table, byte[] hash, byte[] context)
    {
        var header = new byte[FixedLength];
        ";;\u0001"u8.CopyTo(header);
        Ed25519.GeneratePublicKey(Seed, header.AsSpan(3, 32));
        Signature(hash, context).CopyTo(header, 35);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(99), (uint)table.Length);
        return header;
    }

    private static byte[] Signature(byte[] hash, byte[] context)
    {
        var signature = new byte[64];
        Ed25519.SignPrehash(Seed, context, hash, signature);
        return signature;
    }

    private byte[] Table(ulong start)
    {
        List<(string, ulong, ulong)> entries = [];
        foreach (var (label, content) in Sections)
        {
            entries.Add((label, content is null ? 0 : start, (ulong)(content?.Length ?? 0)));
            start += (ulong)(content?.Length ?? 0);
        }

        return Table(Contents(entries));
    }

    private static byte[] Table(IEnumerable<(string Label, ulong Position, ulong Length)> entries)
    {
        using var table = new MemoryStream();
        Span<byte> number = stackalloc byte[8];
        foreach (var (label, position, length) in entries)
        {
            table.WriteByte((byte)label.Length);
            table.Write(Encoding.Latin1.GetBytes(label));
            BinaryPrimitives.WriteUInt64BigEndian(number, position);
            table.Write(number);
            BinaryPrimitives.WriteUInt64BigEndian(number, length);
            table.Write(number);
        }

        return table.ToArray();
    }
}

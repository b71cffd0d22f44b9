using System.Buffers.Binary;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.S9pk.Signing;

namespace StartOperator.Package.S9pk.Container;

/// <summary>Reads the header of a package of version 1, from behind its first three bytes.</summary>
internal static class HeaderReader
{
    private const string Path = "header";

    /// <summary>Reads a header and leaves the stream at the first byte that is signed.</summary>
    /// <param name="source">The package.</param>
    /// <param name="fileLength">How long the file is; null when that can't be told yet.</param>
    /// <param name="limits">How big it may be.</param>
    /// <param name="log">Where warnings go.</param>
    /// <exception cref="S9pkFault">It is cut off, or makes no sense.</exception>
    public static S9pkHeader Read(Stream source, long? fileLength, S9pkLimits limits, DiagnosticLog log)
    {
        var fixedPart = ReadExactly(source, S9pkHeader.FixedLength - Magic.Length);
        var signer = new DeveloperPublicKey(fixedPart.AsSpan(0, DeveloperPublicKey.Length));
        if (!signer.IsValid) throw new S9pkFault(Path, "the developer's public key is no Ed25519 key", S9pkFault.FetchAgain);

        var tableLength = BinaryPrimitives.ReadUInt32BigEndian(fixedPart.AsSpan(^sizeof(uint)..));
        if (tableLength > limits.Contents)
            throw new S9pkFault(Path, $"the table of contents has {tableLength} bytes; at most {limits.Contents} are allowed", S9pkFault.PackAgain);

        var sections = TableOfContents.Read(ReadExactly(source, (int)tableLength), limits, log);
        if (fileLength is { } length && sections.FirstOrDefault(section => section.End > length) is { } cut) throw CutOff(cut, length);
        return new S9pkHeader(
            signer,
            fixedPart.AsSpan(DeveloperPublicKey.Length, DeveloperPublicKey.SignatureLength).ToArray(),
            sections,
            S9pkHeader.FixedLength + tableLength);
    }

    /// <summary>Says that the file ends within or before a section.</summary>
    public static S9pkFault CutOff(SectionContent section, long fileLength) => new(
        section.Section.Label(), $"the file ends at byte {fileLength}, but this section reaches to byte {section.End}", S9pkFault.FetchAgain);

    private static byte[] ReadExactly(Stream source, int length)
    {
        var bytes = new byte[length];
        return source.ReadAtLeast(bytes, length, throwOnEndOfStream: false) == length
            ? bytes
            : throw new S9pkFault(Path, "the file ends within its header", S9pkFault.FetchAgain);
    }
}

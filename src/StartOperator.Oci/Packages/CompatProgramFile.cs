using System.Buffers.Binary;
using System.Formats.Tar;
using StartOperator.Package.S9pk.Images;

namespace StartOperator.Oci.Packages;

/// <summary>A file with the compat program, which lays out assets: a static program for Linux.</summary>
/// <param name="Path">The file.</param>
/// <param name="Platform">What it runs on.</param>
public sealed record CompatProgramFile(string Path, ImagePlatform Platform)
{
    /// <summary>Where the program is in an image.</summary>
    public const string Place = "/compat";

    private const int HeaderLength = 64;
    private const int MostSegments = 64;
    private const uint Interpreter = 3;
    private const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Looks at a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">Why it is no such program.</param>
    /// <returns>The program; null when it is none.</returns>
    /// <exception cref="IOException">It can't be read.</exception>
    public static CompatProgramFile? Find(string path, out string error)
    {
        using var file = File.OpenRead(path);
        var header = new byte[HeaderLength];
        var read = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        error = "it is no program for Linux";
        if (read < HeaderLength || header is not [0x7f, (byte)'E', (byte)'L', (byte)'F', _, 1, ..]) return null;

        var platform = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(18)) switch
        {
            0xb7 => new ImagePlatform("linux", "arm64", null),
            0x3e => new ImagePlatform("linux", "amd64", null),
            0x28 => new ImagePlatform("linux", "arm", "v7"),
            _ => null,
        };
        error = "it runs on neither arm64, arm nor amd64";
        if (platform is null) return null;

        error = "it needs a loader and libraries, which the image has not: take the static one, as `dotnet publish src/StartOperator.Compat` makes it";
        return NeedsLoader(file, header) ? null : new CompatProgramFile(path, platform);
    }

    /// <summary>Writes the layer with the program. The same file gives the same bytes.</summary>
    internal void WriteLayer(Stream packed)
    {
        using var tar = new TarWriter(packed, TarEntryFormat.Gnu, leaveOpen: true);
        using var content = File.OpenRead(Path);
        tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, Place.TrimStart('/')) { DataStream = content, Mode = Mode, ModificationTime = DateTimeOffset.UnixEpoch });
    }

    private static bool NeedsLoader(FileStream file, byte[] header)
    {
        var is64Bit = header[4] == 2;
        var at = is64Bit ? BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(32)) : BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(28));
        var size = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(is64Bit ? 54 : 42));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(is64Bit ? 56 : 44));
        var type = new byte[sizeof(uint)];
        for (var segment = 0; segment < Math.Min((int)count, MostSegments); segment++)
        {
            file.Position = Math.Max(0, at + ((long)segment * size));
            if (file.ReadAtLeast(type, type.Length, throwOnEndOfStream: false) < type.Length) return false;
            if (BinaryPrimitives.ReadUInt32LittleEndian(type) == Interpreter) return true;
        }

        return false;
    }
}

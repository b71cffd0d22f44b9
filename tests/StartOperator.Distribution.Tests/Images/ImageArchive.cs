using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace StartOperator.Distribution.Tests.Images;

/// <summary>An image of one architecture, from the OCI archive that `make images` wrote.</summary>
internal sealed class ImageArchive
{
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    private ImageArchive(string path)
    {
        using var archive = new TarReader(File.OpenRead(path));
        while (archive.GetNextEntry(copyData: true) is { } entry)
        {
            if (entry.DataStream is { } content)
            {
                using var bytes = new MemoryStream();
                content.CopyTo(bytes);
                _files[entry.Name.TrimStart('.', '/')] = bytes.ToArray();
            }
        }

        Manifest = Blob(Json("index.json").GetProperty("manifests")[0]);
        Config = Blob(Manifest.GetProperty("config"));
    }

    public JsonElement Manifest { get; }

    public JsonElement Config { get; }

    /// <summary>The bytes that travel: the layers as they are, and the config.</summary>
    public long CompressedSize => Manifest.GetProperty("layers").EnumerateArray().Append(Manifest.GetProperty("config")).Sum(d => d.GetProperty("size").GetInt64());

    /// <summary>Opens an image; skips the test where `make images` has not been run.</summary>
    public static ImageArchive Open(string name, string architecture)
    {
        var path = Repository.PathOf("artifacts", "images", $"{name}-{architecture}.tar");
        Assert.SkipUnless(File.Exists(path), $"there is no {path}; `make images` makes it");
        return new(path);
    }

    /// <summary>The paths of its files and folders.</summary>
    public IReadOnlyList<string> Paths()
    {
        var paths = new List<string>();
        ForEachEntry(entry => paths.Add(Normal(entry)));
        return paths;
    }

    /// <summary>Lays its files out in a folder.</summary>
    public void Extract(string folder) => ForEachEntry(entry =>
    {
        var target = Path.Combine(folder, Normal(entry));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (entry.EntryType is TarEntryType.RegularFile)
        {
            entry.ExtractToFile(target, overwrite: true);
        }
        else if (entry.EntryType is TarEntryType.SymbolicLink)
        {
            File.CreateSymbolicLink(target, entry.LinkName);
        }
    });

    private static string Normal(TarEntry entry) => entry.Name.TrimStart('.', '/').TrimEnd('/');

    private void ForEachEntry(Action<TarEntry> visit)
    {
        foreach (var layer in Manifest.GetProperty("layers").EnumerateArray())
        {
            using var unpacked = new GZipStream(new MemoryStream(Bytes(layer)), CompressionMode.Decompress);
            using var tar = new TarReader(unpacked);
            while (tar.GetNextEntry(copyData: true) is { } entry)
            {
                visit(entry);
            }
        }
    }

    private JsonElement Blob(JsonElement descriptor) => JsonDocument.Parse(Bytes(descriptor)).RootElement;

    private byte[] Bytes(JsonElement descriptor) => _files[$"blobs/{descriptor.GetProperty("digest").GetString()!.Replace(':', '/')}"];

    private JsonElement Json(string path) => JsonDocument.Parse(_files[path]).RootElement;
}

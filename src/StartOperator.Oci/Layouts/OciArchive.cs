using System.Formats.Tar;
using System.Text;
using StartOperator.Oci.Content;
using StartOperator.Oci.Registries;
using StartOperator.Package.S9pk;

namespace StartOperator.Oci.Layouts;

/// <summary>
/// Writes an image into an archive for nodes without a registry: a tar of an OCI image layout, as <c>ctr images import</c>, <c>k3s ctr images
/// import</c> and <c>kind load image-archive</c> take it. The index stands in it under its tag and under its digest, so that a pod that names the
/// digest finds it. The same image gives the same bytes.
/// </summary>
public static class OciArchive
{
    private const string Layout = """{"imageLayoutVersion":"1.0.0"}""";

    /// <summary>The name that containerd gives to what it imports.</summary>
    private const string ContainerdName = "io.containerd.image.name";

    private const string ReferenceName = "org.opencontainers.image.ref.name";
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The name of an image's file, such as <c>note-keeper-main-1.0.0.tar</c>.</summary>
    public static string FileName(OciImage image) => $"{image.Name.Replace('/', '-')}{(image.Tag is null ? "" : $"-{image.Tag}")}.tar";

    /// <summary>Writes an archive.</summary>
    /// <param name="image">The image.</param>
    /// <param name="address">Where it would be in a registry: what pods name it by.</param>
    /// <param name="output">Where the archive goes; seekable.</param>
    /// <exception cref="InvalidDataException">The package is no longer what its digest says.</exception>
    /// <exception cref="IOException">The archive can't be written, or the package can't be read.</exception>
    public static void Write(OciImage image, RegistryAddress address, Stream output)
    {
        using var tar = new TarWriter(output, TarEntryFormat.Gnu, leaveOpen: true);
        using (var layout = new MemoryStream(Encoding.ASCII.GetBytes(Layout))) Add(tar, "oci-layout", layout);

        var written = new HashSet<Sha256Digest>();
        var documents = image.Manifests.Select(manifest => manifest.Document).Prepend(image.Index);
        foreach (var blob in documents.Concat(image.Manifests.SelectMany(manifest => manifest.Blobs)).Where(blob => written.Add(blob.Digest)))
        {
            using var content = blob.Open();
            Add(tar, $"blobs/sha256/{blob.Digest.Hex}", content);
        }

        using var index = ImageDocuments.ArchiveIndex(Names(image, address).Select(name => (name, image.Index)), Annotations).Open();
        Add(tar, "index.json", index);
    }

    private static IEnumerable<string> Names(OciImage image, RegistryAddress address)
    {
        if (image.Tag is { } tag) yield return $"{address.Host}/{address.Repository(image.Name)}:{tag}";
        yield return address.Reference(image.Name, image.Index.Digest.ToString());
    }

    private static IEnumerable<KeyValuePair<string, string>> Annotations(string name) => [new(ContainerdName, name), new(ReferenceName, name)];

    private static void Add(TarWriter tar, string name, Stream content) => tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, name)
    {
        DataStream = content,
        Mode = Mode,
        ModificationTime = DateTimeOffset.UnixEpoch,
    });
}

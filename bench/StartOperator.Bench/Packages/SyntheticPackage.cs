using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using StartOperator.Package;
using StartOperator.Package.Packing;
using StartOperator.Package.S9pk.Signing;

namespace StartOperator.Bench.Packages;

/// <summary>A package with one image of a few large layers, which can't be compressed, as most of what a package holds can't.</summary>
/// <param name="File">The package.</param>
/// <param name="Archive">Its image, as <c>docker save</c> writes it.</param>
internal sealed record SyntheticPackage(string File, string Archive)
{
    private const int Layers = 4;
    private const string Tag = "start9/boulder/main:1.0.0";

    private const string Manifest = """
        id: boulder
        title: Boulder
        version: "1.0.0"
        release-notes: none
        license: MIT
        wrapper-repo: https://example.org/boulder
        upstream-repo: https://example.org/boulder
        description: {short: A boulder., long: A boulder that lies there.}
        main: {type: docker, image: main, entrypoint: boulder, mounts: {main: /data}}
        health-checks: {}
        volumes: {main: {type: data}}
        interfaces: {}
        backup:
          create: {type: docker, image: compat, system: true, entrypoint: compat, mounts: {BACKUP: /mnt/backup, main: /data}}
          restore: {type: docker, image: compat, system: true, entrypoint: compat, mounts: {BACKUP: /mnt/backup, main: /data}}
        """;

    /// <summary>Makes one.</summary>
    /// <param name="folder">Where, in a folder that is empty.</param>
    /// <param name="mebibytes">How large.</param>
    public static SyntheticPackage Make(string folder, int mebibytes)
    {
        var project = Directory.CreateDirectory(Path.Combine(folder, "boulder")).FullName;
        Write(project, "manifest.yaml", Manifest);
        Write(project, "LICENSE.md", "MIT\n");
        Write(project, "INSTRUCTIONS.md", "# Boulder\n");
        Write(project, "icon.png", "png");
        var archive = Path.Combine(Directory.CreateDirectory(Path.Combine(project, "docker-images")).FullName, "aarch64.tar");
        Save(archive, mebibytes);
        var file = Path.Combine(folder, "boulder.s9pk");
        using var output = new FileStream(file, FileMode.CreateNew, FileAccess.ReadWrite);
        var manifest = PackageReader.ReadFolder(project).Manifest ?? throw new InvalidOperationException("the manifest has errors");
        var packed = ProjectPacker.Pack(project, manifest, output, DeveloperKey.FromSeed(new byte[DeveloperKey.SeedLength]));
        return packed.HasErrors ? throw new InvalidOperationException(packed.Diagnostics[0].Message) : new SyntheticPackage(file, archive);
    }

    private static void Save(string archive, int mebibytes)
    {
        using var tar = new TarWriter(new FileStream(archive, FileMode.CreateNew, FileAccess.Write), TarEntryFormat.Gnu);
        var digests = new List<string>();
        for (var at = 0; at < Layers; at++)
        {
            var layer = $"{archive}.layer";
            using (var written = new FileStream(layer, FileMode.Create, FileAccess.ReadWrite))
            {
                MakeLayer(written, at, mebibytes / Layers);
                written.Position = 0;
                digests.Add(Convert.ToHexStringLower(SHA256.HashData(written)));
                written.Position = 0;
                tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, $"{digests[^1]}/layer.tar") { DataStream = written });
            }

            System.IO.File.Delete(layer);
        }

        var layers = string.Join(',', digests.Select(digest => $"\"sha256:{digest}\""));
        var config = """{"architecture":"arm64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[LAYERS]}}""".Replace("LAYERS", layers, StringComparison.Ordinal);
        Add(tar, "config.json", config);
        Add(tar, "manifest.json", $$"""[{"Config":"config.json","RepoTags":["{{Tag}}"],"Layers":[{{string.Join(',', digests.Select(digest => $"\"{digest}/layer.tar\""))}}]}]""");
    }

    private static void MakeLayer(Stream layer, int seed, int mebibytes)
    {
        using var tar = new TarWriter(layer, TarEntryFormat.Gnu, leaveOpen: true);
        var (random, piece) = (new Random(seed), new byte[1 << 20]);
        for (var at = 0; at < mebibytes; at++)
        {
            random.NextBytes(piece);
            using var content = new MemoryStream(piece, writable: false);
            tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, $"data/{seed}-{at}") { DataStream = content });
        }
    }

    private static void Add(TarWriter tar, string name, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = content });
    }

    private static void Write(string folder, string name, string text) => System.IO.File.WriteAllText(Path.Combine(folder, name), text);
}

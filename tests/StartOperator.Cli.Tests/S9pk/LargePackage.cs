using System.Security.Cryptography;
using System.Text.Json.Nodes;
using StartOperator.Package;
using StartOperator.Package.Packed;
using StartOperator.Package.Tests.S9pk;

namespace StartOperator.Cli.Tests.S9pk;

/// <summary>A right package with one huge layer of zeros, which takes hardly any room on the disk.</summary>
internal static class LargePackage
{
    /// <summary>Writes it.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="layer">How many bytes the layer has; a multiple of 1 MiB.</param>
    public static void Write(string path, long layer)
    {
        var manifest = PackedManifest.ToCbor(PackageReader.ReadText(PackageFolder.Manifest, DocumentFormat.Yaml, "m").Manifest!);
        var list = new JsonArray(SavedImages.Image("config.json", ["start9/pebble/main:1.2.3"], ["layer.tar"]));
        var config = SavedImages.Config("arm64", "layer").Replace(SavedImages.Digest("layer"), $"sha256:{Zeros(layer)}", StringComparison.Ordinal);
        var head = new RawTar().Entry('0', "layer.tar", [], length: Convert.ToString(layer, 8).PadLeft(11, '0')).ToUnfinishedBytes();
        var tail = new RawTar().File("config.json", config).File("manifest.json", list.ToJsonString()).ToBytes();
        var assets = new RawTar().Folder("files").File("files/greeting.txt", "hello").ToBytes();

        using var file = File.Create(path);
        var position = 279L;
        List<(string, ulong, ulong)> entries = [];
        void Add(string label, long hole, params byte[][] pieces)
        {
            var start = position;
            for (var at = 0; at < pieces.Length; at++)
            {
                file.Position = position;
                file.Write(pieces[at]);
                position += pieces[at].Length + (at == 0 ? hole : 0);
            }

            entries.Add((label, (ulong)start, (ulong)(position - start)));
        }

        Add("manifest", 0, manifest);
        Add("license", 0, "MIT\n"u8.ToArray());
        Add("instructions", 0, "# Pebble\n"u8.ToArray());
        Add("icon", 0, "png"u8.ToArray());
        Add("docker_images", layer, head, tail);
        Add("assets", 0, assets);
        entries.Add(("scripts", 0, 0));
        file.Position = 279;
        var hash = SHA512.HashData(file);
        file.Position = 0;
        file.Write(RawPackage.Head(entries, hash));
    }

    private static string Zeros(long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[1 << 20];
        for (var at = 0L; at < length; at += piece.Length)
        {
            hash.AppendData(piece);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace StartOperator.Package.Tests.S9pk;

/// <summary>Image archives as <c>docker save</c> writes them, and bundles of them.</summary>
internal static class SavedImages
{
    /// <summary>The tag of the worked example's image.</summary>
    public const string Tag = "start9/note-keeper/main:1.4.0.2";

    /// <summary>An archive with one image of two layers.</summary>
    public static byte[] Archive(string architecture = "arm64", string tag = Tag) => Archive(architecture, [tag]);

    /// <summary>An archive with one image of two layers.</summary>
    public static byte[] Archive(string architecture, string[]? tags)
    {
        string[] layers = [$"base for {architecture}", "program"];
        return Archive(new JsonArray(Image("config.json", tags, ["a/layer.tar", "b/layer.tar"])), ("config.json", Config(architecture, layers)), ("a/layer.tar", layers[0]), ("b/layer.tar", layers[1]));
    }

    /// <summary>An archive of files with a list of images.</summary>
    public static byte[] Archive(JsonNode list, params (string Name, string Content)[] files)
    {
        var tar = new RawTar();
        foreach (var (name, content) in files) tar.File(name, content);
        return tar.File("manifest.json", list.ToJsonString()).ToBytes();
    }

    /// <summary>An item of an archive's list.</summary>
    public static JsonObject Image(string config, string[]? tags, string[] layers) => new()
    {
        ["Config"] = config,
        ["RepoTags"] = tags is null ? null : new JsonArray([.. tags.Select(tag => JsonValue.Create(tag))]),
        ["Layers"] = new JsonArray([.. layers.Select(layer => JsonValue.Create(layer))]),
    };

    /// <summary>An image's configuration.</summary>
    public static string Config(string architecture, params string[] layers) => new JsonObject
    {
        ["architecture"] = architecture,
        ["os"] = "linux",
        ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. layers.Select(layer => JsonValue.Create(Digest(layer)))]) },
    }.ToJsonString();

    /// <summary>The digest of a text.</summary>
    public static string Digest(string content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}";

    /// <summary>A bundle of archives.</summary>
    public static byte[] Bundle(params (string Architecture, byte[] Archive)[] archives)
    {
        var tar = new RawTar().File("multiarch.cbor", List("aarch64", [.. archives.Select(archive => archive.Architecture)]));
        foreach (var (architecture, archive) in archives) tar.File($"{architecture}.tar", archive);
        return tar.ToBytes();
    }

    /// <summary>A bundle's list of architectures.</summary>
    public static byte[] List(string usual, params string[] available)
    {
        var cbor = new CborWriter();
        cbor.WriteStartMap(2);
        cbor.WriteTextString("default");
        cbor.WriteTextString(usual);
        cbor.WriteTextString("available");
        cbor.WriteStartArray(available.Length);
        foreach (var architecture in available) cbor.WriteTextString(architecture);
        cbor.WriteEndArray();
        cbor.WriteEndMap();
        return cbor.Encode();
    }
}

using StartOperator.Oci.Content;
using StartOperator.Oci.Registries;
using StartOperator.Oci.Registries.Authentication;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.S9pk.Images;

namespace StartOperator.Oci.Tests;

/// <summary>Small images, and pushes of them.</summary>
internal static class Samples
{
    /// <summary>The size of pieces in tests, in bytes.</summary>
    public const int Piece = 64 << 10;

    /// <summary>An image with a small layer and one that takes several pieces.</summary>
    public static OciImage Image(string name = "pebble/main", int pieces = 4)
    {
        var large = new byte[(Piece * pieces) - 100];
        new Random(pieces).NextBytes(large);
        OciBlob[] layers = [OciBlob.Of(MediaTypes.Layer, "base"u8.ToArray()), OciBlob.Of(MediaTypes.GzipLayer, large)];
        var platform = new ImagePlatform("linux", "arm64", null);
        var config = ImageDocuments.Config(platform, layers.Select(layer => layer.Digest.ToString()));
        return OciImage.Of(name, "1.2.3", [(platform, ImageDocuments.Manifest(config, layers)), (new ImagePlatform("linux", "amd64", null), ImageDocuments.Manifest(config, layers))]);
    }

    /// <summary>Options that wait for nothing, and note how long they would have.</summary>
    public static RegistryOptions Options(List<TimeSpan>? pauses = null) => new()
    {
        Insecure = true,
        Piece = Piece,
        Parallel = 1,
        Pause = (pause, _) =>
        {
            lock (Gate) pauses?.Add(pause);
            return Task.CompletedTask;
        },
    };

    private static readonly Lock Gate = new();

    /// <summary>Pushes images; null when all is there.</summary>
    public static async Task<Diagnostic?> PushAsync(FakeRegistry registry, RegistryOptions options, params OciImage[] images)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        return await ImagePush.RunAsync(Address(registry), images, options, Quiet.Observer, patience.Token);
    }

    /// <summary>A place in the registry.</summary>
    public static RegistryAddress Address(FakeRegistry registry) => RegistryAddress.TryParse($"{registry.Host}/box", out var address, out var error) ? address : throw new InvalidOperationException(error);

    /// <summary>Logins in a file as <c>docker login</c> writes it.</summary>
    public static CredentialStore Logins(string folder, string json)
    {
        var path = Path.Combine(folder, "config.json");
        File.WriteAllText(path, json);
        return new CredentialStore([path], new CredentialProgram(Environment.GetEnvironmentVariable));
    }
}

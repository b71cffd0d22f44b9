using Microsoft.Extensions.Time.Testing;
using StartOperator.Oci.Content;
using StartOperator.Oci.Registries.Uploads;
using StartOperator.Package.S9pk.Images;

namespace StartOperator.Oci.Tests;

public sealed class PushTests
{
    [Fact]
    public async Task An_image_arrives_with_all_that_belongs_to_it()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var image = Samples.Image();

        (await Samples.PushAsync(registry, Samples.Options(), image)).ShouldBeNull();

        registry.Blobs.Keys.Order().ShouldBe(image.Manifests[0].Blobs.Select(blob => $"box/pebble/main@{blob.Digest}").Order());
        registry.Manifests.Keys.ShouldContain($"box/pebble/main@{image.Index.Digest}");
        registry.Manifests.Keys.ShouldContain("box/pebble/main:1.2.3");
    }

    [Fact]
    public async Task What_is_there_is_not_sent_again()
    {
        await using var registry = await FakeRegistry.StartAsync();
        await Samples.PushAsync(registry, Samples.Options(), Samples.Image());
        var received = registry.Received;
        registry.Requests.Clear();

        (await Samples.PushAsync(registry, Samples.Options(), Samples.Image())).ShouldBeNull();

        registry.Received.ShouldBe(received);
        registry.Requests.ShouldAllBe(request => request.StartsWith("HEAD", StringComparison.Ordinal) || request.StartsWith("GET /v2/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_two_repositories_need_is_sent_once()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var image = Samples.Image();

        (await Samples.PushAsync(registry, Samples.Options(), image, image with { Name = "pebble/other" })).ShouldBeNull();

        registry.Received.ShouldBe(image.Manifests[0].Blobs.Sum(blob => blob.Length));
        registry.Requests.Count(request => request.Contains("mount=", StringComparison.Ordinal)).ShouldBe(3);
        registry.Manifests.Keys.ShouldContain("box/pebble/other:1.2.3");
    }

    [Fact]
    public async Task A_transfer_that_dies_half_way_goes_on_where_it_was()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var (pieces, image) = (0, Samples.Image());
        registry.Before = context =>
        {
            if (context.Request.Method == "PATCH" && ++pieces == 3) context.Abort();
            return Task.FromResult(pieces == 3 && context.Request.Method == "PATCH");
        };

        (await Samples.PushAsync(registry, Samples.Options(), image)).ShouldBeNull();

        registry.Received.ShouldBe(image.Manifests[0].Blobs.Sum(blob => blob.Length), "no piece that had arrived is sent twice");
    }

    [Fact]
    public async Task The_next_run_goes_on_with_a_transfer()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var (image, journal, pieces) = (Samples.Image(), new Journal(), 0);
        registry.Before = async context => context.Request.Method == "PATCH" && ++pieces > 2 && await FakeRegistry.RefuseAsync(context, 403, "DENIED", "enough for today");
        (await Samples.PushAsync(registry, Samples.Options() with { Journal = journal }, image)).ShouldNotBeNull().Message.ShouldContain("enough for today");
        journal.Locations.Count.ShouldBe(1);
        registry.Before = _ => Task.FromResult(false);

        (await Samples.PushAsync(registry, Samples.Options() with { Journal = journal }, image)).ShouldBeNull();

        registry.Received.ShouldBe(image.Manifests[0].Blobs.Sum(blob => blob.Length));
        journal.Locations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_registry_that_has_forgotten_a_transfer_gets_it_anew()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var (image, journal) = (Samples.Image(), new Journal());
        var layer = image.Manifests[0].Layers[1];
        journal.Remember($"{registry.Host}/box/pebble/main@{layer.Digest}", new Uri($"http://{registry.Host}/v2/box/pebble/main/blobs/uploads/77"));

        (await Samples.PushAsync(registry, Samples.Options() with { Journal = journal }, image)).ShouldBeNull();

        journal.Locations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_registry_that_takes_no_pieces_gets_the_whole()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Before = async context => context.Request.Method == "PATCH" && await FakeRegistry.RefuseAsync(context, 405, "UNSUPPORTED", "no pieces");

        (await Samples.PushAsync(registry, Samples.Options(), Samples.Image())).ShouldBeNull();
    }

    [Fact]
    public async Task A_registry_that_says_it_has_what_it_has_not_gets_it()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var image = Samples.Image();
        registry.Before = context =>
        {
            var isBlob = context.Request.Method == "HEAD" && context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal);
            return Task.FromResult(isBlob);
        };

        (await Samples.PushAsync(registry, Samples.Options(), image)).ShouldBeNull();

        registry.Blobs.Count.ShouldBe(3);
        registry.Manifests.Keys.ShouldContain("box/pebble/main:1.2.3");
    }

    [Fact]
    public async Task A_blob_of_another_length_is_not_taken_for_ours()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Before = context =>
        {
            var isBlob = context.Request.Method == "HEAD" && context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal);
            if (isBlob) context.Response.ContentLength = 1;
            return Task.FromResult(isBlob);
        };

        (await Samples.PushAsync(registry, Samples.Options(), Samples.Image())).ShouldBeNull();

        registry.Blobs.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Another_digest_than_what_was_sent_is_an_error()
    {
        await using var registry = await FakeRegistry.StartAsync();
        registry.Before = context =>
        {
            if (context.Request.Method == "PUT") context.Response.Headers["Docker-Content-Digest"] = $"sha256:{new string('0', 64)}";
            return Task.FromResult(false);
        };

        var fault = (await Samples.PushAsync(registry, Samples.Options(), Samples.Image())).ShouldNotBeNull();

        fault.Message.ShouldContain("says that it has stored sha256:0000");
        fault.Remedy.ShouldContain("trust nothing");
    }

    [Fact]
    public async Task A_package_that_changes_meanwhile_is_an_error()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var blob = new OciBlob(MediaTypes.Layer, OciBlob.Of("", "right"u8.ToArray()).Digest, 5, () => throw new InvalidDataException("the package has changed since its signature was checked"));
        var platform = new ImagePlatform("linux", "arm64", null);
        var image = OciImage.Of("pebble/main", null, [(platform, ImageDocuments.Manifest(ImageDocuments.Config(platform, []), [blob]))]);

        (await Samples.PushAsync(registry, Samples.Options(), image)).ShouldNotBeNull().Message.ShouldContain("has changed");
        registry.Manifests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_registry_without_a_word_is_left_after_a_while()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var time = new FakeTimeProvider();
        registry.Before = async context =>
        {
            if (context.Request.Method != "POST") return false;
            time.Advance(TimeSpan.FromSeconds(61));
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        };

        var fault = await Samples.PushAsync(registry, Samples.Options() with { Time = time, Tries = 2 }, Samples.Image());

        fault.ShouldNotBeNull().Message.ShouldContain("has not answered for 60 s");
    }

    [Fact]
    public async Task A_transfer_that_takes_long_and_moves_is_not_cut_off()
    {
        await using var registry = await FakeRegistry.StartAsync();
        var (time, layer) = (new FakeTimeProvider(), new byte[1 << 20]);
        var blob = new OciBlob(MediaTypes.Layer, OciBlob.Of("", layer).Digest, layer.Length, () => new SlowStream(layer, () => time.Advance(TimeSpan.FromSeconds(40))));
        var platform = new ImagePlatform("linux", "arm64", null);
        var image = OciImage.Of("pebble/main", null, [(platform, ImageDocuments.Manifest(ImageDocuments.Config(platform, []), [blob]))]);
        var started = time.GetUtcNow();

        (await Samples.PushAsync(registry, Samples.Options() with { Time = time, Piece = 4 << 20 }, image)).ShouldBeNull();

        (time.GetUtcNow() - started).ShouldBeGreaterThan(TimeSpan.FromMinutes(4));
    }

    /// <summary>Bytes that take a while to come.</summary>
    private sealed class SlowStream(byte[] bytes, Action wait) : MemoryStream(bytes, writable: false)
    {
        public override int Read(Span<byte> buffer)
        {
            wait();
            return base.Read(buffer);
        }
    }

    private sealed class Journal : IUploadJournal
    {
        public Dictionary<string, Uri> Locations { get; } = new(StringComparer.Ordinal);

        public Uri? Find(string key) => Locations.GetValueOrDefault(key);

        public void Remember(string key, Uri location) => Locations[key] = location;

        public void Forget(string key) => Locations.Remove(key);
    }
}

using System.Text.Json.Nodes;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.S9pk;
using StartOperator.Package.S9pk.Images;

namespace StartOperator.Package.Tests.S9pk;

/// <summary>The section with the images, right and wrong.</summary>
public sealed class ImagesTests
{
    private static readonly byte[] Arm = SavedImages.Archive();

    [Fact]
    public void A_bundle_has_an_archive_for_each_architecture()
    {
        var images = Samples.Read(Samples.Good).Package!.Images.ShouldNotBeNull();
        (images.IsMultiArch, images.Default).ShouldBe((true, "aarch64"));
        images.Archives.Select(archive => archive.Architecture).ShouldBe(["aarch64", "x86_64"]);
        var image = images.Archives[0].Images.ShouldHaveSingleItem();
        image.Tags.ShouldBe([SavedImages.Tag]);
        image.Platform.ShouldBe(new ImagePlatform("linux", "arm64", null));
        image.Layers.Select(layer => layer.Blob.Digest!.ToString()).ShouldBe([SavedImages.Digest("base for arm64"), SavedImages.Digest("program")]);
        image.Layers.Select(layer => layer.DiffId).ShouldBe([SavedImages.Digest("base for arm64"), SavedImages.Digest("program")]);
        image.Length.ShouldBe("base for arm64program".Length);
    }

    [Fact]
    public void Blobs_lie_in_the_file_where_the_index_says()
    {
        var file = Samples.Good.ToBytes();
        var package = S9pkReader.Read(new MemoryStream(file)).Package!;
        var blob = package.Images!.Archives[1].Images[0].Layers[0].Blob;
        System.Text.Encoding.UTF8.GetString(file, (int)blob.Position, (int)blob.Length).ShouldBe("base for amd64");
        var archive = package.Images.Archives[1];
        file.AsSpan((int)archive.Position, (int)archive.Length).SequenceEqual(SavedImages.Archive("amd64")).ShouldBeTrue();
    }

    [Fact]
    public void A_single_archive_has_no_architecture()
    {
        var reading = Samples.With("docker_images", Arm);
        reading.HasErrors.ShouldBeFalse();
        var images = reading.Package!.Images!;
        (images.IsMultiArch, images.Default).ShouldBe((false, null));
        images.Archives.ShouldHaveSingleItem().Architecture.ShouldBeNull();
        images.For("x86_64").ShouldBe(images.Archives[0]);
    }

    [Theory]
    [InlineData("aarch64", "aarch64")]
    [InlineData("x86_64", "x86_64")]
    [InlineData("riscv64", "aarch64")]
    public void A_machine_gets_its_own_archive_or_the_default(string machine, string architecture) =>
        Samples.Read(Samples.Good).Package!.Images!.For(machine)!.Architecture.ShouldBe(architecture);

    [Fact]
    public void The_list_of_architectures_may_come_last()
    {
        var first = Samples.Read(Samples.Good).Package!.Images!;
        var tar = new RawTar().File("aarch64.tar", Arm).File("x86_64.tar", SavedImages.Archive("amd64")).File("multiarch.cbor", SavedImages.List("aarch64", "aarch64", "x86_64"));
        var reading = Samples.With("docker_images", tar.ToBytes());
        reading.HasErrors.ShouldBeFalse();
        reading.Package!.Images!.IsMultiArch.ShouldBeTrue();
        reading.Package.Images.Archives.Select(archive => archive.Images[0].Layers[0].Blob.Digest).ShouldBe(first.Archives.Select(archive => archive.Images[0].Layers[0].Blob.Digest));
    }

    [Fact]
    public void Other_files_of_a_bundle_mean_nothing()
    {
        var tar = new RawTar().File("multiarch.cbor", SavedImages.List("aarch64", "aarch64")).File("README", "hello").File("aarch64.tar", Arm).File("sub/x.tar", "no tar").File("spare.tar", "no tar");
        Samples.With("docker_images", tar.ToBytes()).Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void Layers_may_be_files_that_end_in_tar_and_links_to_them()
    {
        var hex = SavedImages.Digest("layer")[7..];
        var list = new JsonArray(SavedImages.Image("c.json", [SavedImages.Tag], ["one/layer.tar", $"{hex}.tar", "short.tar"]));
        var tar = new RawTar().File($"{hex}.tar", "layer").Link("one/layer.tar", $"../{hex}.tar").File("short.tar", "second")
            .File("c.json", SavedImages.Config("arm64", "layer", "layer", "second")).File("manifest.json", list.ToJsonString());
        var reading = Samples.With("docker_images", tar.ToBytes());
        reading.Diagnostics.ShouldBeEmpty();
        reading.Package!.Images!.Archives[0].Images[0].Layers.Select(layer => layer.Blob.Name).ShouldBe([$"{hex}.tar", $"{hex}.tar", "short.tar"]);
    }

    [Fact]
    public void One_archive_may_hold_several_images()
    {
        var list = new JsonArray(SavedImages.Image("c.json", [SavedImages.Tag], []), SavedImages.Image("c.json", ["start9/note-keeper/helper:1.4.0.2"], []));
        var reading = Samples.With("docker_images", SavedImages.Archive(list, ("c.json", SavedImages.Config("arm64"))));
        reading.HasErrors.ShouldBeFalse();
        reading.Package!.Images!.Archives[0].Images.Count.ShouldBe(2);
    }

    [Fact]
    public void Compressed_layers_are_known_by_their_first_bytes()
    {
        var list = new JsonArray(SavedImages.Image("c.json", [SavedImages.Tag], ["a", "b"]));
        var tar = new RawTar().File("a", [0x1f, 0x8b, 8, 0]).File("b", [0x28, 0xb5, 0x2f, 0xfd]).File("c.json", SavedImages.Config("arm64", "x", "y")).File("manifest.json", list.ToJsonString());
        var reading = Samples.With("docker_images", tar.ToBytes());
        reading.Diagnostics.ShouldBeEmpty();
        reading.Package!.Images!.Archives[0].Images[0].Layers.Select(layer => layer.Compression).ShouldBe([LayerCompression.Gzip, LayerCompression.Zstd]);
    }

    [Theory]
    [InlineData("start9/note-keeper/main:1.4.0", "version 1.4.0")]
    [InlineData("start9/other/main:1.4.0.2", "package 'other'")]
    [InlineData("start10/note-keeper/main:1.4.0.2", "none of a package")]
    [InlineData("docker.io/start9/note-keeper/main:1.4.0.2", "none of a package")]
    [InlineData("start9/note-keeper/main", "none of a package")]
    [InlineData("start9/note-keeper/main:latest", "none of a package")]
    [InlineData("start9/note-keeper/MAIN:1.4.0.2", "none of a package")]
    [InlineData("start9/note-keeper/main:1.4.0.2-rc", "none of a package")]
    public void A_tag_must_be_that_of_the_packages_image_and_version(string tag, string says)
    {
        var reading = Samples.With("docker_images", SavedImages.Archive("arm64", tag));
        reading.Package!.IsVerified.ShouldBeTrue();
        reading.Diagnostics.First(finding => finding.Severity == Severity.Error).Message.ShouldContain(says);
    }

    [Fact]
    public void A_tag_that_spells_the_version_otherwise_is_a_warning()
    {
        var reading = Samples.With("docker_images", SavedImages.Archive("arm64", "start9/note-keeper/main:01.4.0.2"));
        reading.HasErrors.ShouldBeFalse();
        reading.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("spells");
    }

    [Fact]
    public void An_image_without_tags_is_an_error() =>
        Samples.With("docker_images", SavedImages.Archive("arm64", (string[]?)null)).Diagnostics[0].Message.ShouldContain("RepoTags is null");

    [Fact]
    public void A_wrong_tag_in_the_archive_of_another_architecture_is_a_warning()
    {
        var reading = Samples.With("docker_images", SavedImages.Bundle(("aarch64", Arm), ("x86_64", SavedImages.Archive("amd64", "wrong"))));
        reading.HasErrors.ShouldBeFalse();
        reading.Diagnostics.ShouldHaveSingleItem().Path.ShouldBe("docker_images/x86_64.tar");
    }

    [Fact]
    public void An_image_for_another_machine_is_a_warning() =>
        Samples.With("docker_images", SavedImages.Bundle(("aarch64", SavedImages.Archive("amd64")))).Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("linux/amd64");

    [Fact]
    public void An_image_that_a_procedure_runs_in_must_be_there()
    {
        var reading = Samples.With("docker_images", SavedImages.Archive("arm64", "start9/note-keeper/other:1.4.0.2"));
        reading.Diagnostics.Where(finding => finding.Severity == Severity.Error).Select(finding => finding.Path).ShouldContain("main.image");
        reading.Diagnostics.Where(finding => finding.Severity == Severity.Error).ShouldAllBe(finding => finding.Remedy.EndsWith("other", StringComparison.Ordinal));
        reading.Diagnostics.Where(finding => finding.Severity == Severity.Warning).ShouldAllBe(finding => finding.Path.StartsWith("dependencies.", StringComparison.Ordinal));
    }

    [Fact]
    public void An_architecture_whose_archive_is_missing_is_an_error()
    {
        var tar = new RawTar().File("multiarch.cbor", SavedImages.List("aarch64", "aarch64", "x86_64")).File("aarch64.tar", Arm);
        Samples.ShouldFail(Samples.With("docker_images", tar.ToBytes())).Path.ShouldBe("docker_images/x86_64.tar");
    }

    [Fact]
    public void A_default_that_is_not_available_is_an_error_where_it_is_needed()
    {
        var tar = new RawTar().File("multiarch.cbor", SavedImages.List("armv7", "x86_64")).File("x86_64.tar", SavedImages.Archive("amd64"));
        Samples.ShouldFail(Samples.With("docker_images", tar.ToBytes())).Message.ShouldContain("none for the default");
    }

    [Theory]
    [InlineData("a0")]
    [InlineData("80")]
    [InlineData("ff")]
    [InlineData("")]
    [InlineData("bf")]
    [InlineData("a16764656661756c7401")]
    [InlineData("9bffffffffffffffff")]
    public void A_list_of_architectures_that_is_none_is_an_error(string hex)
    {
        var tar = new RawTar().File("multiarch.cbor", Convert.FromHexString(hex)).File("aarch64.tar", Arm);
        Samples.ShouldFail(Samples.With("docker_images", tar.ToBytes())).Message.ShouldContain("multiarch.cbor");
    }

    [Fact]
    public void A_list_of_architectures_that_is_there_twice_is_an_error()
    {
        var tar = new RawTar().File("multiarch.cbor", SavedImages.List("aarch64", "aarch64")).File("aarch64.tar", Arm).File("multiarch.cbor", SavedImages.List("x", "x"));
        Samples.ShouldFail(Samples.With("docker_images", tar.ToBytes())).Message.ShouldContain("twice");
    }

    [Fact]
    public void An_archive_that_is_there_twice_is_an_error()
    {
        var tar = new RawTar().File("multiarch.cbor", SavedImages.List("aarch64", "aarch64")).File("aarch64.tar", Arm).File("aarch64.tar", SavedImages.Archive("amd64"));
        Samples.With("docker_images", tar.ToBytes()).Diagnostics[0].Message.ShouldContain("twice");
    }

    [Theory]
    [InlineData("{}", "no list of images")]
    [InlineData("[1]", "no list of images")]
    [InlineData("[{\"Config\": 1, \"Layers\": []}]", "no list of images")]
    [InlineData("[{\"Config\": \"c.json\"}]", "no list of images")]
    [InlineData("[", "no list of images")]
    [InlineData("[{\"Config\": \"\\ud800\", \"Layers\": []}]", "no list of images")]
    [InlineData("[{\"Config\": \"gone.json\", \"RepoTags\": [], \"Layers\": []}]", "'gone.json', which is not in the archive")]
    [InlineData("[{\"Config\": \"c.json\", \"RepoTags\": [], \"Layers\": [\"../../etc/passwd\"]}]", "which is not in the archive")]
    [InlineData("[{\"Config\": \"c.json\", \"RepoTags\": [], \"Layers\": [\"c.json\"]}]", "tells of 0 layers, but 1")]
    [InlineData("[{\"Config\": \"manifest.json\", \"RepoTags\": [], \"Layers\": []}]", "no configuration")]
    public void An_archive_whose_list_is_wrong_is_an_error(string list, string says)
    {
        var tar = new RawTar().File("c.json", SavedImages.Config("arm64")).File("manifest.json", list);
        Samples.With("docker_images", tar.ToBytes()).Diagnostics[0].Message.ShouldContain(says);
    }

    [Fact]
    public void An_archive_without_list_is_an_error() =>
        Samples.With("docker_images", new RawTar().File("index.json", "{}").ToBytes()).Diagnostics[0].Message.ShouldContain("no manifest.json");

    [Fact]
    public void A_layer_that_is_not_the_one_of_the_configuration_is_an_error()
    {
        var list = new JsonArray(SavedImages.Image("c.json", [SavedImages.Tag], ["a"]));
        Samples.ShouldFail(Samples.With("docker_images", SavedImages.Archive(list, ("c.json", SavedImages.Config("arm64", "as built")), ("a", "as changed")))).Message.ShouldContain("'a' is sha256:");
    }

    [Fact]
    public void A_file_that_is_there_twice_and_not_the_same_is_an_error()
    {
        var list = new JsonArray(SavedImages.Image("c.json", [SavedImages.Tag], ["a"])).ToJsonString();
        var tar = new RawTar().File("c.json", SavedImages.Config("arm64", "a")).File("a", "a").File("manifest.json", list).File("a", "b");
        Samples.ShouldFail(Samples.With("docker_images", tar.ToBytes())).Message.ShouldContain("twice");
    }

    [Theory]
    [InlineData('0', "../evil", "", "leads upwards")]
    [InlineData('0', "/etc/passwd", "", "absolute")]
    [InlineData('2', "a/link", "../../out", "leaves the archive")]
    [InlineData('2', "link", "/etc/passwd", "leaves the archive")]
    [InlineData('1', "link", "../out", "leaves the archive")]
    [InlineData('3', "dev", "", "neither file")]
    [InlineData('6', "pipe", "", "neither file")]
    [InlineData('S', "sparse", "", "neither file")]
    [InlineData('Z', "what", "", "neither file")]
    public void An_entry_that_has_no_place_in_an_archive_is_an_error(char type, string name, string target, string says)
    {
        var tar = new RawTar().Entry(type, name, [], target).ToBytes();
        Samples.ShouldFail(Samples.With("docker_images", [.. tar[..512], .. Arm])).Message.ShouldContain(says);
    }

    [Fact]
    public void More_entries_than_allowed_are_an_error() => Limited(new S9pkLimits { ImageEntries = 3 }, "entries");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Entries_of_a_bundle_that_are_no_archives_count_too(bool listed)
    {
        var tar = new RawTar().File("multiarch.cbor", SavedImages.List("aarch64", "aarch64"));
        for (var at = 0; at < 20; at++) tar.File(listed ? $"a{at}.tar" : $"a{at}", "");
        var package = Samples.Good.With("docker_images", tar.File("aarch64.tar", Arm).ToBytes());
        S9pkReader.Read(new MemoryStream(package.ToBytes()), new S9pkLimits { ImageEntries = 20 })
            .Diagnostics.First(finding => finding.Severity == Severity.Error).Message.ShouldContain("entries");
    }

    [Fact]
    public void More_names_than_allowed_are_an_error() => Limited(new S9pkLimits { Names = 20 }, "names");

    [Fact]
    public void More_documents_than_allowed_are_an_error() => Limited(new S9pkLimits { ImageDocuments = 200 }, "documents");

    [Fact]
    public void A_document_that_is_too_large_is_none() => Limited(new S9pkLimits { ImageDocument = 50 }, "no manifest.json");

    private static void Limited(S9pkLimits limits, string says) =>
        S9pkReader.Read(new MemoryStream(Samples.Good.With("docker_images", SavedImages.Bundle(("aarch64", Arm))).ToBytes()), limits)
            .Diagnostics.First(finding => finding.Path.StartsWith("docker_images", StringComparison.Ordinal)).Message.ShouldContain(says);
}

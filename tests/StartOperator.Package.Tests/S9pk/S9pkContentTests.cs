using System.Text;
using StartOperator.Package.S9pk;

namespace StartOperator.Package.Tests.S9pk;

public sealed class S9pkContentTests
{
    private readonly byte[] _file = Samples.Good.ToBytes();
    private readonly S9pkPackage _package;

    public S9pkContentTests() => _package = S9pkReader.Read(new MemoryStream(_file)).Package!;

    [Fact]
    public void Sections_can_be_read_again()
    {
        var content = new S9pkContent(new MemoryStream(_file), _package);
        Text(content.Open(_package.Section(S9pkSection.Instructions)!)).ShouldBe("# Note Keeper\n");
        Text(content.Open(_package.Section(S9pkSection.License)!)).ShouldBe("MIT\n");
    }

    [Fact]
    public void Layers_can_be_read_again()
    {
        var content = new S9pkContent(new MemoryStream(_file), _package);
        Text(content.Open(_package.Images!.Archives[1].Images[0].Layers[0].Blob)).ShouldBe("base for amd64");
    }

    [Fact]
    public void What_has_changed_since_is_noticed()
    {
        var layer = _package.Images!.Archives[0].Images[0].Layers[0].Blob;
        _file[layer.Position] ^= 1;
        var stream = new S9pkContent(new MemoryStream(_file), _package).Open(layer);
        Should.Throw<InvalidDataException>(() => Text(stream)).Message.ShouldContain("changed");
    }

    [Fact]
    public void What_was_cut_off_since_is_noticed()
    {
        var script = _package.Section(S9pkSection.Scripts)!;
        var stream = new S9pkContent(new MemoryStream(_file[..^1]), _package).Open(script);
        Should.Throw<EndOfStreamException>(() => Text(stream));
    }

    [Fact]
    public void The_images_as_a_whole_have_no_digest() =>
        Should.Throw<ArgumentException>(() => new S9pkContent(new MemoryStream(_file), _package).Open(_package.Section(S9pkSection.DockerImages)!));

    [Fact]
    public void A_pipe_has_no_places() => Should.Throw<ArgumentException>(() => new S9pkContent(new Pipe(_file), _package));

    private static string Text(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

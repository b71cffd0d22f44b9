using StartOperator.Compat.Linux;

namespace StartOperator.Compat.Tests.Support;

/// <summary>
/// A pod's init container in small: a volume to lay out into, a place for the source, and things around it that have to stay as they are.
/// The program runs in the test's process.
/// </summary>
internal sealed class Box : IDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly string _surroundings;

    public Box(bool inMemory = false)
    {
        _folder = new TemporaryFolder(inMemory);
        _folder.Write("outside/secret", "secret");
        _folder.Write("volume/neighbour/file", "neighbour");
        _folder.MakeFolder("sources");
        _surroundings = Surroundings();
    }

    public string Root => _folder.Path;

    public string Volume => _folder["volume"];

    public string Tree => _folder["volume/tree"];

    /// <summary>What a program run said on standard output.</summary>
    public string Said { get; private set; } = "";

    /// <summary>What a program run said on standard error.</summary>
    public string Complained { get; private set; } = "";

    public string Source(string name, byte[] tar) => _folder.Write($"sources/{name}", tar);

    public string SourcePath(string name) => _folder[$"sources/{name}"];

    public string Write(string relative, string content, UnixFileMode? mode = null) => _folder.Write(relative, content, mode);

    public string this[string relative] => _folder[relative];

    /// <summary>Lays out a tar file with the given options.</summary>
    public ExitCode LayOut(byte[] tar, params string[] options) => LayOut(Source("assets.tar", tar), options);

    public ExitCode LayOut(string from, params string[] options) => Run(null, ["assets", "lay-out", "--from", from, "--to", Tree, .. options]);

    public ExitCode Run(Action<string>? beforeChange, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = new CompatProgram(output, error, new Disk(beforeChange), TimeProvider.System).Run(args);
        Said = output.ToString();
        Complained = error.ToString();
        return exit;
    }

    /// <summary>Everything but the tree and its marker is as it was, and no run has left anything.</summary>
    public void ShouldBeUntouched() => Surroundings().ShouldBe(_surroundings);

    public void Dispose() => _folder.Dispose();

    private string Surroundings()
    {
        var volume = Directory.GetFileSystemEntries(Volume).Select(Path.GetFileName).Where(name => name is not ("tree" or ".tree.digest"));
        var pictures = new[] { TreePicture.Of(_folder["outside"]), TreePicture.Of(_folder["volume/neighbour"]) };
        return string.Join('\n', [.. pictures, .. volume.Order(), .. Directory.GetFileSystemEntries(Root).Order()]);
    }
}

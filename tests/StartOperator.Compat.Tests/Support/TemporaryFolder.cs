namespace StartOperator.Compat.Tests.Support;

/// <summary>A folder for one test, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <param name="inMemory">Whether it may be in memory, for tests that make hundreds of trees.</param>
    public TemporaryFolder(bool inMemory = false) => Path = inMemory && Directory.Exists(Memory)
        ? Directory.CreateDirectory($"{Memory}/compat-test-{Guid.NewGuid():n}").FullName
        : Directory.CreateTempSubdirectory("compat-test-").FullName;

    public string Path { get; }

    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    public string MakeFolder(string relative) => Directory.CreateDirectory(this[relative]).FullName;

    public string Write(string relative, string content, UnixFileMode? mode = null)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[relative])!);
        File.WriteAllText(this[relative], content);
        if (mode is { } bits) File.SetUnixFileMode(this[relative], bits);
        return this[relative];
    }

    public string Write(string relative, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[relative])!);
        File.WriteAllBytes(this[relative], content);
        return this[relative];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

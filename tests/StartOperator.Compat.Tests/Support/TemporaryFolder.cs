namespace StartOperator.Compat.Tests.Support;

/// <summary>A folder for one test, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("compat-test-").FullName;

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

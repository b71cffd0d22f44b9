using StartOperator.Cli.Input.Sources;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.S9pk;

namespace StartOperator.Cli.Import;

/// <summary>A package that was read and checked, and whose parts can be read again: from its own file, or from a copy where it came only once.</summary>
internal sealed class VerifiedPackage : IDisposable
{
    private readonly string _path;
    private readonly bool _isCopy;

    private VerifiedPackage(string path, bool isCopy, S9pkReading reading) => (_path, _isCopy, Reading) = (path, isCopy, reading);

    /// <summary>What reading it gave.</summary>
    public S9pkReading Reading { get; }

    /// <summary>What is wrong with it.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => Reading.Diagnostics;

    /// <summary>The package; null when it must not be used.</summary>
    public S9pkPackage? Package => Reading.HasErrors ? null : Reading.Package;

    /// <summary>Reads and checks a package.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="workFolder">Where a copy goes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static VerifiedPackage Open(string place, string workFolder, CancellationToken cancellationToken)
    {
        using var source = PackageSource.Open(place, cancellationToken);
        if (PackageSource.IsPath(place) && source.CanSeek) return new VerifiedPackage(place, isCopy: false, PackageSource.Read(source));

        var path = Path.Combine(workFolder, "package.s9pk");
        using var copy = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        return new VerifiedPackage(path, isCopy: true, PackageSource.Read(new CopyingStream(source, copy)));
    }

    /// <summary>Opens its file.</summary>
    public Stream OpenFile() => new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);

    public void Dispose()
    {
        if (_isCopy) File.Delete(_path);
    }
}

using StartOperator.Cli.Output;
using StartOperator.Package.S9pk;

namespace StartOperator.Cli.Input.Sources;

/// <summary>Where a package file is read from: a file, a web server, or standard input.</summary>
internal static class PackageSource
{
    /// <summary>How the command line's help calls it.</summary>
    public const string Places = "A package file, a URL of one, or - for standard input";

    private const string StandardInput = "-";

    /// <summary>Opens a package; it can be sought in where that is possible.</summary>
    /// <exception cref="RefusalException">The server does not have it.</exception>
    /// <exception cref="IOException">The file can't be opened.</exception>
    public static Stream Open(string place, CancellationToken cancellationToken) => new CancellableStream(
        place == StandardInput ? Console.OpenStandardInput()
        : UrlOf(place) is { } url ? HttpSource.Open(url, cancellationToken)
        : new FileStream(place, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan),
        cancellationToken);

    /// <summary>Reads a package and checks it, with the processors that there are.</summary>
    /// <param name="source">The package.</param>
    public static S9pkReading Read(Stream source)
    {
        using var hash = Environment.ProcessorCount > 1 ? new ThreadedHash() : null;
        return S9pkReader.Read(source, hash: hash);
    }

    /// <summary>Whether a place is on this machine's disk, as far as its name tells.</summary>
    public static bool IsPath(string place) => place != StandardInput && UrlOf(place) is null;

    private static Uri? UrlOf(string place) =>
        Uri.TryCreate(place, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) ? uri : null;
}

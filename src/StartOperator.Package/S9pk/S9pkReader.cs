using StartOperator.Package.Diagnostics;
using StartOperator.Package.S9pk.Container;
using StartOperator.Package.S9pk.Newer;
using StartOperator.Package.S9pk.Signing;

namespace StartOperator.Package.S9pk;

/// <summary>
/// Reads package files (contract: s9pk.md) from any stream, in one passage and little memory, however large they are. Whatever is wrong with the
/// file comes back as diagnostics; only what reading the stream itself throws gets through.
/// </summary>
public static class S9pkReader
{
    /// <summary>The ending of package files' names.</summary>
    public const string Extension = ".s9pk";

    /// <summary>
    /// Reads a package from a stream's place to its end, and checks its signature. Nothing is handed out before that: a package is either verified,
    /// or null.
    /// </summary>
    /// <param name="source">The package; it need not be seekable.</param>
    /// <param name="limits">How big it may be; null for the usual limits.</param>
    /// <param name="hash">Computes the hash that is signed, and is the caller's to dispose of; null to compute it here, as the bytes come.</param>
    public static S9pkReading Read(Stream source, S9pkLimits? limits = null, ISignedHash? hash = null)
    {
        using var plain = hash is null ? new PlainHash() : null;
        return Pass(source, hash ?? plain, limits ?? S9pkLimits.Default);
    }

    /// <summary>
    /// Looks at a package without checking its signature, and without reading more of it than lists need: the contents of layers and assets are
    /// passed over. For a first look at a large file; nothing in the result must be believed.
    /// </summary>
    /// <param name="source">The package, seekable, at its start.</param>
    /// <param name="limits">How big it may be; null for the usual limits.</param>
    public static S9pkReading Glance(Stream source, S9pkLimits? limits = null) => source.CanSeek
        ? Pass(source, null, limits ?? S9pkLimits.Default)
        : throw new ArgumentException("the stream can't be sought in", nameof(source));

    private static S9pkReading Pass(Stream source, ISignedHash? hash, S9pkLimits limits)
    {
        // What is wrong inside a file that is damaged itself is of no interest.
        var container = new DiagnosticLog();
        try
        {
            if (Magic.ReadVersion(source) != 1) return NewerReader.Read(source);

            long? length = source.CanSeek ? source.Length : null;
            var header = HeaderReader.Read(source, length, limits, container);
            using var pass = new SignedPass(source, header.Length, header.Sections, hash, limits);
            var content = new ContentReader(limits, hash is not null);
            foreach (var section in header.Sections) content.Read(section, pass.Open(section));

            var end = pass.Finish();
            if (end is { } signed && !header.Signer.Verifies(header.Signature, signed.Hash)) throw WrongSignature();
            if (pass.Unclaimed > 0) container.Append(Unclaimed(pass.Unclaimed));

            var package = content.Finish(header, end);
            return new S9pkReading(package, null, [.. container.InOrder(), .. content.Diagnostics]);
        }
        catch (S9pkFault fault)
        {
            container.Append(new Diagnostic(Severity.Error, fault.Path, fault.Message, fault.Remedy, null));
            return new S9pkReading(null, null, container.InOrder());
        }
    }

    private static S9pkFault WrongSignature() => new(
        "header",
        "the signature is not one of the developer's key over this file: it is damaged, or was changed",
        "fetch the file again, from where the developer publishes it");

    private static Diagnostic Unclaimed(long bytes) =>
        new(Severity.Warning, "", $"{bytes} bytes of the file belong to no section", S9pkFault.PackAgain, null);
}

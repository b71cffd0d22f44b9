namespace StartOperator.Package.S9pk;

/// <summary>
/// Computes the SHA-512 that a package's signature is over. Reading computes digests of layers from the same bytes; whoever has a processor to spare
/// may compute this one beside them.
/// </summary>
public interface ISignedHash : IDisposable
{
    /// <summary>Takes the next bytes. They are the caller's again when this returns.</summary>
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>The hash of all of them; nothing comes after.</summary>
    byte[] Finish();
}

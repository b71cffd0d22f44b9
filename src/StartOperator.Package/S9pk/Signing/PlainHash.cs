using System.Security.Cryptography;

namespace StartOperator.Package.S9pk.Signing;

/// <summary>Computes the hash as the bytes come.</summary>
internal sealed class PlainHash : ISignedHash
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <inheritdoc/>
    public byte[] Finish() => _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();
}

using StartOperator.Package.S9pk.Signing;

namespace StartOperator.Package.S9pk.Newer;

/// <summary>
/// What is known of a package of version 2, which StartOS 0.3.6 and later use (contract: s9pk-v2.md). Its behaviour is a program, not a manifest:
/// StartOperator can't run it.
/// </summary>
/// <param name="Signer">The developer's key.</param>
/// <param name="RootHash">The BLAKE3 hash of its contents' listing, which the developer has signed.</param>
/// <param name="Id">The package's id; null when the manifest was not found.</param>
/// <param name="Title">Its title; null likewise.</param>
/// <param name="Version">Its version in the newer spelling, such as <c>28.1:0</c>; null likewise.</param>
public sealed record NewerPackage(DeveloperPublicKey Signer, string RootHash, string? Id, string? Title, string? Version);

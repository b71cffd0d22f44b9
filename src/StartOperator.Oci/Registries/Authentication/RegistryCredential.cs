namespace StartOperator.Oci.Registries.Authentication;

/// <summary>Who somebody is at a registry: a user with a password, or a token that the registry's token service takes instead.</summary>
/// <param name="User">The user; empty with a token alone.</param>
/// <param name="Password">The password, or an access token in its place.</param>
/// <param name="IdentityToken">A token that is exchanged for others; null where there is none.</param>
/// <param name="Source">Where this was found, for messages: a file or a program.</param>
public sealed record RegistryCredential(string User, string Password, string? IdentityToken, string Source)
{
    /// <summary>Never the secrets.</summary>
    public override string ToString() => User.Length > 0 ? $"'{User}' from {Source}" : $"the token from {Source}";
}

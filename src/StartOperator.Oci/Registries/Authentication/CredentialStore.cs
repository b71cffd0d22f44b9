namespace StartOperator.Oci.Registries.Authentication;

/// <summary>
/// The logins of this machine's user, from the files that <c>docker login</c> and <c>podman login</c> write, and from the programs that these
/// files name. The first file with a login for a registry is taken, in podman's order, which has Docker's file last.
/// </summary>
/// <param name="files">The files; those that are not there hold nothing.</param>
/// <param name="programs">Runs the programs that keep secrets.</param>
public sealed class CredentialStore(IReadOnlyList<string> files, CredentialProgram programs)
{
    /// <summary>Knows nobody.</summary>
    public static CredentialStore Empty { get; } = new([], new CredentialProgram(_ => null));

    /// <summary>The files of this user.</summary>
    /// <param name="environment">The environment's variables.</param>
    public static CredentialStore OfUser(Func<string, string?> environment)
    {
        string? Variable(string name) => environment(name) is { Length: > 0 } value ? value : null;
        var home = Variable("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string?[] files =
        [
            Variable("REGISTRY_AUTH_FILE"),
            Variable("DOCKER_CONFIG") is { } folder ? Path.Combine(folder, "config.json") : null,
            Variable("XDG_RUNTIME_DIR") is { } runtime ? Path.Combine(runtime, "containers", "auth.json") : null,
            Path.Combine(Variable("XDG_CONFIG_HOME") ?? Path.Combine(home, ".config"), "containers", "auth.json"),
            Path.Combine(home, ".docker", "config.json"),
        ];
        return new CredentialStore([.. files.OfType<string>()], new CredentialProgram(environment));
    }

    /// <summary>Finds the login for a repository; null when there is none.</summary>
    /// <param name="host">The registry, as references name it.</param>
    /// <param name="repository">The repository; podman keeps logins for parts of a registry, too.</param>
    /// <param name="cancellationToken">Ends a program that is asked.</param>
    /// <exception cref="IOException">A file can't be read, is no such file, or a program fails.</exception>
    public async Task<RegistryCredential?> FindAsync(string host, string repository, CancellationToken cancellationToken)
    {
        foreach (var path in files.Where(File.Exists))
        {
            var file = CredentialFile.Read(path);
            if (file.ProgramFor(host) is { } program && await programs.AskAsync(program, CredentialFile.ServerOf(host), cancellationToken) is { } kept) return kept;
            if (file.Find(host, repository) is { } written) return written;
        }

        return null;
    }
}

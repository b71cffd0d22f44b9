using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StartOperator.Oci.Registries.Authentication;

/// <summary>
/// Asks the programs that keep secrets for Docker: <c>docker-credential-NAME get</c>, the registry on standard input, a login as JSON on standard
/// output.
/// </summary>
/// <param name="environment">The environment's variables, for messages and the search path.</param>
public sealed partial class CredentialProgram(Func<string, string?> environment)
{
    private const string Prefix = "docker-credential-";
    private const string TokenUser = "<token>";
    private const string NotFound = "credentials not found";
    private const int MostCharacters = 64 << 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks a program; null when it knows no login for the registry.</summary>
    /// <exception cref="IOException">It is not there, fails, or does not answer.</exception>
    internal async Task<RegistryCredential?> AskAsync(string name, string server, CancellationToken cancellationToken)
    {
        if (!Name().IsMatch(name)) throw new IOException($"'{name}' can't be the name of a program that keeps secrets");

        var program = Prefix + name;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var process = Start(program);
        try
        {
            var output = ReadAsync(process.StandardOutput, patience.Token);
            var error = ReadAsync(process.StandardError, patience.Token);
            await SayAsync(process, server);
            var (said, complaint) = (await output, await error);
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0 ? Read(said, program)
                : (said + complaint).Contains(NotFound, StringComparison.OrdinalIgnoreCase) ? null
                : throw new IOException($"{program} fails: {(said + complaint).Trim()}");
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{program} has not answered for {Patience.TotalSeconds} s", fault);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private Process Start(string program)
    {
        try
        {
            var start = new ProcessStartInfo(program, ["get"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            return Process.Start(start)!;
        }
        catch (Win32Exception fault)
        {
            throw new IOException($"{program}, which the file with logins names, can't be run: {fault.Message} (PATH is {environment("PATH")})", fault);
        }
    }

    private static async Task SayAsync(Process process, string server)
    {
        try
        {
            await process.StandardInput.WriteAsync(server);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It does not listen; what it says itself tells why.
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var buffer = new char[MostCharacters];
        return new string(buffer, 0, await reader.ReadBlockAsync(buffer, cancellationToken));
    }

    private static RegistryCredential? Read(string json, string program)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var (user, secret) = (document.RootElement.GetProperty("Username").GetString() ?? "", document.RootElement.GetProperty("Secret").GetString() ?? "");
            return secret.Length == 0 ? null
                : user == TokenUser ? new RegistryCredential("", "", secret, program)
                : new RegistryCredential(user, secret, null, program);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new IOException($"{program} does not answer with a login", fault);
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}

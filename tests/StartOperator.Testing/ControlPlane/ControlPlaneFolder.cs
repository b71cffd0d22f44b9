using System.Globalization;
using System.Text;

namespace StartOperator.Testing.ControlPlane;

/// <summary>The temporary folder of one control plane: its keys, its kubeconfigs, its logs and its data; gone when it is disposed of.</summary>
internal sealed class ControlPlaneFolder : IDisposable
{
    private const string Prefix = "startoperator-controlplane-";
    private readonly CertificateAuthority _authority = new();

    public ControlPlaneFolder()
    {
        SweepLeftovers();
        Root = Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-").FullName;
        File.WriteAllText(this["ca.crt"], _authority.Pem);
        Write("apiserver", _authority.Server());
        Write("serviceaccounts", _authority.User("serviceaccounts"));
        File.WriteAllText(this["audit-policy.yaml"], """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
            - level: Metadata
            """);
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>A path in the folder.</summary>
    public string this[string name] => Path.Combine(Root, name);

    /// <summary>Writes a kubeconfig for a user and returns its path.</summary>
    public string Kubeconfig(Uri server, string user, params IEnumerable<string> groups)
    {
        var (certificate, key) = _authority.User(user, groups);
        var path = this[$"{user.Replace(':', '-')}.kubeconfig"];
        File.WriteAllText(path, $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: control-plane
              cluster:
                server: {server.AbsoluteUri.TrimEnd('/')}
                certificate-authority-data: {Base64(_authority.Pem)}
            users:
            - name: user
              user:
                client-certificate-data: {Base64(certificate)}
                client-key-data: {Base64(key)}
            contexts:
            - name: control-plane
              context:
                cluster: control-plane
                user: user
            current-context: control-plane

            """);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    // A process that was killed could not clean up; its programs died with it.
    private static void SweepLeftovers()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var owner = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (OperatingSystem.IsLinux() && int.TryParse(owner, CultureInfo.InvariantCulture, out var pid) && !Directory.Exists($"/proc/{pid}"))
            {
                Sweep(folder);
            }
        }
    }

    private static void Sweep(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Another process sweeps it at this moment.
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    private void Write(string name, (string Certificate, string Key) pair)
    {
        File.WriteAllText(this[$"{name}.crt"], pair.Certificate);
        File.WriteAllText(this[$"{name}.key"], pair.Key);
    }
}

using System.Text;

namespace StartOperator.LocalCluster;

/// <summary>Writes the kubeconfig clients reach the server with.</summary>
internal static class Kubeconfig
{
    public static async Task WriteAsync(string path, string name, Uri server, string authorityPem, string token, CancellationToken cancellationToken)
    {
        var authority = Convert.ToBase64String(Encoding.UTF8.GetBytes(authorityPem));
        var text = $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: "{name}"
              cluster:
                server: {server.GetLeftPart(UriPartial.Authority)}
                certificate-authority-data: {authority}
            users:
            - name: "{name}"
              user:
                token: {token}
            contexts:
            - name: "{name}"
              context:
                cluster: "{name}"
                user: "{name}"
            current-context: "{name}"

            """;
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (File.Exists(path)) File.Delete(path);
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
    }
}

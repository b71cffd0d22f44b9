using System.Text;
using StartOperator.Package.Model.Volumes;
using StartOperator.Resources;

namespace StartOperator.Rendering;

/// <summary>
/// All that is a reason to restart a running service, each as a digest: version, image, command, arguments, mounts, environment, resources
/// and the user's wish. What is not in here (labels, placement, the operator's own images and defaults, a neighbour that appears) waits for
/// the next start, so that upgrading the operator, or installing something else, restarts nobody.
/// </summary>
/// <remarks>Only what the user or the package says goes into a digest, never what the operator adds to it.</remarks>
public sealed class RestartReasons
{
    private readonly SortedDictionary<string, string> _digests;

    private RestartReasons(SortedDictionary<string, string> digests) => _digests = digests;

    /// <summary>The reasons as the resource has them now.</summary>
    public static RestartReasons Of(ServiceDefinition service)
    {
        var main = service.Manifest.Main;
        return new RestartReasons(new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["version"] = Digest(service.Manifest.Version.Canonical),
            ["image"] = Digest(main.System ? "system" : "", main.Image, main.System ? "" : service.Spec.Images?.GetValueOrDefault(main.Image)?.Image ?? ""),
            ["command"] = Digest(main.Entrypoint),
            ["args"] = Digest([.. main.Args]),
            ["mounts"] = Digest([.. main.Mounts.SelectMany(m => Mount(service, m.Key, m.Value)), $"shm {main.ShmSizeMb}"]),
            ["environment"] = Digest([.. (service.Spec.Environment ?? []).OrderBy(v => v.Name, StringComparer.Ordinal).SelectMany(v => (string[])[v.Name, v.Value])]),
            ["resources"] = Digest([.. Resources(service.Spec.Resources)]),
            ["restartedAt"] = Digest(service.Spec.RestartedAt ?? ""),
        });
    }

    /// <summary>Reads what <see cref="ToString"/> wrote on a pod; parts that can't be read count as different.</summary>
    public static RestartReasons Parse(string? annotation)
    {
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in (annotation ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var separator = part.IndexOf('=', StringComparison.Ordinal);
            if (separator > 0)
            {
                digests[part[..separator]] = part[(separator + 1)..];
            }
        }

        return new RestartReasons(digests);
    }

    /// <summary>
    /// The reasons to restart a pod that was made for <paramref name="running"/>: those of <c>this</c> that differ there. A reason that
    /// the pod does not know at all, because an older operator made it, is none.
    /// </summary>
    public IReadOnlyList<string> ChangedSince(RestartReasons running) =>
        [.. _digests.Where(d => running._digests.TryGetValue(d.Key, out var old) && old != d.Value).Select(d => d.Key)];

    /// <summary>The digests, as an annotation's value.</summary>
    public override string ToString() => string.Join(';', _digests.Select(d => $"{d.Key}={d.Value}"));

    private static IEnumerable<string> Mount(ServiceDefinition service, string id, string path) => service.Manifest.Volumes.GetValueOrDefault(id) switch
    {
        null => [],
        PointerVolume pointer => [id, path, "pointer", pointer.PackageId, pointer.VolumeId, pointer.Path, pointer.Readonly ? "ro" : "rw"],
        CertificateVolume certificate => [id, path, "certificate", certificate.InterfaceId],
        AssetsVolume => [id, path, "assets", .. Assets(service.Spec.Assets?.GetValueOrDefault(id))],
        _ => [id, path, "data"],
    };

    private static string[] Assets(AssetsSource? source) => source switch
    {
        { ConfigMap: { } map } => ["configMap", map.Name, map.Key ?? ""],
        { Image: { } image } => ["image", image.Reference, image.Path ?? "", image.Mode.ToString()],
        _ => [],
    };

    private static IEnumerable<string> Resources(ResourcesSpec? resources) =>
    [
        .. Quantities("requests", resources?.Requests),
        .. Quantities("limits", resources?.Limits),
        .. (resources?.Claims ?? []).OrderBy(c => c.Name, StringComparer.Ordinal).SelectMany(c => (string[])["claim", c.Name, c.ResourceClaimName ?? "", c.ResourceClaimTemplateName ?? ""]),
    ];

    private static IEnumerable<string> Quantities(string kind, IReadOnlyDictionary<string, string>? quantities) =>
        (quantities ?? new Dictionary<string, string>()).OrderBy(q => q.Key, StringComparer.Ordinal).SelectMany(q => (string[])[kind, q.Key, q.Value]);

    /// <summary>Lengths stand before the parts, so that no two lists of parts run together to the same text.</summary>
    private static string Digest(params string[] parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(part.Length).Append(':').Append(part);
        }

        return ChildNames.Digest(text.ToString());
    }
}

using System.Net;
using StartOperator.Rendering;
using StartOperator.Rendering.Refusals;

namespace StartOperator;

/// <summary>The settings of the operator process, from its arguments.</summary>
public sealed record OperatorSettings
{
    /// <summary>What the administrator decides for all services.</summary>
    public RenderingOptions Rendering { get; init; } = new();

    /// <summary>The namespaces to look at; empty for the whole cluster.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Where probes and metrics are served; null for nowhere.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>The namespace of the Lease by which replicas elect the one that works; null when there is one replica.</summary>
    public string? LeaseNamespace { get; init; }

    /// <summary>The kubeconfig; null for the service account of the pod, or the user's own kubeconfig.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>The help text.</summary>
    public const string Help = """
        start-operator: runs StartServices on the cluster that it is pointed at.

        usage: start-operator [OPTION VALUE]...
               start-operator --probe URL    ask a running operator's /livez or /readyz; exit code 0 if it says yes

          --kubeconfig FILE          the cluster (default: the pod's service account, else $KUBECONFIG, else ~/.kube/config)
          --namespaces A,B           look at these namespaces only (default: all; then the operator may also read PersistentVolumes)
          --compat-image IMAGE       the image with the compat program
          --utils-image IMAGE        the image that stands in for StartOS's system image utils
          --image-registry PREFIX    where package images are, as PREFIX/PACKAGE/IMAGE:VERSION, unless a resource names them
          --default-volume-size SIZE the size of a data volume whose resource does not say (default: 10Gi)
          --listen ADDRESS:PORT      serve /livez, /readyz and /metrics there, as 0.0.0.0:8080 (default: nowhere)
          --leader-election NAMESPACE
                                     several replicas: one works, the others wait; they agree by a Lease in this namespace (default: one replica)

        Each option can also be given as an environment variable, as START_OPERATOR_COMPAT_IMAGE.
        """;

    private static readonly string[] Options = ["kubeconfig", "namespaces", "compat-image", "utils-image", "image-registry", "default-volume-size", "listen", "leader-election"];

    /// <summary>Reads arguments, and the environment for what they do not say. Returns what is wrong; null when nothing.</summary>
    public static string? TryParse(IReadOnlyList<string> arguments, Func<string, string?> environment, out OperatorSettings settings)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        settings = new OperatorSettings();
        foreach (var option in Options)
        {
            if (environment("START_OPERATOR_" + option.Replace('-', '_').ToUpperInvariant()) is { Length: > 0 } value)
            {
                values[option] = value;
            }
        }

        for (var i = 0; i < arguments.Count; i += 2)
        {
            var option = arguments[i].StartsWith("--", StringComparison.Ordinal) ? arguments[i][2..] : "";
            if (!Options.Contains(option, StringComparer.Ordinal))
            {
                return $"'{arguments[i]}' is no option; start-operator --help lists them";
            }

            if (i + 1 == arguments.Count)
            {
                return $"{arguments[i]} needs a value";
            }

            values[option] = arguments[i + 1];
        }

        if (values.TryGetValue("default-volume-size", out var size) && !QuantityRefusals.IsQuantity(size))
        {
            return $"--default-volume-size: '{size}' is not a quantity; write a number with a unit, as in 10Gi";
        }

        IPEndPoint? listen = null;
        if (values.TryGetValue("listen", out var address) && !(IPEndPoint.TryParse(address, out listen) && address.LastIndexOf(':') > address.LastIndexOf(']')))
        {
            return $"--listen: '{address}' is not an address and a port; write it as 0.0.0.0:8080 or [::]:8080";
        }

        var defaults = new RenderingOptions();
        settings = new OperatorSettings
        {
            Kubeconfig = values.GetValueOrDefault("kubeconfig"),
            Listen = listen,
            LeaseNamespace = values.GetValueOrDefault("leader-election"),
            Namespaces = values.GetValueOrDefault("namespaces")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
            Rendering = defaults with
            {
                CompatImage = values.GetValueOrDefault("compat-image", defaults.CompatImage),
                UtilsImage = values.GetValueOrDefault("utils-image"),
                ImageRegistry = values.GetValueOrDefault("image-registry"),
                DefaultVolumeSize = values.GetValueOrDefault("default-volume-size", defaults.DefaultVolumeSize),
            },
        };
        return null;
    }
}

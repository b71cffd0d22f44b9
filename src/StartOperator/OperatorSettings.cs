using System.Net;
using StartOperator.Admission;
using StartOperator.Rendering;

namespace StartOperator;

/// <summary>The settings of the operator process, from its arguments.</summary>
public sealed record OperatorSettings
{
    /// <summary>What the administrator decides for all services.</summary>
    public RenderingOptions Rendering { get; init; } = new();

    /// <summary>The namespaces to look at; empty for the whole cluster.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Where metrics are served, and probes; null for nowhere.</summary>
    public IPEndPoint? Listen { get; init; }

    /// <summary>Where probes alone are served; null for nowhere.</summary>
    public IPEndPoint? Probes { get; init; }

    /// <summary>The namespace of the Lease by which replicas elect the one that works; null when there is one replica.</summary>
    public string? LeaseNamespace { get; init; }

    /// <summary>The Lease's name, the same for all replicas and for nobody else in its namespace.</summary>
    public string Lease { get; init; } = StartOperatorServices.OperatorName;

    /// <summary>Where admission reviews are answered; null for nowhere.</summary>
    public WebhookOptions? Webhook { get; init; }

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
          --default-requests A=B,C=D what a service sets aside unless its resource says otherwise (default: cpu=50m,memory=128Mi)
          --default-limits A=B,C=D   what a service may use at most unless its resource says otherwise (default: no limit)
          --box-policy open|strict|off
                                     who in a box may reach a service: everybody, its dependants, or no NetworkPolicies at all (default: open)
          --interface-sources all|box|A,B
                                     who may reach interfaces' ports: everybody, the box, or the box and these namespaces (default: all)
          --egress all|no-metadata   what services may reach: everything, or all but the addresses at which clouds hand out credentials (default: all)
          --listen ADDRESS:PORT      serve /livez, /readyz and /metrics there, as 0.0.0.0:8080 (default: nowhere)
          --probes ADDRESS:PORT      serve /livez and /readyz there, too, so that nobody who reaches the metrics stands in their way (default: nowhere)
          --leader-election NAMESPACE
                                     several replicas: one works, the others wait; they agree by a Lease in this namespace (default: one replica)
          --lease NAME               the Lease's name; operators for different namespaces need different ones (default: start-operator)
          --webhook ADDRESS:PORT     answer admission reviews there, at /validate over HTTPS, as 0.0.0.0:9443 (default: nowhere)
          --webhook-service NAME.NAMESPACE
                                     the Service that leads there: the operator makes its own certificates, in a Secret of that namespace
          --webhook-cert-dir FOLDER  or the folder with tls.crt and tls.key, which somebody else renews

        Each option can also be given as an environment variable, as START_OPERATOR_COMPAT_IMAGE.
        """;

    private static readonly string[] Names =
    [
        "kubeconfig", "namespaces", "compat-image", "utils-image", "image-registry", "default-volume-size", "default-requests", "default-limits",
        "box-policy", "interface-sources", "egress", "listen", "probes", "leader-election", "lease", "webhook", "webhook-service",
        "webhook-cert-dir",
    ];

    /// <summary>Reads arguments, and the environment for what they do not say. Returns what is wrong; null when nothing.</summary>
    public static string? TryParse(IReadOnlyList<string> arguments, Func<string, string?> environment, out OperatorSettings settings)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        settings = new OperatorSettings();
        foreach (var option in Names)
        {
            if (environment("START_OPERATOR_" + option.Replace('-', '_').ToUpperInvariant()) is { Length: > 0 } value)
            {
                values[option] = value;
            }
        }

        for (var i = 0; i < arguments.Count; i += 2)
        {
            var option = arguments[i].StartsWith("--", StringComparison.Ordinal) ? arguments[i][2..] : "";
            if (!Names.Contains(option, StringComparer.Ordinal))
            {
                return $"'{arguments[i]}' is no option; start-operator --help lists them";
            }

            if (i + 1 == arguments.Count)
            {
                return $"{arguments[i]} needs a value";
            }

            values[option] = arguments[i + 1];
        }

        var read = new OptionValues(values);
        settings = new OperatorSettings
        {
            Kubeconfig = read.Text("kubeconfig"),
            Listen = read.Address("listen"),
            Probes = ProbesOf(read),
            LeaseNamespace = read.Text("leader-election"),
            Lease = read.Text("lease") ?? settings.Lease,
            Namespaces = read.List("namespaces"),
            Rendering = Options(read, new RenderingOptions()),
            Webhook = WebhookOf(read),
        };
        return read.Fault;
    }

    private static IPEndPoint? ProbesOf(OptionValues read)
    {
        var probes = read.Address("probes");
        if (probes is not null && read.Text("listen") is null)
        {
            read.Wrong("probes", "give --listen as well, which answers probes by itself: --probes is a second address for them");
        }

        return probes;
    }

    private static WebhookOptions? WebhookOf(OptionValues read)
    {
        var (listen, service, folder) = (read.Address("webhook"), read.Name("webhook-service"), read.Text("webhook-cert-dir"));
        if (listen is null)
        {
            return null;
        }

        if (service is null == folder is null)
        {
            read.Wrong("webhook", "give exactly one of --webhook-service, for certificates that the operator makes, and --webhook-cert-dir");
        }

        return new WebhookOptions { Listen = listen, Service = service, CertificateFolder = folder };
    }

    private static RenderingOptions Options(OptionValues read, RenderingOptions defaults) => defaults with
    {
        CompatImage = read.Text("compat-image") ?? defaults.CompatImage,
        UtilsImage = read.Text("utils-image"),
        ImageRegistry = read.Text("image-registry"),
        DefaultVolumeSize = read.Quantity("default-volume-size", defaults.DefaultVolumeSize),
        DefaultRequests = read.Quantities("default-requests", defaults.DefaultRequests),
        DefaultLimits = read.Quantities("default-limits", defaults.DefaultLimits),
        BoxPolicy = read.Word("box-policy", ("open", BoxPolicy.Open), ("strict", BoxPolicy.Strict), ("off", BoxPolicy.Off)),
        InterfaceNamespaces = InterfaceNamespaces(read),
        AllowMetadata = read.Word("egress", ("all", true), ("no-metadata", false)),
    };

    private static IReadOnlyList<string>? InterfaceNamespaces(OptionValues read)
    {
        const string Option = "interface-sources";
        IReadOnlyList<string> named = read.Text(Option) is null ? ["all"] : read.List(Option);
        if (named is ["all"])
        {
            return null;
        }

        if (named is ["box"])
        {
            return [];
        }

        if (named.FirstOrDefault(name => name is "all" or "box") is { } word)
        {
            read.Wrong(Option, $"'{word}' is no namespace, and stands alone; write {word}, or namespaces without it: the box itself always reaches its interfaces");
        }

        return named;
    }
}

using System.CommandLine;
using k8s;
using k8s.Exceptions;
using k8s.KubeConfigModels;
using StartOperator.Cli.Output;
using StartOperator.Runtime.Client;

namespace StartOperator.Cli.Cluster;

/// <summary>Which cluster a command speaks with, as for kubectl.</summary>
/// <param name="Kubeconfig">The file; null for <c>$KUBECONFIG</c>, or the usual one.</param>
/// <param name="Context">The context in it; null for the current one.</param>
internal sealed record ClusterOptions(string? Kubeconfig, string? Context)
{
    private const string DefaultNamespace = "default";
    private const string Variable = "KUBECONFIG";

    /// <summary>The environment, by name.</summary>
    public Func<string, string?> Variables { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Connects.</summary>
    /// <param name="namespace">The namespace that the user wants; null for the context's.</param>
    /// <returns>The way to the API server, to be disposed, and the namespace.</returns>
    /// <exception cref="RefusalException">There is no such file or context.</exception>
    public (ApiClient Client, string Namespace) Connect(string? @namespace)
    {
        try
        {
            var configuration = KubernetesClientConfiguration.BuildConfigFromConfigObject(Load(), Context);
            var client = new ApiClient(configuration, new ApiClientOptions { FieldManager = "startctl" });
            return (client, @namespace ?? (configuration.Namespace is { Length: > 0 } usual ? usual : DefaultNamespace));
        }
        catch (Exception fault) when (fault is KubeConfigException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RefusalException($"there is no way to a cluster: {fault.Message}; name its kubeconfig with --kubeconfig, or in $KUBECONFIG");
        }
    }

    /// <summary>Loads the file that is named, else the first that <c>$KUBECONFIG</c> lists, is there, and has the context.</summary>
    private K8SConfiguration Load()
    {
        var listed = Kubeconfig is null ? Variables(Variable)?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) : null;
        if (listed is null or []) return KubernetesClientConfiguration.LoadKubeConfig(Kubeconfig);

        List<K8SConfiguration> files = [.. listed.Where(File.Exists).Select(file => KubernetesClientConfiguration.LoadKubeConfig(file))];
        return files.Find(file => Context is null || file.Contexts?.Any(context => context.Name == Context) == true) ?? files.FirstOrDefault()
            ?? throw new FileNotFoundException($"${Variable} names no file that is there");
    }

    /// <summary>The command line's side of these options.</summary>
    internal sealed class Symbols
    {
        private readonly Option<string?> _kubeconfig = new("--kubeconfig") { Description = "The cluster's kubeconfig (default: $KUBECONFIG, else ~/.kube/config)", HelpName = "FILE" };

        private readonly Option<string?> _context = new("--context") { Description = "The context in the kubeconfig (default: the current one)", HelpName = "NAME" };

        public void AddTo(Command command)
        {
            command.Add(_kubeconfig);
            command.Add(_context);
        }

        public ClusterOptions Of(ParseResult parsed) => new(parsed.GetValue(_kubeconfig), parsed.GetValue(_context));
    }
}

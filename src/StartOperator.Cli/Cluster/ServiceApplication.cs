using System.Text;
using StartOperator.Cli.Output;
using StartOperator.Resources;
using StartOperator.Runtime;
using StartOperator.Runtime.Client;

namespace StartOperator.Cli.Cluster;

/// <summary>Applies a StartService to a cluster, by server-side apply, as <c>kubectl apply --server-side</c> does.</summary>
/// <param name="client">The way to the API server.</param>
/// <param name="force">Whether to take fields over that somebody else has set.</param>
internal sealed class ServiceApplication(ApiClient client, bool force)
{
    /// <summary>Applies a service.</summary>
    /// <returns>What became of it, in kubectl's words.</returns>
    /// <exception cref="RefusalException">The API server refuses it.</exception>
    public async Task<string> ApplyAsync(StartService service, string @namespace, CancellationToken cancellationToken)
    {
        service.Metadata.NamespaceProperty = @namespace;
        var name = new NamespacedName(@namespace, service.Metadata.Name);
        try
        {
            var before = await client.GetAsync(StartServiceKind.Kind, name, cancellationToken);
            var after = await client.ApplyAsync(StartServiceKind.Kind, name, Encoding.UTF8.GetBytes(ObjectJson.Of(service).GetRawText()), force, cancellationToken);
            var outcome = before is null ? "created" : before.Metadata.ResourceVersion == after.Metadata.ResourceVersion ? "unchanged" : "configured";
            return $"startservice.{StartService.GroupName}/{name.Name} {outcome}";
        }
        catch (ApiException fault)
        {
            throw new RefusalException($"the images are there, but the cluster refuses the StartService: {Explain(fault, name)}");
        }
    }

    private string Explain(ApiException fault, NamespacedName name) =>
        fault.IsConflict && !force ? $"{fault.Message}; pass --force-conflicts to take these fields over"
        : fault.IsNotFound ? $"{fault.Message}; see whether the namespace {name.Namespace} exists, and `startctl crds` has been applied"
        : fault.Message;
}

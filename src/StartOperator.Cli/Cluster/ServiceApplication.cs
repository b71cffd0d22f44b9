using System.Text;
using System.Text.Json.Nodes;
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
            if (before is not null && force) await LetGoOfConfigMapsAsync(before, service, name, cancellationToken);
            var after = await client.ApplyAsync(StartServiceKind.Kind, name, Encoding.UTF8.GetBytes(ObjectJson.Of(service).GetRawText()), force, cancellationToken);

            // The operator may write the status meanwhile, which changes the version, and not the generation.
            var outcome = before is null ? "created" : before.Metadata.Generation == after.Metadata.Generation ? "unchanged" : "configured";
            return $"startservice.{StartService.GroupName}/{name.Name} {outcome}";
        }
        catch (ApiException fault)
        {
            throw new RefusalException($"the images are there, but the cluster refuses the StartService: {Explain(fault, name)}");
        }
    }

    /// <summary>
    /// Assets that came from a ConfigMap come from an image now. Whoever set the one is not who sets the other, so an apply would leave both, which is
    /// refused.
    /// </summary>
    private async Task LetGoOfConfigMapsAsync(StartService before, StartService wanted, NamespacedName name, CancellationToken cancellationToken)
    {
        var replaced = (wanted.Spec.Assets ?? new Dictionary<string, AssetsSource>())
            .Where(source => source.Value.Image is not null && before.Spec.Assets?.GetValueOrDefault(source.Key)?.ConfigMap is not null).ToList();
        if (replaced.Count == 0) return;

        var assets = new JsonObject();
        foreach (var (volume, source) in replaced)
        {
            assets[volume] = new JsonObject { ["configMap"] = null, ["image"] = new JsonObject { ["reference"] = source.Image!.Reference } };
        }

        await client.MergePatchAsync(StartServiceKind.Kind, name, new JsonObject { ["spec"] = new JsonObject { ["assets"] = assets } }, null, cancellationToken);
    }

    private string Explain(ApiException fault, NamespacedName name) =>
        (fault.IsConflict || fault.IsInvalid) && !force ? $"{fault.Message}; pass --force-conflicts to take these fields over"
        : fault.IsNotFound ? $"{fault.Message}; see whether the namespace {name.Namespace} exists, and `startctl crds` has been applied"
        : fault.Message;
}

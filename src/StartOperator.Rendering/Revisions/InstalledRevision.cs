using System.Text.Json;
using k8s.Models;
using StartOperator.Resources;

namespace StartOperator.Rendering.Revisions;

/// <summary>
/// The record of what is installed: a ControllerRevision with the manifest, the images and the assets. From it main starts again while a newer spec
/// can't be installed, and from it an update knows what it comes from.
/// </summary>
public static class InstalledRevision
{
    /// <summary>Renders the record of a service as its spec is now.</summary>
    public static V1ControllerRevision Render(ServiceDefinition service)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(Installable(service.Spec), ResourcesJson.Default.StartServiceSpec);
        using var document = JsonDocument.Parse(content);
        return new V1ControllerRevision
        {
            ApiVersion = $"{V1ControllerRevision.KubeGroup}/{V1ControllerRevision.KubeApiVersion}",
            Kind = V1ControllerRevision.KubeKind,
            Metadata = new V1ObjectMeta
            {
                Name = ChildNames.Revision(service.Name, ChildNames.Digest(content)),
                NamespaceProperty = service.Namespace,
                Labels = ServiceLabels.Of(service, ServiceLabels.Roles.Revision),
                Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [ServiceLabels.DataVersion] = service.Manifest.Version.Text },
                OwnerReferences = service.OwnerReferences(),
            },
            Data = document.RootElement.Clone(),
            Revision = 1,
        };
    }

    /// <summary>
    /// The service as it was installed, with everything of the present spec that does not belong to the installation; null when the record
    /// can't be read.
    /// </summary>
    public static ServiceDefinition? Restore(V1ControllerRevision revision, StartService service)
    {
        if (revision.Data is not JsonElement content || Read(content) is not { Manifest.Value: { } manifest } installed)
        {
            return null;
        }

        var spec = service.Spec with { Manifest = installed.Manifest, Images = installed.Images, Assets = installed.Assets };
        return new ServiceDefinition(service.Metadata.NamespaceProperty, service.Metadata.Name, service.Metadata.Uid ?? "", spec, manifest);
    }

    private static StartServiceSpec Installable(StartServiceSpec spec) => new() { Manifest = spec.Manifest, Images = spec.Images, Assets = spec.Assets };

    private static StartServiceSpec? Read(JsonElement content)
    {
        try
        {
            return content.Deserialize(ResourcesJson.Default.StartServiceSpec);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

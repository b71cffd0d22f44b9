using k8s.Models;

namespace StartOperator.Rendering;

/// <summary>The ServiceAccount of main: it has no rights, and no token of it reaches a pod.</summary>
public static class MainServiceAccount
{
    /// <summary>Renders the ServiceAccount.</summary>
    public static V1ServiceAccount Render(ServiceDefinition service) => new()
    {
        ApiVersion = V1ServiceAccount.KubeApiVersion,
        Kind = V1ServiceAccount.KubeKind,
        Metadata = new V1ObjectMeta
        {
            Name = ChildNames.ServiceAccount(service.Name),
            NamespaceProperty = service.Namespace,
            Labels = ServiceLabels.Of(service, ServiceLabels.Roles.Account),
            OwnerReferences = service.OwnerReferences(),
        },
        AutomountServiceAccountToken = false,
    };
}

using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using k8s.Models;
using StartOperator.Cli.Output;
using StartOperator.Resources;

namespace StartOperator.Cli.Commands;

/// <summary><c>startctl rbac</c>: what the operator needs of the cluster, as its code declares it.</summary>
internal static class RbacCommand
{
    public static Command Create()
    {
        var command = new Command("rbac", "Print the ClusterRole that the operator needs, for `kubectl apply -f -`.");
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.Write(ResourceYaml.ToString(ObjectJson.Of(ClusterRole()))));
        return command;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "startctl is not trimmed.")]
    public static V1ClusterRole ClusterRole() => new()
    {
        ApiVersion = $"{V1ClusterRole.KubeGroup}/{V1ClusterRole.KubeApiVersion}",
        Kind = V1ClusterRole.KubeKind,
        Metadata = new V1ObjectMeta { Name = StartOperatorServices.OperatorName },
        Rules = [.. OperatorRights.Everything()],
    };
}

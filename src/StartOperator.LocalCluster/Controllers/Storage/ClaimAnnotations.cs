namespace StartOperator.LocalCluster.Controllers.Storage;

/// <summary>The annotations by which scheduler, volume binder and provisioners talk about claims and volumes.</summary>
internal static class ClaimAnnotations
{
    /// <summary>On a claim: the provisioner that shall make its volume.</summary>
    public const string Provisioner = "volume.kubernetes.io/storage-provisioner";

    /// <summary>The same by its old name, still written.</summary>
    public const string BetaProvisioner = "volume.beta.kubernetes.io/storage-provisioner";

    /// <summary>On a claim: the node its first consumer is to run on.</summary>
    public const string SelectedNode = "volume.kubernetes.io/selected-node";

    /// <summary>On a volume: who made it, and so who deletes it.</summary>
    public const string ProvisionedBy = "pv.kubernetes.io/provisioned-by";

    /// <summary>On a claim: its binding is complete.</summary>
    public const string BindCompleted = "pv.kubernetes.io/bind-completed";

    /// <summary>On a claim or a volume: the binder chose the other one, not a user.</summary>
    public const string BoundByController = "pv.kubernetes.io/bound-by-controller";
}

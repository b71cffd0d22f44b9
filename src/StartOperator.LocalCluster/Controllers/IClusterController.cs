namespace StartOperator.LocalCluster.Controllers;

/// <summary>A component that acts on a cluster through its API until it is cancelled.</summary>
public interface IClusterController
{
    /// <summary>Acts until cancelled; never ends for another reason.</summary>
    /// <param name="cancellation">Ends it.</param>
    Task RunAsync(CancellationToken cancellation);
}

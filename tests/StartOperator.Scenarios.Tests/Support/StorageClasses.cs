using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;
using StartOperator.LocalCluster.Controllers.Storage;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Support;

/// <summary>Storage classes besides the default one.</summary>
public static class StorageClasses
{
    /// <summary>Creates a class unless it is there.</summary>
    /// <param name="harness">The cluster, which must be the tests' own.</param>
    /// <param name="name">The class's name.</param>
    /// <param name="canGrow">Whether its volumes can grow.</param>
    public static async Task CreateAsync(IClusterHarness harness, string name, bool canGrow)
    {
        using var api = new ClusterApi(harness.Configuration, "scenarios/setup");
        var storageClass = new V1StorageClass
        {
            ApiVersion = "storage.k8s.io/v1",
            Kind = "StorageClass",
            Metadata = new() { Name = name },
            Provisioner = ClaimProvisioner.Name,
            VolumeBindingMode = "WaitForFirstConsumer",
            AllowVolumeExpansion = canGrow,
            ReclaimPolicy = "Delete",
        };
        await api.CreateIfAbsentAsync(storageClass, TestContext.Current.CancellationToken);
    }
}

using StartOperator.Resources;
using StartOperator.Runtime;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A whole box is deleted.</summary>
public sealed class NamespaceDeleted(Clusters clusters)
{
    [Theory, OnEveryCluster]
    public async Task It_goes_with_all_services_whatever_their_policy(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, ClusterCapabilities.RunsPods | ClusterCapabilities.CollectsGarbage);
        await box.ApplyAsync(TestPackage.Called("notes").WithData("main").WithInterface("web", 80).With(spec => spec with { DeletionPolicy = DeletionPolicy.Delete }));
        await box.ApplyAsync(TestPackage.Called("reader").WithPointer("notes", "notes"));
        await box.RunningAsync("notes");
        await box.RunningAsync("reader");

        await box.Api.DeleteAsync(Kinds.Namespace, new NamespacedName("", box.Name), null, TestContext.Current.CancellationToken);

        await box.GoneAsync<StartService>("notes");
        await box.GoneAsync<StartService>("reader");
        await box.NamespaceGoneAsync();
    }
}

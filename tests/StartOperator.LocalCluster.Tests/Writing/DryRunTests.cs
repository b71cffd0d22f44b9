using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Writing;

/// <summary>Dry runs answer as the real thing would, and store nothing.</summary>
public sealed class DryRunTests(Servers servers)
{
    private const string Map = """{"metadata":{"name":"a"},"data":{"k":"1"}}""";

    [Theory]
    [EachServer]
    public Task A_dry_run_of_a_creation_stores_nothing(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("configmaps?dryRun=All", Map);

        made.Told("metadata.uid").ShouldNotBe("");
        made.Revision.ShouldBe("");
        (await api.GetAsync("configmaps/a")).ShouldFail(404, "NotFound");
    });

    [Theory]
    [EachServer]
    public Task A_dry_run_of_an_update_or_patch_stores_nothing(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);

        (await api.PutAsync("configmaps/a?dryRun=All", """{"metadata":{"name":"a"},"data":{"k":"2"}}""")).ShouldSucceed().Told("data.k").ShouldBe("2");
        (await api.PatchAsync("configmaps/a?dryRun=All", PatchTypes.Merge, """{"data":{"k":"3"}}""")).ShouldSucceed().Told("data.k").ShouldBe("3");
        (await api.PatchAsync("configmaps/b?dryRun=All&fieldManager=m", PatchTypes.Apply, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}""")).ShouldSucceed(201);
        (await api.GetAsync("configmaps/a")).Told("data.k").ShouldBe("1");
    });

    [Theory]
    [EachServer]
    public Task A_dry_run_checks_everything(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);

        (await api.PostAsync("configmaps?dryRun=All", Map)).ShouldFail(409, "AlreadyExists");
        (await api.PostAsync("configmaps?dryRun=All", """{"metadata":{"name":"A"}}""")).ShouldFail(422, "Invalid", "metadata.name");
        (await api.PatchAsync("configmaps/a?dryRun=All", PatchTypes.Merge, """{"metadata":{"resourceVersion":"1"}}""")).ShouldFail(409, "Conflict");
    });

    [Theory]
    [EachServer]
    public Task Only_All_is_a_dry_run(string server) => servers.RunAsync(server, async api =>
    {
        (await api.PostAsync("configmaps?dryRun=Some", Map)).ShouldFail(422, "Invalid", "dryRun");
        (await api.PostAsync("configmaps?dryRun=All&dryRun=Some", Map)).ShouldFail(422, "Invalid", "dryRun");
        (await api.PostAsync("configmaps?dryRun=", Map)).ShouldFail(422, "Invalid", "dryRun");
    });

    [Theory]
    [EachServer]
    public Task A_dry_run_of_a_service_gets_no_address_that_is_kept(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("services?dryRun=All", """{"metadata":{"name":"a"},"spec":{"ports":[{"port":80}]}}""");

        made.Told("spec.clusterIP").ShouldNotBe("");
        (await api.GetAsync("services")).Names.ShouldBeEmpty();
    });
}

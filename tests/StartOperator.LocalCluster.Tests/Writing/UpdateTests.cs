using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Writing;

/// <summary>Replacing objects: optimistic concurrency and what an update can't change.</summary>
public sealed class UpdateTests(Servers servers)
{
    [Theory]
    [EachServer]
    public Task An_update_of_a_stale_object_is_a_conflict(string server) => servers.RunAsync(server, async api =>
    {
        var stale = await api.CreateAsync("configmaps", """{"metadata":{"name":"a"},"data":{"k":"1"}}""");
        await api.ChangeAsync("configmaps/a", map => map["data"]!["k"] = "2");

        var answer = await api.PutAsync("configmaps/a", stale.Text);

        answer.ShouldFail(409, "Conflict");
        answer.Message.ShouldContain("the object has been modified");
    });
}

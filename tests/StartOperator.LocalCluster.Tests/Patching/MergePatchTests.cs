using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Patching;

/// <summary>JSON merge patches.</summary>
public sealed class MergePatchTests(Servers servers)
{
    private const string Map = """{"metadata":{"name":"a","labels":{"x":"1","y":"2"},"finalizers":["example.com/a"]},"data":{"k":"v","l":"w"}}""";

    [Theory]
    [EachServer("""{"data":{"k":"x"}}""")]
    [EachServer("""{"data":{"k":null}}""")]
    [EachServer("""{"data":null}""")]
    [EachServer("""{"data":{"m":"new"},"metadata":{"labels":{"x":null,"z":"3"}}}""")]
    [EachServer("""{"metadata":{"finalizers":["example.com/b"]}}""")]
    [EachServer("""{"metadata":{"finalizers":[]}}""")]
    [EachServer("""{"metadata":{"annotations":{"new":"1"}}}""")]
    [EachServer("{}")]
    [EachServer("""{"metadata":{"managedFields":null}}""")]
    [EachServer("""{"metadata":{"managedFields":[{}]}}""")]
    [EachServer("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"immutable":true}""")]
    public Task A_patch_changes_the_object(string server, string patch) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);

        (await api.PatchAsync("configmaps/a?fieldManager=patcher", PatchTypes.Merge, patch)).ShouldSucceed(200);
    });

    [Theory]
    [EachServer("[]")]
    [EachServer("\"x\"")]
    [EachServer("7")]
    [EachServer("null")]
    [EachServer("")]
    [EachServer("{")]
    [EachServer("""{"data":[]}""")]
    [EachServer("""{"data":"x"}""")]
    [EachServer("""{"data":{"k":{}}}""")]
    [EachServer("""{"metadata":null}""")]
    [EachServer("""{"metadata":{"name":null}}""")]
    [EachServer("""{"metadata":{"name":"b"}}""")]
    [EachServer("""{"metadata":{"namespace":"b"}}""")]
    [EachServer("""{"metadata":{"uid":"11111111-1111-1111-1111-111111111111"}}""")]
    [EachServer("""{"metadata":{"resourceVersion":"1"}}""")]
    [EachServer("""{"metadata":{"resourceVersion":"x"}}""")]
    [EachServer("""{"metadata":{"resourceVersion":null,"creationTimestamp":null,"uid":null}}""")]
    [EachServer("""{"kind":"Secret"}""")]
    [EachServer("""{"kind":null}""")]
    [EachServer("""{"apiVersion":"v2"}""")]
    [EachServer("""{"metadata":{"labels":{"bad key":"v"}}}""")]
    public Task A_patch_that_makes_no_sense_is_answered_alike(string server, string patch) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);

        await api.PatchAsync("configmaps/a", PatchTypes.Merge, patch);
        await api.GetAsync("configmaps/a");
    }, sameWords: false);

    [Theory]
    [EachServer("application/json")]
    [EachServer("text/plain")]
    [EachServer("application/yaml")]
    [EachServer("application/merge-patch+yaml")]
    public Task A_patch_of_an_unknown_type_is_not_supported(string server, string type) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);

        (await api.PatchAsync("configmaps/a", type, "{}")).ShouldFail(415, "UnsupportedMediaType");
    }, sameWords: false);

    [Theory]
    [EachServer]
    public Task A_patch_names_its_manager_or_is_its_clients(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);
        api.UserAgent = "Some Client/7 (x)";

        await api.PatchAsync("configmaps/a", PatchTypes.Merge, """{"data":{"k":"x"}}""");
        await api.PatchAsync("configmaps/a?fieldManager=named", PatchTypes.Merge, """{"data":{"l":"x"}}""");

        (await api.GetAsync("configmaps/a")).Text.ShouldContain("Some Client");
        (await api.PatchAsync($"configmaps/a?fieldManager={new string('m', 129)}", PatchTypes.Merge, "{}")).ShouldFail(422, "Invalid", "fieldManager");
        (await api.PatchAsync("configmaps/a?fieldManager=a%01b", PatchTypes.Merge, "{}")).ShouldFail(422, "Invalid", "fieldManager");
        (await api.PatchAsync("configmaps/a?force=true", PatchTypes.Merge, "{}")).ShouldFail(422, "Invalid", "force");
    });
}

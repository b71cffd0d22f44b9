using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Patching;

/// <summary>JSON patches: each operation, and what makes one fail.</summary>
public sealed class JsonPatchTests(Servers servers)
{
    private const string Map = """{"metadata":{"name":"a","finalizers":["example.com/a","example.com/b"],"annotations":{"a/b":"1"}},"data":{"k":"v","l":"w"}}""";

    [Theory]
    [EachServer("""[{"op":"add","path":"/data/m","value":"x"}]""")]
    [EachServer("""[{"op":"add","path":"/data/k","value":"x"}]""")]
    [EachServer("""[{"op":"replace","path":"/data/k","value":"x"}]""")]
    [EachServer("""[{"op":"remove","path":"/data/k"}]""")]
    [EachServer("""[{"op":"move","from":"/data/k","path":"/data/n"}]""")]
    [EachServer("""[{"op":"copy","from":"/data/k","path":"/data/n"}]""")]
    [EachServer("""[{"op":"test","path":"/data/k","value":"v"},{"op":"replace","path":"/data/k","value":"x"}]""")]
    [EachServer("""[{"op":"add","path":"/metadata/finalizers/0","value":"example.com/z"}]""")]
    [EachServer("""[{"op":"add","path":"/metadata/finalizers/-","value":"example.com/z"}]""")]
    [EachServer("""[{"op":"add","path":"/metadata/finalizers/2","value":"example.com/z"}]""")]
    [EachServer("""[{"op":"remove","path":"/metadata/finalizers/1"}]""")]
    [EachServer("""[{"op":"replace","path":"/metadata/finalizers/0","value":"example.com/z"}]""")]
    [EachServer("""[{"op":"replace","path":"/metadata/annotations/a~1b","value":"x"}]""")]
    [EachServer("""[{"op":"add","path":"/metadata/labels","value":{"x":"y"}}]""")]
    [EachServer("""[{"op":"replace","path":"/data","value":null}]""")]
    [EachServer("[]")]
    [EachServer("""[{"op":"test","path":"/metadata/labels","value":null}]""")]
    public Task An_operation_changes_the_object(string server, string patch) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);

        (await api.PatchAsync("configmaps/a", PatchTypes.Json, patch)).ShouldSucceed(200);
    });

    [Theory]
    [EachServer("""[{"op":"remove","path":"/data/none"}]""")]
    [EachServer("""[{"op":"replace","path":"/data/none","value":"x"}]""")]
    [EachServer("""[{"op":"replace","path":"/none/k","value":"x"}]""")]
    [EachServer("""[{"op":"add","path":"/none/k","value":"x"}]""")]
    [EachServer("""[{"op":"test","path":"/data/k","value":"other"}]""")]
    [EachServer("""[{"op":"test","path":"/data/none","value":"x"}]""")]
    [EachServer("""[{"op":"move","from":"/data/none","path":"/data/n"}]""")]
    [EachServer("""[{"op":"copy","from":"/data/none","path":"/data/n"}]""")]
    [EachServer("""[{"op":"add","path":"/metadata/finalizers/5","value":"example.com/z"}]""")]
    [EachServer("""[{"op":"add","path":"/metadata/finalizers/x","value":"example.com/z"}]""")]
    [EachServer("""[{"op":"remove","path":"/metadata/finalizers/-1"}]""")]
    [EachServer("""[{"op":"remove","path":"/metadata/finalizers/2"}]""")]
    [EachServer("""[{"op":"explode","path":"/data"}]""")]
    [EachServer("""[{"path":"/data"}]""")]
    [EachServer("""[{"op":"add","value":"x"}]""")]
    [EachServer("""[{"op":"add","path":"data/k","value":"x"}]""")]
    [EachServer("""[{"op":"add","path":"/data/k"}]""")]
    [EachServer("""[{"op":"replace","path":"","value":[]}]""")]
    [EachServer("""[{"op":"remove","path":""}]""")]
    [EachServer("""[{"op":"add","path":"","value":{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}}]""")]
    [EachServer("""[{"op":"add","path":"/data/k","value":5}]""")]
    [EachServer("""[{"op":"replace","path":"/metadata/name","value":"b"}]""")]
    [EachServer("""[{"op":"replace","path":"/kind","value":"Secret"}]""")]
    [EachServer("""[{"op":"remove","path":"/kind"}]""")]
    [EachServer("""[{"op":"remove","path":"/metadata"}]""")]
    [EachServer("""[{"op":"replace","path":"/metadata/uid","value":"11111111-1111-1111-1111-111111111111"}]""")]
    [EachServer("""[{"op":"replace","path":"/metadata/resourceVersion","value":"1"}]""")]
    [EachServer("""[{"op":"remove","path":"/metadata/uid"}]""")]
    [EachServer("""{"op":"remove","path":"/data"}""")]
    [EachServer("""["x"]""")]
    [EachServer("""[null]""")]
    [EachServer("""[[]]""")]
    [EachServer("""[{"op":7,"path":"/data"}]""")]
    [EachServer("""[{"op":"remove","path":7}]""")]
    [EachServer("null")]
    [EachServer("\"x\"")]
    [EachServer("")]
    [EachServer("[")]
    public Task A_patch_that_cannot_be_applied_is_answered_alike(string server, string patch) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);

        var answer = await api.PatchAsync("configmaps/a", PatchTypes.Json, patch);

        ((int)answer.Code).ShouldBeLessThan(500);
        await api.GetAsync("configmaps/a");
    }, sameWords: false);

    [Theory]
    [EachServer]
    public Task A_patch_has_a_limited_number_of_operations(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Map);
        var many = string.Join(',', Enumerable.Repeat("""{"op":"add","path":"/data/k","value":"x"}""", 10_001));

        (await api.PatchAsync("configmaps/a", PatchTypes.Json, $"[{many}]")).ShouldFail(413, "RequestEntityTooLarge");
    });
}

using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Discovery;

/// <summary>What form answers have, as the Accept header asks.</summary>
public sealed class NegotiationTests(Servers servers)
{
    [Theory]
    [EachServer("application/json", "application/json")]
    [EachServer("*/*", "application/json")]
    [EachServer("text/html,*/*;q=0.5", "application/json")]
    [EachServer("application/json;q=0.5,application/yaml;q=0.4", "application/json")]
    [EachServer("application/json;as=Table;v=v1;g=meta.k8s.io,application/json", "application/json")]
    [EachServer("application/json;as=Nonsense;v=v1;g=meta.k8s.io,application/json", "application/json")]
    [EachServer("application/json;as=Table;v=v7;g=meta.k8s.io,application/json", "application/json")]
    [EachServer("application/json;as=Table;v=v1beta1;g=meta.k8s.io", "application/json")]
    [EachServer("application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", "application/json")]
    [EachServer("application/json;as=PartialObjectMetadata;v=v1beta1;g=meta.k8s.io", "application/json")]
    public Task The_form_asked_for_is_given(string server, string accept, string type) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", """{"metadata":{"name":"a","labels":{"x":"y"}},"data":{"k":"v"}}""");

        (await api.GetAsync("configmaps/a", accept)).ShouldSucceed().ContentType.ShouldBe(type);
    });

    [Theory]
    [EachServer("text/html")]
    [EachServer("application/*")]
    [EachServer("application/xml")]
    [EachServer("image/png, text/plain")]
    [EachServer("application/json;as=Nonsense;v=v1;g=meta.k8s.io")]
    public Task A_form_nobody_has_is_not_acceptable(string server, string accept) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", """{"metadata":{"name":"a"}}""");

        (await api.GetAsync("configmaps/a", accept)).ShouldFail(406, "NotAcceptable");
        (await api.SendAsync(new(HttpMethod.Post, "configmaps") { Accept = accept, Body = """{"metadata":{"name":"b"}}""" })).ShouldFail(406, "NotAcceptable");
    }, sameWords: false);

    [Theory]
    [EachServer]
    public Task An_object_can_be_read_as_YAML(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", """{"metadata":{"name":"a"},"data":{"k":"yes","l":"two\nlines\n","m":"1","n":"","o":"a: b","p":" x","q":"null","r":"0x1f","s":"2001-01-01"}}""");

        var answer = await api.GetAsync("configmaps/a", "application/yaml");

        answer.ContentType.ShouldBe("application/yaml");
        answer.Text.ShouldContain("k: \"yes\"\n");
        answer.Text.ShouldContain("  name: a\n");
    });

    [Theory]
    [EachServer]
    public Task Protobuf_is_given_only_when_nothing_else_is_acceptable(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", """{"metadata":{"name":"a"}}""");

        var answer = await api.GetAsync("configmaps/a", "application/json,application/vnd.kubernetes.protobuf;q=0.5");

        answer.ContentType.ShouldBe("application/json");
    });

    [Theory]
    [EachServer]
    public Task Lists_are_given_as_metadata_only(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", """{"metadata":{"name":"a","annotations":{"x":"y"}},"data":{"k":"v"}}""");

        var list = await api.GetAsync("configmaps", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");

        list.Told("kind").ShouldBe("PartialObjectMetadataList");
        list.Told("items[0].data").ShouldBe("");
        list.Told("items[0].metadata.annotations.x").ShouldBe("y");
    });

    [Theory]
    [EachServer("None")]
    [EachServer("Metadata")]
    [EachServer("Object")]
    [EachServer("Nonsense")]
    public Task A_table_carries_as_much_of_its_objects_as_asked(string server, string include) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", """{"metadata":{"name":"a"},"data":{"k":"v"}}""");

        await api.GetAsync($"configmaps?includeObject={include}", "application/json;as=Table;v=v1;g=meta.k8s.io");
    });
}

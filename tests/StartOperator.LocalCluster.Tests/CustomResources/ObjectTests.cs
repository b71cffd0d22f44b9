using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.CustomResources;

/// <summary>Custom objects are stored as their schema says: pruned, defaulted, with a status of its own.</summary>
public sealed class ObjectTests(Servers servers)
{
    private const string Schema = """
        {"type":"object","properties":{
         "spec":{"type":"object","properties":{
          "a":{"type":"string","default":"x"},"n":{"type":"integer"},"maybe":{"type":"string","nullable":true,"default":"y"},
          "inner":{"type":"object","default":{},"properties":{"b":{"type":"integer","default":3},"c":{"type":"string"}}},
          "outer":{"type":"object","properties":{"b":{"type":"integer","default":4}}},
          "list":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},"p":{"type":"string","default":"TCP"}}}},
          "map":{"type":"object","additionalProperties":{"type":"object","properties":{"q":{"type":"boolean","default":true}}}},
          "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"known":{"type":"object","properties":{"k":{"type":"string"}}}}},
          "whole":{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true},
          "wholes":{"type":"object","additionalProperties":{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true}},
          "part":{"type":"object","x-kubernetes-embedded-resource":true,"properties":{"spec":{"type":"object","properties":{"a":{"type":"string"}}}}}}},
         "status":{"type":"object","properties":{"ok":{"type":"boolean"},"n":{"type":"integer","maximum":5}}}}}
        """;

    private const string More = """
        {"subresources":{"status":{}},
         "additionalPrinterColumns":[{"name":"A","type":"string","jsonPath":".spec.a"},{"name":"N","type":"integer","jsonPath":".spec.n","description":"The n.","format":"int32"},
          {"name":"Ok","type":"boolean","jsonPath":".status.ok"},{"name":"Names","type":"string","jsonPath":".spec.list[*].name","priority":1},{"name":"First","type":"string","jsonPath":".spec.list[0].name","priority":1},
          {"name":"Udp","type":"string","jsonPath":".spec.list[?(@.p==\"UDP\")].name"},{"name":"Inner","type":"string","jsonPath":".spec.inner"},{"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"},{"name":"Since","type":"date","jsonPath":".spec.a"}],
         "selectableFields":[{"jsonPath":".spec.a"},{"jsonPath":".spec.n"}]}
        """;

    [Theory]
    [EachServer("{}")]
    [EachServer("""{"a":null,"maybe":null,"inner":null}""")]
    [EachServer("""{"inner":{"c":"z"},"outer":{},"list":[{"name":"l"},{"p":"UDP"},{}],"map":{"k":{},"l":{"q":false}}}""")]
    public Task Defaults_are_filled_in(string server, string spec) => RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("widgets", WidgetDefinitions.Widget(api, "a", spec));

        (made.Told("spec.a"), made.Told("spec.inner.b")).ShouldBe(("x", "3"));
    });

    [Theory]
    [EachServer]
    public Task An_object_without_a_spec_gets_none(string server) => RunAsync(server, async api =>
        (await api.CreateAsync("widgets", Objects.Of($"{api.Group}/v1", "Widget", "a"))).Told("spec").ShouldBe(""));

    [Theory]
    [EachServer("""{"zzz":1}""", "spec.zzz")]
    [EachServer("""{"inner":{"zzz":1}}""", "spec.inner.zzz")]
    [EachServer("""{"list":[{"zzz":1}]}""", "spec.list[0].zzz")]
    [EachServer("""{"map":{"k":{"zzz":1}}}""", "spec.map.k.zzz")]
    [EachServer("""{"free":{"known":{"zzz":1}}}""", "spec.free.known.zzz")]
    [EachServer("""{"part":{"apiVersion":"v1","kind":"K","zzz":1}}""", "spec.part.zzz")]
    [EachServer("""{"part":{"apiVersion":"v1","kind":"K","spec":{"zzz":1}}}""", "spec.part.spec.zzz")]
    [EachServer("""{"part":{"apiVersion":"v1","kind":"K","metadata":{"zzz":1}}}""", "spec.part.metadata.zzz")]
    public Task Unknown_fields_are_dropped_or_refused(string server, string spec, string path) => RunAsync(server, async api =>
    {
        var widget = WidgetDefinitions.Widget(api, "a", spec);

        (await api.PostAsync("widgets", widget)).ShouldSucceed(201).Warnings.ShouldBe([$"unknown field \"{path}\""]);
        (await api.PostAsync("widgets?fieldValidation=Strict", widget)).ShouldFail(400, "BadRequest");
        (await api.PostAsync("widgets?fieldValidation=Ignore", widget.Replace("\"name\":\"a\"", "\"name\":\"b\"", StringComparison.Ordinal))).ShouldSucceed(201).Warnings.ShouldBeEmpty();
    });

    [Theory]
    [EachServer("""{"free":{"zzz":[1,{"a":null}],"known":{"k":"v"}}}""")]
    [EachServer("""{"whole":{"apiVersion":"v1","kind":"K","metadata":{"name":"n","labels":{"a":"b"}},"zzz":1}}""")]
    [EachServer("""{"part":{"apiVersion":"v1","kind":"K","metadata":{"name":"n"},"spec":{"a":"1"}}}""")]
    [EachServer("""{"whole":{"apiVersion":"v1","kind":"K","metadata":{"name":"Not Valid"}}}""")]
    public Task What_may_be_unknown_is_kept(string server, string spec) => RunAsync(server, async api =>
        (await api.PostAsync("widgets?fieldValidation=Strict", WidgetDefinitions.Widget(api, "a", spec))).ShouldSucceed(201));

    [Theory]
    [EachServer("""{"whole":{"kind":"K"}}""", "spec.whole.apiVersion")]
    [EachServer("""{"whole":{"apiVersion":"v1"}}""", "spec.whole.kind")]
    [EachServer("""{"whole":{"apiVersion":"a/b/c","kind":"K"}}""", "spec.whole.apiVersion")]
    [EachServer("""{"whole":{"apiVersion":"","kind":""}}""", "spec.whole.apiVersion spec.whole.kind")]
    [EachServer("""{"whole":{"apiVersion":"v1","kind":"Not Valid"}}""", "spec.whole.kind")]
    [EachServer("""{"whole":{"apiVersion":"v1","kind":"K","metadata":{"name":"a/b","namespace":"A B","finalizers":["a b"]}}}""", "spec.whole.metadata.finalizers spec.whole.metadata.name spec.whole.metadata.namespace")]
    [EachServer("""{"wholes":{"k":{"apiVersion":"v1"}}}""", "spec.wholes[k].kind")]
    [EachServer("""{"whole":{}}""", "spec.whole.apiVersion spec.whole.kind")]
    [EachServer("""{"whole":{"apiVersion":"v1","kind":"K","metadata":{"labels":{"a b":"c"}}}}""", "spec.whole.metadata.labels")]
    public Task An_embedded_object_is_held_to_what_objects_are(string server, string spec, string causes) => RunAsync(server, async api =>
        (await api.PostAsync("widgets", WidgetDefinitions.Widget(api, "a", spec))).ShouldFail(422, "Invalid", causes.Split(' ')));

    [Theory]
    [EachServer("""{"whole":{"apiVersion":5,"kind":"K"}}""")]
    [EachServer("""{"whole":{"apiVersion":null,"kind":"K"}}""")]
    [EachServer("""{"whole":{"apiVersion":"v1","kind":[]}}""")]
    [EachServer("""{"whole":{"apiVersion":"v1","kind":"K","metadata":5}}""")]
    [EachServer("""{"whole":{"apiVersion":"v1","kind":"K","metadata":{"labels":5}}}""")]
    public Task An_embedded_object_of_the_wrong_types_can_not_be_read(string server, string spec) => servers.RunAsync(
        server,
        async api =>
        {
            await WidgetDefinitions.ShareAsync(api, "object", Schema, More);

            (await api.PostAsync("widgets", WidgetDefinitions.Widget(api, "a", spec))).ShouldFail(400, "BadRequest");
        },
        sameWords: false);

    [Theory]
    [EachServer("""{"metadata":{"name":"a","labels":{"a b":"c"}}}""", 422)]
    [EachServer("""{"metadata":{"name":"a","labels":5}}""", 400)]
    [EachServer("""{"metadata":{"name":5}}""", 400)]
    [EachServer("""{"metadata":[]}""", 400)]
    [EachServer("""{"metadata":{"name":"Not Valid"}}""", 422)]
    [EachServer("""{"metadata":{"name":"a","finalizers":["x","y.z","orphan","example.com/f"]}}""", 201)]
    [EachServer("""{"metadata":{"name":"a","ownerReferences":[{"apiVersion":"v1"}]}}""", 422)]
    [EachServer("""{"metadata":{"name":"a","creationTimestamp":"soon"}}""", 400)]
    public Task Metadata_is_held_to_what_metadata_is(string server, string rest, int code) => RunAsync(server, async api =>
    {
        var obj = System.Text.Json.Nodes.JsonNode.Parse(rest)!;
        (obj["apiVersion"], obj["kind"]) = ($"{api.Group}/v1", "Widget");

        ((int)(await api.PostAsync("widgets", obj.ToJsonString())).Code).ShouldBe(code);
    });

    [Theory]
    [EachServer]
    public Task Status_is_written_by_itself(string server) => RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("widgets", Objects.Of($"{api.Group}/v1", "Widget", "a", """{"spec":{"n":1},"status":{"ok":true}}"""));
        made.Told("status").ShouldBe("");

        var written = await api.PatchAsync("widgets/a/status", PatchTypes.Merge, """{"spec":{"n":2},"status":{"ok":true},"metadata":{"labels":{"a":"b"}}}""");
        (written.Told("status.ok"), written.Told("spec.n"), written.Told("metadata.labels"), written.Told("metadata.generation")).ShouldBe(("true", "1", "", "1"));

        var changed = await api.PatchAsync("widgets/a", PatchTypes.Merge, """{"spec":{"n":2},"status":{"ok":false}}""");
        (changed.Told("status.ok"), changed.Told("metadata.generation")).ShouldBe(("true", "2"));
        (await api.PatchAsync("widgets/a", PatchTypes.Merge, """{"metadata":{"labels":{"a":"b"}}}""")).Told("metadata.generation").ShouldBe("2");
        (await api.PatchAsync("widgets/a/status", PatchTypes.Merge, """{"status":{"n":6}}""")).ShouldFail(422, "Invalid", "status.n");
        (await api.GetAsync("widgets/a/status")).Told("status.ok").ShouldBe("true");
    });

    [Theory]
    [EachServer]
    public Task Columns_are_printed_as_defined(string server) => RunAsync(server, async api =>
    {
        await api.CreateAsync("widgets", WidgetDefinitions.Widget(api, "a", """{"a":"text","n":7,"list":[{"name":"x"},{"name":"y","p":"UDP"}]}"""));
        await api.CreateAsync("widgets", WidgetDefinitions.Widget(api, "b", "{}"));
        await api.PatchAsync("widgets/a/status", PatchTypes.Merge, """{"status":{"ok":true}}""");

        var table = await api.GetAsync("widgets", "application/json;as=Table;v=v1;g=meta.k8s.io");

        (table.Told("rows[0].cells[1]"), table.Told("rows[0].cells[2]"), table.Told("rows[0].cells[3]")).ShouldBe(("text", "7", "true"));
    });

    [Theory]
    [EachServer("spec.a=one", "a")]
    [EachServer("spec.a!=one", "b c")]
    [EachServer("spec.n=2", "a b")]
    [EachServer("spec.n=2,spec.a=two", "b")]
    [EachServer("metadata.name=c", "c")]
    [EachServer("spec.n=", "c")]
    public Task Fields_that_a_definition_names_select(string server, string selector, string names) => RunAsync(server, async api =>
    {
        foreach (var (name, spec) in ((string, string)[])[("a", """{"a":"one","n":2}"""), ("b", """{"a":"two","n":2}"""), ("c", """{"a":"two"}""")])
            await api.CreateAsync("widgets", WidgetDefinitions.Widget(api, name, spec));

        (await api.GetAsync($"widgets?fieldSelector={Uri.EscapeDataString(selector)}")).Names.ShouldBe(names.Split(' '));
    });

    [Theory]
    [EachServer("spec.inner.b=3")]
    [EachServer("status.ok=true")]
    public Task Other_fields_do_not_select(string server, string selector) => RunAsync(server, async api =>
        (await api.GetAsync($"widgets?fieldSelector={Uri.EscapeDataString(selector)}")).ShouldFail(400, "BadRequest"));

    [Theory]
    [EachServer]
    public Task A_strategic_merge_patch_is_not_for_custom_objects(string server) => RunAsync(server, async api =>
    {
        await api.CreateAsync("widgets", WidgetDefinitions.Widget(api, "a", "{}"));

        (await api.PatchAsync("widgets/a", PatchTypes.Strategic, """{"spec":{"n":1}}""")).ShouldFail(415, "UnsupportedMediaType");
    });

    [Theory]
    [EachServer]
    public Task An_update_needs_a_revision(string server) => RunAsync(server, async api =>
    {
        await api.CreateAsync("widgets", WidgetDefinitions.Widget(api, "a", "{}"));

        (await api.PutAsync("widgets/a", WidgetDefinitions.Widget(api, "a", "{}"))).ShouldFail(422, "Invalid", "metadata.resourceVersion");
    });

    [Theory]
    [EachServer("""{"apiVersion":"v1","kind":"Widget"}""", 400)]
    [EachServer("""{"kind":"Widget"}""", 400)]
    [EachServer("""{"apiVersion":"GROUP/v1"}""", 400)]
    [EachServer("""{"apiVersion":"GROUP/v2","kind":"Widget"}""", 400)]
    [EachServer("""{"apiVersion":5,"kind":"Widget"}""", 400)]
    [EachServer("""{"apiVersion":"GROUP/v1","kind":[]}""", 400)]
    [EachServer("""{"apiVersion":"a/b/c","kind":"Widget"}""", 400)]
    [EachServer("""{"apiVersion":"GROUP/v1","kind":"WidgetList","items":[]}""", 422)]
    public Task An_object_says_what_it_is(string server, string body, int code) => RunAsync(server, async api =>
        (await api.PostAsync("widgets", Objects.Named("a", body.Replace("GROUP", api.Group, StringComparison.Ordinal)))).ShouldFail(code, code == 400 ? "BadRequest" : "Invalid"));

    private Task RunAsync(string server, Func<ApiClient, Task> scenario) => servers.RunAsync(server, async api =>
    {
        await WidgetDefinitions.ShareAsync(api, "object", Schema, More);
        await scenario(api);
    });
}

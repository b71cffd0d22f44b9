using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Applying;

/// <summary>Server-side apply to custom objects, whose schema says how lists and objects are merged.</summary>
public sealed class ApplyCustomTests(Servers servers)
{
    private static readonly string Schema = WidgetDefinitions.Schema("""
        {"a":{"type":"string"},"n":{"type":"integer","default":3},
         "plain":{"type":"array","items":{"type":"string"}},
         "set":{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"set"},
         "keyed":{"type":"array","items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"port":{"type":"integer","default":80},"x":{"type":"string"},"y":{"type":"string"}}},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name","port"]},
         "inner":{"type":"object","properties":{"x":{"type":"string"},"y":{"type":"string"}}},
         "atomic":{"type":"object","x-kubernetes-map-type":"atomic","properties":{"x":{"type":"string"},"y":{"type":"string"}}},
         "map":{"type":"object","additionalProperties":{"type":"string"}},
         "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}
        """);

    [Theory]
    [EachServer("""{"a":"1"}""", """{"n":5}""")]
    [EachServer("""{"plain":["x"]}""", """{"a":"y"}""")]
    [EachServer("""{"set":["x","y"]}""", """{"set":["y","z"]}""")]
    [EachServer("""{"keyed":[{"name":"a","x":"1"}]}""", """{"keyed":[{"name":"a","y":"2"},{"name":"a","port":81}]}""")]
    [EachServer("""{"inner":{"x":"1"}}""", """{"inner":{"y":"2"}}""")]
    [EachServer("""{"map":{"x":"1"}}""", """{"map":{"y":"2"}}""")]
    [EachServer("""{"free":{"x":{"a":1}}}""", """{"free":{"y":[{"b":2}]}}""")]
    [EachServer("""{"free":{"x":{"a":1}}}""", """{"free":{"x":{"b":2}}}""")]
    [EachServer("""{"a":"1"}""", """{"a":"1"}""")]
    public Task What_two_apply_is_merged_and_goes_with_its_owner(string server, string first, string second) => RunAsync(server, async api =>
    {
        (await ApplyAsync(api, "m", first)).ShouldSucceed(201);
        (await ApplyAsync(api, "n", second)).ShouldSucceed(200);
        (await ApplyAsync(api, "n", "{}")).ShouldSucceed(200);
        await ApplyAsync(api, "m", "{}");
    });

    [Theory]
    [EachServer("""{"a":"1"}""", """{"a":"2"}""", ".spec.a")]
    [EachServer("""{"plain":["x"]}""", """{"plain":["y"]}""", ".spec.plain")]
    [EachServer("""{"keyed":[{"name":"a","x":"1"}]}""", """{"keyed":[{"name":"a","x":"2"}]}""", ".spec.keyed[name=\"a\",port=80].x")]
    [EachServer("""{"atomic":{"x":"1"}}""", """{"atomic":{"y":"2"}}""", ".spec.atomic")]
    [EachServer("""{"map":{"a.b":"1"}}""", """{"map":{"a.b":"2"}}""", ".spec.map.a.b")]
    [EachServer("""{"free":{"x":[1]}}""", """{"free":{"x":[2]}}""", ".spec.free.x")]
    public Task What_two_apply_differently_conflicts_until_forced(string server, string first, string second, string field) => RunAsync(server, async api =>
    {
        await ApplyAsync(api, "m", first);

        (await ApplyAsync(api, "n", second)).ShouldFail(409, "Conflict", field);
        (await ApplyAsync(api, "n", second, force: true)).ShouldSucceed();
    });

    [Theory]
    [EachServer("""{"a":5}""")]
    [EachServer("""{"set":["x","x"]}""")]
    [EachServer("""{"keyed":[{"x":"1"}]}""")]
    [EachServer("""{"keyed":[{"name":"a"},{"name":"a"}]}""")]
    [EachServer("""{"inner":"x"}""")]
    [EachServer("""{"plain":{"x":1}}""")]
    [EachServer("""{"unknown":1}""")]
    [EachServer("""{"inner":{"unknown":1}}""")]
    [EachServer("[]")]
    public Task What_does_not_fit_the_schema_can_not_be_applied(string server, string spec) => servers.RunAsync(
        server,
        async api =>
        {
            await WidgetDefinitions.ShareAsync(api, "applied", Schema);

            ((int)(await ApplyAsync(api, "m", spec)).Code).ShouldBeInRange(400, 500);
        },
        sameWords: false);

    [Theory]
    [EachServer]
    public Task An_update_takes_fields_from_who_applied_them(string server) => RunAsync(server, async api =>
    {
        await ApplyAsync(api, "m", """{"a":"1","map":{"k":"v"}}""");
        await api.PatchAsync("widgets/a", PatchTypes.Merge, """{"spec":{"a":"2"}}""");

        (await ApplyAsync(api, "m", """{"a":"1"}""")).ShouldFail(409, "Conflict", ".spec.a");
        (await ApplyAsync(api, "m", """{"map":{"k":"w"}}""")).Told("spec.a").ShouldBe("2");
    });

    private static Task<Answer> ApplyAsync(ApiClient api, string manager, string spec, bool force = false) =>
        api.ApplyAsync("widgets/a", manager, WidgetDefinitions.Widget(api, "a", spec), force);

    private Task RunAsync(string server, Func<ApiClient, Task> scenario) => servers.RunAsync(server, async api =>
    {
        await WidgetDefinitions.ShareAsync(api, "applied", Schema);
        await scenario(api);
    });
}

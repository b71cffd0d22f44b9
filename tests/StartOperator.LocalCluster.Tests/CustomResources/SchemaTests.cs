using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.CustomResources;

/// <summary>Custom objects are held to their schema.</summary>
public sealed class SchemaTests(Servers servers)
{
    private static readonly string Schema = WidgetDefinitions.Schema("""
        {"text":{"type":"string","minLength":2,"maxLength":5,"pattern":"^[a-z]+$"},
         "choice":{"type":"string","enum":["a","b"]},
         "count":{"type":"integer","minimum":1,"maximum":10},
         "small":{"type":"integer","format":"int32"},
         "open":{"type":"number","exclusiveMinimum":true,"minimum":0,"multipleOf":0.5},
         "flag":{"type":"boolean"},
         "maybe":{"type":"string","nullable":true},
         "either":{"x-kubernetes-int-or-string":true},
         "list":{"type":"array","minItems":1,"maxItems":2,"items":{"type":"string"}},
         "set":{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"set"},
         "keyed":{"type":"array","items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"value":{"type":"integer"}}},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"]},
         "map":{"type":"object","additionalProperties":{"type":"integer"},"minProperties":1,"maxProperties":2},
         "inner":{"type":"object","required":["a"],"properties":{"a":{"type":"string"},"b":{"type":"object","properties":{"c":{"type":"integer"}}}}},
         "one":{"type":"object","properties":{"x":{"type":"string"},"y":{"type":"string"}},"oneOf":[{"required":["x"]},{"required":["y"]}]},
         "any":{"type":"object","properties":{"x":{"type":"string"},"y":{"type":"string"}},"anyOf":[{"required":["x"]},{"required":["y"]}]},
         "all":{"type":"integer","allOf":[{"minimum":3},{"maximum":5}]},
         "none":{"type":"string","not":{"enum":["bad"]}},
         "time":{"type":"string","format":"date-time"},"day":{"type":"string","format":"date"},"bytes":{"type":"string","format":"byte"},"host":{"type":"string","format":"hostname"},
         "mail":{"type":"string","format":"email"},"v4":{"type":"string","format":"ipv4"},"v6":{"type":"string","format":"ipv6"},"net":{"type":"string","format":"cidr"},
         "link":{"type":"string","format":"uri"},"id":{"type":"string","format":"uuid"},"span":{"type":"string","format":"duration"},"odd":{"type":"string","format":"nonsense"},
         "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
         "anything":{"x-kubernetes-preserve-unknown-fields":true}}
        """);

    [Theory]
    [EachServer("{}")]
    [EachServer("""{"text":"abc","choice":"a","count":5,"open":1.5,"flag":true,"maybe":null,"either":"x","list":["a"],"set":["a","b"],"map":{"a":1}}""")]
    [EachServer("""{"either":5,"keyed":[{"name":"a","value":1},{"name":"b"}],"inner":{"a":"x","b":{"c":1}},"one":{"x":"1"},"any":{"x":"1","y":"2"},"all":4,"none":"good"}""")]
    [EachServer("""{"time":"2025-01-02T03:04:05Z","day":"2025-01-02","bytes":"aGk=","host":"example.com","mail":"a@example.com","v4":"10.0.0.1","v6":"::1","net":"10.0.0.0/8"}""")]
    [EachServer("""{"link":"https://example.com/x","id":"11111111-1111-1111-1111-111111111111","span":"1h","odd":"any"}""")]
    [EachServer("""{"free":{"a":[1,{"b":null}]},"anything":[1,2]}""")]
    [EachServer("""{"count":5.0,"small":2147483647,"open":2.5}""")]
    public Task What_fits_is_stored_as_it_is(string server, string spec) => servers.RunAsync(server, async api =>
    {
        await WidgetDefinitions.ShareAsync(api, "schema", Schema);

        await api.CreateAsync("widgets", WidgetDefinitions.Widget(api, "a", spec));
    });

    [Theory]
    [EachServer("""{"text":"a"}""", "spec.text")]
    [EachServer("""{"text":"abcdef"}""", "spec.text")]
    [EachServer("""{"text":"ABC"}""", "spec.text")]
    [EachServer("""{"text":5}""", "spec.text")]
    [EachServer("""{"text":null}""", "")]
    [EachServer("""{"choice":"c"}""", "spec.choice")]
    [EachServer("""{"choice":""}""", "spec.choice")]
    [EachServer("""{"count":0}""", "spec.count")]
    [EachServer("""{"count":11}""", "spec.count")]
    [EachServer("""{"count":1.5}""", "")]
    [EachServer("""{"count":"5"}""", "spec.count")]
    [EachServer("""{"small":2147483648}""", "")]
    [EachServer("""{"open":0}""", "spec.open")]
    [EachServer("""{"open":0.3}""", "spec.open")]
    [EachServer("""{"flag":"yes"}""", "spec.flag")]
    [EachServer("""{"flag":1}""", "spec.flag")]
    [EachServer("""{"maybe":5}""", "spec.maybe")]
    [EachServer("""{"either":1.5}""", "")]
    [EachServer("""{"either":true}""", "spec.either")]
    [EachServer("""{"list":[]}""", "spec.list")]
    [EachServer("""{"list":["a","b","c"]}""", "spec.list")]
    [EachServer("""{"list":[1]}""", "spec.list[0]")]
    [EachServer("""{"list":"a"}""", "spec.list")]
    [EachServer("""{"list":{"a":1}}""", "spec.list")]
    [EachServer("""{"list":[null]}""", "")]
    [EachServer("""{"set":["a","a"]}""", "spec.set[1]")]
    [EachServer("""{"keyed":[{"name":"a"},{"name":"a","value":2}]}""", "spec.keyed[1]")]
    [EachServer("""{"keyed":[{"value":1}]}""", "spec.keyed[0].name")]
    [EachServer("""{"map":{}}""", "spec.map")]
    [EachServer("""{"map":{"a":1,"b":2,"c":3}}""", "spec.map")]
    [EachServer("""{"map":{"a":"x"}}""", "spec.map.a")]
    [EachServer("""{"inner":{}}""", "spec.inner.a")]
    [EachServer("""{"inner":{"b":{"c":"x"}}}""", "spec.inner.a spec.inner.b.c")]
    [EachServer("""{"inner":"x"}""", "spec.inner")]
    [EachServer("""{"inner":null}""", "")]
    [EachServer("""{"one":{}}""", "")]
    [EachServer("""{"one":{"x":"1","y":"2"}}""", "")]
    [EachServer("""{"any":{}}""", "")]
    [EachServer("""{"all":2}""", "")]
    [EachServer("""{"all":6}""", "")]
    [EachServer("""{"none":"bad"}""", "")]
    [EachServer("""{"time":"yesterday"}""", "spec.time")]
    [EachServer("""{"day":"2025-13-01"}""", "spec.day")]
    [EachServer("""{"bytes":"!"}""", "spec.bytes")]
    [EachServer("""{"host":"-"}""", "spec.host")]
    [EachServer("""{"mail":"a"}""", "spec.mail")]
    [EachServer("""{"v4":"::1"}""", "spec.v4")]
    [EachServer("""{"v6":"10.0.0.1"}""", "spec.v6")]
    [EachServer("""{"net":"10.0.0.0"}""", "spec.net")]
    [EachServer("""{"link":"no"}""", "spec.link")]
    [EachServer("""{"id":"1"}""", "spec.id")]
    [EachServer("""{"span":"soon"}""", "spec.span")]
    [EachServer("""{"free":"x"}""", "spec.free")]
    [EachServer("[]", "spec")]
    [EachServer("\"x\"", "spec")]
    public Task What_does_not_fit_is_refused_with_its_field(string server, string spec, string causes) => servers.RunAsync(server, async api =>
    {
        await WidgetDefinitions.ShareAsync(api, "schema", Schema);

        var answer = await api.PostAsync("widgets", WidgetDefinitions.Widget(api, "a", spec));

        if (causes.Length > 0)
        {
            answer.ShouldFail(422, "Invalid", causes.Split(' '));
        }
    });

    [Theory]
    [EachServer]
    public Task An_update_is_not_blamed_for_what_it_leaves_as_it_was(string server) => servers.RunAsync(server, async api =>
    {
        var definition = WidgetDefinitions.Widgets(api.Group, WidgetDefinitions.Schema("""{"text":{"type":"string"},"count":{"type":"integer"}}"""));
        await WidgetDefinitions.MakeAsync(api, definition);
        await api.CreateAsync("widgets", WidgetDefinitions.Widget(api, "a", """{"text":"long enough","count":1}"""));
        await api.PatchAsync($"customresourcedefinitions/widgets.{api.Group}", PatchTypes.Json, """[{"op":"add","path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/text/maxLength","value":3}]""");
        await api.UntilAsync($"customresourcedefinitions/widgets.{api.Group}", answer => answer.Told("spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.text.maxLength") == "3");
        await RefusedAsync(api);

        (await api.PatchAsync("widgets/a", PatchTypes.Merge, """{"spec":{"count":2}}""")).ShouldSucceed(200);
        (await api.PatchAsync("widgets/a", PatchTypes.Merge, """{"spec":{"text":"still too long"}}""")).ShouldFail(422, "Invalid", "spec.text");
        (await api.PatchAsync("widgets/a", PatchTypes.Merge, """{"spec":{"text":"ok"}}""")).ShouldSucceed(200);
        (await api.PatchAsync("widgets/a", PatchTypes.Merge, """{"spec":{"text":"long enough"}}""")).ShouldFail(422, "Invalid", "spec.text");
    });

    /// <summary>Waits until the new schema is in force: a dry run of what it forbids is refused.</summary>
    private static async Task RefusedAsync(ApiClient api)
    {
        var body = WidgetDefinitions.Widget(api, "b", """{"text":"long enough"}""");
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((int)(await api.SendAsync(new(HttpMethod.Post, "widgets?dryRun=All") { Body = body, Recorded = false })).Code != 422)
        {
            await pace.WaitForNextTickAsync(api.Cancellation);
        }
    }
}

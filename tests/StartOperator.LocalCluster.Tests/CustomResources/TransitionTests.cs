using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.CustomResources;

/// <summary>Rules about changes, what faults say of themselves, and what an update leaves as it was.</summary>
public sealed class TransitionTests(Servers servers)
{
    private static readonly string Schema = WidgetDefinitions.Schema(
        """
        {"fixed":{"type":"string","maxLength":9,"x-kubernetes-validations":[{"rule":"self == oldSelf","messageExpression":"'was ' + oldSelf + ', can not be ' + self"}]},
         "rising":{"type":"integer","x-kubernetes-validations":[{"rule":"self >= oldSelf","message":"can only rise"}]},
         "grown":{"type":"integer","x-kubernetes-validations":[{"rule":"oldSelf.hasValue() ? self >= oldSelf.value() : self < 6","optionalOldSelf":true}]},
         "small":{"type":"integer","x-kubernetes-validations":[{"rule":"self < 10"}]},
         "list":{"type":"array","maxItems":5,"items":{"type":"object","required":["name"],"properties":{"name":{"type":"string","maxLength":9},"n":{"type":"integer","x-kubernetes-validations":[{"rule":"self >= oldSelf"}]}}},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"]},
         "map":{"type":"object","maxProperties":5,"additionalProperties":{"type":"integer","x-kubernetes-validations":[{"rule":"self >= oldSelf"}]}}}
        """,
        """{"x-kubernetes-validations":[{"rule":"has(self.fixed) || !has(oldSelf.fixed)","message":"can not be removed","fieldPath":".fixed","reason":"FieldValueRequired"}]}""");

    [Theory]
    [EachServer("""{"fixed":"b"}""", "spec.fixed")]
    [EachServer("""{"fixed":null}""", "spec.fixed")]
    [EachServer("""{"rising":4}""", "spec.rising")]
    [EachServer("""{"grown":4}""", "spec.grown")]
    [EachServer("""{"list":[{"name":"b","n":9},{"name":"a","n":4}]}""", "spec.list[1].n")]
    [EachServer("""{"map":{"k":4}}""", "spec.map[k]")]
    [EachServer("""{"fixed":"b","rising":4,"small":10}""", "spec.fixed spec.rising spec.small")]
    public Task A_change_that_a_rule_forbids_is_refused(string server, string patch, string causes) => servers.RunAsync(server, async api =>
    {
        await StartAsync(api);

        (await api.PatchAsync("widgets/a", PatchTypes.Merge, $"{{\"spec\":{patch}}}")).ShouldFail(422, "Invalid", causes.Split(' '));
    });

    [Theory]
    [EachServer("""{"fixed":"a"}""")]
    [EachServer("""{"rising":6}""")]
    [EachServer("""{"rising":null}""")]
    [EachServer("""{"grown":9}""")]
    [EachServer("""{"list":[{"name":"c","n":1}]}""")]
    [EachServer("""{"list":[{"name":"c","n":1},{"name":"a","n":6}]}""")]
    [EachServer("""{"map":{"k":6,"l":1}}""")]
    [EachServer("""{"map":null}""")]
    public Task A_change_that_rules_allow_is_made(string server, string patch) => servers.RunAsync(server, async api =>
    {
        await StartAsync(api);

        (await api.PatchAsync("widgets/a", PatchTypes.Merge, $"{{\"spec\":{patch}}}")).ShouldSucceed();
    });

    [Theory]
    [EachServer]
    public Task A_value_that_comes_back_has_nothing_before_it(string server) => servers.RunAsync(server, async api =>
    {
        await StartAsync(api);
        (await api.PatchAsync("widgets/a", PatchTypes.Merge, """{"spec":{"rising":null}}""")).ShouldSucceed();

        (await api.PatchAsync("widgets/a", PatchTypes.Merge, """{"spec":{"rising":1}}""")).ShouldSucceed();
    });

    [Theory]
    [EachServer("Invalid", "FieldValueInvalid")]
    [EachServer("Forbidden", "FieldValueForbidden")]
    [EachServer("Required", "FieldValueRequired")]
    [EachServer("Duplicate", "FieldValueDuplicate")]
    public Task A_rule_says_what_kind_of_fault_it_finds(string server, string name, string reason) => servers.RunAsync(server, async api =>
    {
        var rule = $$"""{"x-kubernetes-validations":[{"rule":"self.n < 5","message":"{{name}}","reason":"{{reason}}","fieldPath":".n"}]}""";
        await WidgetDefinitions.MakeAsync(api, WidgetDefinitions.Schema("""{"n":{"type":"integer"}}""", rule));

        var answer = await api.PostAsync("widgets", WidgetDefinitions.Widget(api, "a", """{"n":5}"""));

        answer.ShouldFail(422, "Invalid", "spec.n").Told("details.causes[0].reason").ShouldBe(reason);
    });

    [Theory]
    [EachServer("'n of ' + self.t", "", "n of x")]
    [EachServer("'a\\nb'", "said", "said")]
    [EachServer("' '", "said", "said")]
    [EachServer("self.s[9]", "said", "said")]
    [EachServer("self.u", "", "failed rule: self.n < 5")]
    public Task A_message_is_what_its_expression_says_if_that_is_a_line(string server, string expression, string message, string told) => servers.RunAsync(server, async api =>
    {
        var rule = new System.Text.Json.Nodes.JsonObject { ["rule"] = "self.n < 5", ["messageExpression"] = expression };
        if (message.Length > 0) rule["message"] = message;
        var more = new System.Text.Json.Nodes.JsonObject { ["x-kubernetes-validations"] = new System.Text.Json.Nodes.JsonArray(rule) };
        var schema = WidgetDefinitions.Schema("""{"n":{"type":"integer"},"t":{"type":"string","maxLength":9},"u":{"type":"string","maxLength":9},"s":{"type":"array","maxItems":3,"items":{"type":"string","maxLength":3}}}""", more.ToJsonString());
        await WidgetDefinitions.MakeAsync(api, schema);

        var answer = await api.PostAsync("widgets", WidgetDefinitions.Widget(api, "a", """{"n":5,"t":"x","s":[]}"""));

        answer.ShouldFail(422, "Invalid", "spec").Told("details.causes[0].message").ShouldContain(told);
    });

    [Theory]
    [EachServer("self.metadata.name == 'a'", 422)]
    [EachServer("self.kind == 'Widget' && self.apiVersion.endsWith('/v1')", 201)]
    [EachServer("!has(self.metadata.generateName)", 201)]
    [EachServer("self.spec.n > 1 && self.status.ok", 422)]
    public Task Rules_of_the_root_see_the_objects_names_and_all_its_fields(string server, string rule, int otherwise) => servers.RunAsync(server, async api =>
    {
        var schema = """{"type":"object","properties":{"spec":{"type":"object","properties":{"n":{"type":"integer"}}},"status":{"type":"object","properties":{"ok":{"type":"boolean"}}}},"x-kubernetes-validations":[{"rule":"RULE"}]}""";
        await WidgetDefinitions.MakeAsync(api, schema.Replace("RULE", rule, StringComparison.Ordinal));
        var widget = Objects.Of($"{api.Group}/v1", "Widget", "a", """{"spec":{"n":2},"status":{"ok":true}}""");
        await api.CreateAsync("widgets", widget);

        var other = Objects.Of($"{api.Group}/v1", "Widget", "b", """{"spec":{"n":0},"status":{"ok":true}}""");
        ((int)(await api.PostAsync("widgets", other)).Code).ShouldBe(otherwise);
    });

    [Theory]
    [EachServer("""{"small":5}""", """{"small":5,"n":"x"}""")]
    [EachServer("""{"needed":"x"}""", "{}")]
    [EachServer("""{"choice":"a"}""", """{"choice":"z"}""")]
    public Task Rules_are_not_checked_of_values_of_the_wrong_shape(string server, string good, string bad) => servers.RunAsync(server, async api =>
    {
        var properties = """{"small":{"type":"integer"},"n":{"type":"integer"},"needed":{"type":"string"},"choice":{"type":"string","enum":["a","b"]}}""";
        var required = good.Contains("needed", StringComparison.Ordinal) ? "\"required\":[\"needed\"]," : "";
        await WidgetDefinitions.MakeAsync(api, WidgetDefinitions.Schema(properties, $$"""{{{required}}"x-kubernetes-validations":[{"rule":"false"}]}"""));

        (await api.PostAsync("widgets", WidgetDefinitions.Widget(api, "a", good))).ShouldFail(422, "Invalid", "spec");
        (await api.PostAsync("widgets", WidgetDefinitions.Widget(api, "a", bad))).ShouldFail(422, "Invalid");
    });

    [Theory]
    [EachServer("""{"spec":{"text":"new"}}""", "")]
    [EachServer("""{"spec":{"other":1}}""", "")]
    [EachServer("""{"metadata":{"labels":{"a":"b"}}}""", "")]
    [EachServer("""{"spec":{"n":11}}""", "spec.n")]
    [EachServer("""{"spec":{"list":["much too long"]}}""", "")]
    [EachServer("""{"spec":{"list":["much too long","x"]}}""", "<nil> spec.list[0]")]
    [EachServer("""{"spec":{"inner":{"b":1}}}""", "")]
    [EachServer("""{"spec":{"inner":{"a":6}}}""", "spec.inner.a")]
    [EachServer("""{"spec":{"keyed":[{"name":"k","n":99},{"name":"l","n":1}]}}""", "")]
    [EachServer("""{"spec":{"keyed":[{"name":"k","n":98}]}}""", "spec.keyed[0].n")]
    public Task What_was_invalid_before_and_stays_is_not_held_against_an_update(string server, string patch, string causes) => servers.RunAsync(server, async api =>
    {
        const string loose = """{"n":{"type":"integer"},"text":{"type":"string"},"other":{"type":"integer"},"list":{"type":"array","items":{"type":"string"}},"inner":{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}}},"keyed":{"type":"array","maxItems":9,"items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"n":{"type":"integer"}}},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"]}}""";
        const string tight = """{"n":{"type":"integer","x-kubernetes-validations":[{"rule":"self < 10","message":"too much"}]},"text":{"type":"string"},"other":{"type":"integer"},"list":{"type":"array","items":{"type":"string","maxLength":3}},"inner":{"type":"object","properties":{"a":{"type":"integer","maximum":3},"b":{"type":"integer"}}},"keyed":{"type":"array","maxItems":9,"items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"n":{"type":"integer","maximum":9}}},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"]}}""";
        var definition = WidgetDefinitions.Widgets(api.Group, WidgetDefinitions.Schema(loose));
        await WidgetDefinitions.MakeAsync(api, definition);
        await api.CreateAsync("widgets", WidgetDefinitions.Widget(api, "a", """{"n":10,"text":"old","list":["much too long"],"inner":{"a":5},"keyed":[{"name":"k","n":99}]}"""));
        await WidgetDefinitions.TightenAsync(api, WidgetDefinitions.Schema(tight), WidgetDefinitions.Widget(api, "probe", """{"inner":{"a":4}}"""));

        var answer = await api.PatchAsync("widgets/a", PatchTypes.Merge, patch);

        if (causes.Length == 0) answer.ShouldSucceed();
        else answer.ShouldFail(422, "Invalid", causes.Split(' '));
    });

    private static async Task StartAsync(ApiClient api)
    {
        await WidgetDefinitions.ShareAsync(api, "transition", Schema);
        await api.CreateAsync("widgets", WidgetDefinitions.Widget(api, "a", """{"fixed":"a","rising":5,"grown":5,"small":5,"list":[{"name":"a","n":5},{"name":"b","n":5}],"map":{"k":5}}"""));
    }
}

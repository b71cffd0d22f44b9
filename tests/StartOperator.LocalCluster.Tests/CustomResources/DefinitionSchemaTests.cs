using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.CustomResources;

/// <summary>What a definition's schema may say. Paths of causes are given from the field "x" on, whose schema each row is.</summary>
public sealed class DefinitionSchemaTests(Servers servers)
{
    private const string Root = "spec.validation.openAPIV3Schema";

    [Theory]
    [EachServer("{}", ".type")]
    [EachServer("""{"type":""}""", ".type")]
    [EachServer("""{"type":"sting"}""", ".type")]
    [EachServer("""{"type":"null"}""", ".type")]
    [EachServer("""{"type":"array"}""", ".items")]
    [EachServer("""{"type":"array","items":{}}""", ".items.type")]
    [EachServer("""{"type":"array","items":[{"type":"string"}]}""", ".items")]
    [EachServer("""{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":{"type":"string"}}""", ".additionalProperties")]
    [EachServer("""{"type":"object","additionalProperties":{}}""", ".additionalProperties.type")]
    [EachServer("""{"type":"array","items":{"type":"string"},"uniqueItems":true}""", ".uniqueItems")]
    [EachServer("""{"type":"string","id":"a"}""", ".id")]
    [EachServer("""{"$ref":"#/a"}""", ".$ref")]
    [EachServer("""{"type":"object","patternProperties":{"a":{"type":"string"}}}""", ".patternProperties")]
    [EachServer("""{"type":"object","definitions":{"a":{"type":"string"}}}""", ".definitions")]
    [EachServer("""{"type":"object","dependencies":{"a":["b"]}}""", ".dependencies")]
    [EachServer("""{"type":"array","items":{"type":"string"},"additionalItems":{"type":"string"}}""", ".additionalItems")]
    [EachServer("""{"type":"string","pattern":"["}""", ".pattern")]
    [EachServer("""{"type":"object","x-kubernetes-preserve-unknown-fields":false}""", ".x-kubernetes-preserve-unknown-fields")]
    [EachServer("""{"x-kubernetes-int-or-string":true,"x-kubernetes-preserve-unknown-fields":true}""", ".x-kubernetes-preserve-unknown-fields")]
    [EachServer("""{"x-kubernetes-embedded-resource":true}""", ".properties .type")]
    [EachServer("""{"type":"string","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true}""", ".type")]
    [EachServer("""{"type":"object","x-kubernetes-embedded-resource":true,"properties":{"kind":{"type":"integer"},"metadata":{"type":"string"}}}""", ".properties[kind].type .properties[metadata].type")]
    [EachServer("""{"type":"string","anyOf":[{"type":"string"}]}""", ".anyOf[0].type")]
    [EachServer("""{"type":"string","allOf":[{"description":"x","title":"y","nullable":true,"default":"z","x-kubernetes-list-type":"set"}]}""", ".allOf[0].default .allOf[0].description .allOf[0].nullable .allOf[0].title .allOf[0].type .allOf[0].x-kubernetes-list-type")]
    [EachServer("""{"type":"object","not":{"properties":{"metadata":{}}},"properties":{"metadata":{"type":"object"}}}""", ".not.properties[metadata]")]
    [EachServer("""{"type":"object","allOf":[{"additionalProperties":{"minLength":1}}]}""", ".allOf[0].additionalProperties")]
    [EachServer("""{"type":"string","x-kubernetes-map-type":"atomic"}""", ".type")]
    [EachServer("""{"type":"object","x-kubernetes-map-type":"odd"}""", ".x-kubernetes-map-type")]
    [EachServer("""{"type":"string","x-kubernetes-list-type":"set"}""", ".type")]
    [EachServer("""{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"odd"}""", ".x-kubernetes-list-type")]
    [EachServer("""{"type":"array","items":{"type":"object"},"x-kubernetes-list-type":"set"}""", ".items.x-kubernetes-map-type")]
    [EachServer("""{"type":"array","items":{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"set"},"x-kubernetes-list-type":"set"}""", ".items.x-kubernetes-list-type")]
    [EachServer("""{"type":"array","items":{"type":"string","nullable":true},"x-kubernetes-list-type":"set"}""", ".items.nullable")]
    [EachServer("""{"type":"array","items":{"type":"object"},"x-kubernetes-list-type":"map"}""", ".x-kubernetes-list-map-keys")]
    [EachServer("""{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["a"]}""", ".items.type")]
    [EachServer("""{"type":"array","items":{"type":"object"},"x-kubernetes-list-map-keys":["a"]}""", ".x-kubernetes-list-type")]
    [EachServer("""{"type":"array","items":{"type":"object","properties":{"a":{"type":"string"}}},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["a"]}""", ".items.properties[a].default")]
    [EachServer("""{"type":"array","items":{"type":"object","required":["a"],"properties":{"a":{"type":"object","nullable":true}}},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["a","a","b"]}""", ".items.properties[a].nullable .items.properties[a].type .x-kubernetes-list-map-keys")]
    public Task A_schema_that_is_not_structural_is_refused(string server, string schema, string causes) => Refused(server, schema, causes);

    [Theory]
    [EachServer("""{"type":"integer","default":"x"}""", ".default")]
    [EachServer("""{"type":"integer","default":5,"maximum":3}""", ".default")]
    [EachServer("""{"type":"string","enum":["a","b"],"default":"c"}""", ".default")]
    [EachServer("""{"type":"object","default":{"b":1},"properties":{"a":{"type":"integer"}}}""", ".default")]
    [EachServer("""{"type":"object","default":{"a":"x"},"properties":{"a":{"type":"integer"}}}""", ".default.a")]
    [EachServer("""{"type":"object","default":{},"required":["a"],"properties":{"a":{"type":"integer"}}}""", ".default.a")]
    [EachServer("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"integer","default":"x"}}}}""", ".properties[a].items.default")]
    [EachServer("""{"type":"integer","default":5,"x-kubernetes-validations":[{"rule":"self > 6"}]}""", ".default")]
    public Task A_default_that_does_not_fit_is_refused(string server, string schema, string causes) => Refused(server, schema, causes);

    [Theory]
    [EachServer("""{"type":"object","properties":{"metadata":{"type":"object","description":"d"}}}""", ".properties[metadata]")]
    [EachServer("""{"type":"object","properties":{"metadata":{"type":"object","properties":{"labels":{"type":"object"}}}}}""", ".properties[metadata]")]
    [EachServer("""{"type":"object","properties":{"kind":{"type":"string","default":"x"}}}""", ".properties[kind].default")]
    [EachServer("""{"type":"object","nullable":true}""", ".nullable")]
    [EachServer("""{"type":"object","oneOf":[{"properties":{"a":{"minLength":1}}}]}""", ".properties[a]")]
    [EachServer("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"object"}}},"not":{"properties":{"a":{"items":{"properties":{"b":{"minLength":1}}}}}}}""", ".properties[a].items.properties[b]")]
    [EachServer("""{"type":"object","additionalProperties":{"type":"string"}}""", ".additionalProperties")]
    [EachServer("""{"type":"string"}""", ".type")]
    [EachServer("{}", ".type")]
    public Task A_root_schema_that_can_not_be_is_refused(string server, string schema, string causes) => servers.RunAsync(
        server,
        async api => (await api.PostAsync("customresourcedefinitions", WidgetDefinitions.Widgets(api.Group, schema).ToJsonString()))
            .ShouldFail(422, "Invalid", [.. causes.Split(' ').Select(cause => Root + cause)]),
        sameWords: false);

    [Theory]
    [EachServer("self", "rule")]
    [EachServer("self.y == 1", "rule")]
    [EachServer("self.n == 's'", "rule")]
    [EachServer("foo(1)", "rule")]
    [EachServer("self.n ==", "rule")]
    [EachServer("self.s.nope()", "rule")]
    [EachServer("self.list.all(x, y)", "rule")]
    [EachServer("self.list.map(x)", "rule")]
    [EachServer("self.n.size()", "rule")]
    [EachServer("self.n == 1 ? 1 : 's'", "rule")]
    [EachServer("has(self)", "rule")]
    [EachServer("has(self.y)", "rule")]
    [EachServer("\"a", "rule")]
    [EachServer("1 == 1u", "rule")]
    [EachServer("[1, 'a'] == []", "rule")]
    [EachServer("1 in 2", "rule")]
    [EachServer("-'a' == 'b'", "rule")]
    [EachServer("self[0] == 1", "rule")]
    [EachServer("self.n && true", "rule")]
    [EachServer("!self.n", "rule")]
    [EachServer("if == 1", "rule")]
    [EachServer("self.`n` == 5", "rule")]
    [EachServer("self.s.matches('[')", "rule")]
    [EachServer("timestamp('x') == timestamp('y')", "rule")]
    [EachServer("duration('x') == duration('1s')", "rule")]
    [EachServer("@", "rule")]
    [EachServer("", "rule")]
    [EachServer("  ", "rule")]
    [EachServer("self.s == '\n'", "message")]
    public Task A_rule_that_makes_no_sense_is_refused(string server, string rule, string cause) =>
        RefusedRule(server, new JsonObject { ["rule"] = rule }, cause);

    [Theory]
    [EachServer("""{"rule":"true","message":" "}""", "message")]
    [EachServer("""{"rule":"true","message":"a\nb"}""", "message")]
    [EachServer("""{"rule":"true","messageExpression":" "}""", "messageExpression")]
    [EachServer("""{"rule":"true","messageExpression":"5"}""", "messageExpression")]
    [EachServer("""{"rule":"true","messageExpression":"'a' +"}""", "messageExpression")]
    [EachServer("""{"rule":"true","reason":"Because"}""", "reason")]
    [EachServer("""{"rule":"true","fieldPath":" "}""", "fieldPath")]
    [EachServer("""{"rule":"true","fieldPath":".nope"}""", "fieldPath")]
    [EachServer("""{"rule":"true","fieldPath":"n"}""", "fieldPath")]
    [EachServer("""{"rule":"true","fieldPath":".n["}""", "fieldPath")]
    [EachServer("""{"rule":"true","optionalOldSelf":true}""", "optionalOldSelf")]
    public Task A_rule_with_a_field_that_makes_no_sense_is_refused(string server, string rule, string cause) =>
        RefusedRule(server, JsonNode.Parse(rule)!.AsObject(), cause);

    [Theory]
    [EachServer("""{"type":"array","maxItems":3,"items":{"type":"integer","x-kubernetes-validations":[{"rule":"self == oldSelf"}]}}""", ".items.x-kubernetes-validations[0].rule")]
    [EachServer("""{"type":"integer","allOf":[{"x-kubernetes-validations":[{"rule":"self == oldSelf"}]}]}""", ".allOf[0].x-kubernetes-validations")]
    public Task A_rule_about_changes_stands_where_values_can_be_followed(string server, string schema, string causes) => Refused(server, schema, causes);

    private Task RefusedRule(string server, JsonObject rule, string cause)
    {
        var schema = JsonNode.Parse("""{"type":"object","properties":{"n":{"type":"integer"},"s":{"type":"string","maxLength":9},"list":{"type":"array","maxItems":9,"items":{"type":"integer"}}}}""")!;
        schema["x-kubernetes-validations"] = new JsonArray(rule);
        return Refused(server, schema.ToJsonString(), $".x-kubernetes-validations[0].{cause}");
    }

    private Task Refused(string server, string schema, string causes) => servers.RunAsync(
        server,
        async api =>
        {
            var root = """{"type":"object","properties":{"x":SCHEMA}}""".Replace("SCHEMA", schema, StringComparison.Ordinal);

            (await api.PostAsync("customresourcedefinitions", WidgetDefinitions.Widgets(api.Group, root).ToJsonString()))
                .ShouldFail(422, "Invalid", [.. causes.Split(' ').Select(cause => $"{Root}.properties[x]{cause}")]);
        },
        sameWords: false);
}

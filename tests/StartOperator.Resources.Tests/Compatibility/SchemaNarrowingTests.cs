using System.Text.Json;
using System.Text.Json.Nodes;
using StartOperator.Resources.Tests.Schema;

namespace StartOperator.Resources.Tests.Compatibility;

public sealed class SchemaNarrowingTests
{
    /// <summary>A schema before and now, and the one line about it.</summary>
    public static TheoryData<string, string, string> Narrowed => new()
    {
        { """{"properties": {"a": {}, "b": {}}}""", """{"properties": {"b": {}}}""", "it.a: is gone, and would be pruned" },
        { """{"items": {"properties": {"a": {}}}}""", """{"items": {"properties": {}}}""", "it[].a: is gone, and would be pruned" },
        { """{"additionalProperties": {"properties": {"a": {}}}}""", """{"additionalProperties": {"properties": {}}}""", "it{}.a: is gone, and would be pruned" },
        { """{"type": "integer"}""", """{"type": "string"}""", "it: type integer is now string" },
        { """{"type": "string"}""", "{}", "it: type string is now (none)" },
        { """{"enum": ["a", "b"]}""", """{"enum": ["c", "b"]}""", "it: enum has no a any more" },
        { "{}", """{"enum": ["a"]}""", "it: enum is new" },
        { """{"properties": {"a": {}}}""", """{"properties": {"a": {}}, "required": ["a"]}""", "it: a is newly required" },
        { """{"properties": {}, "required": []}""", """{"properties": {"a": {}}, "required": ["a"]}""", "it: a is newly required" },
        { """{"maximum": 3}""", """{"maximum": 2}""", "it: maximum 3 is now 2" },
        { "{}", """{"maximum": 2}""", "it: maximum (none) is now 2" },
        { """{"maxLength": 3}""", """{"maxLength": 2}""", "it: maxLength 3 is now 2" },
        { "{}", """{"maxLength": 2}""", "it: maxLength (none) is now 2" },
        { """{"maxItems": 3}""", """{"maxItems": 2}""", "it: maxItems 3 is now 2" },
        { "{}", """{"maxItems": 2}""", "it: maxItems (none) is now 2" },
        { """{"maxProperties": 3}""", """{"maxProperties": 2}""", "it: maxProperties 3 is now 2" },
        { "{}", """{"maxProperties": 2}""", "it: maxProperties (none) is now 2" },
        { """{"minimum": 1.5}""", """{"minimum": 1.6}""", "it: minimum 1.5 is now 1.6" },
        { "{}", """{"minimum": -5}""", "it: minimum (none) is now -5" },
        { """{"minLength": 1}""", """{"minLength": 2}""", "it: minLength 1 is now 2" },
        { "{}", """{"minItems": 1}""", "it: minItems (none) is now 1" },
        { "{}", """{"minProperties": 1}""", "it: minProperties (none) is now 1" },
        { """{"maximum": 3}""", """{"maximum": 3, "exclusiveMaximum": true}""", "it: exclusiveMaximum (none) is now True" },
        { """{"pattern": "^a"}""", """{"pattern": "^b"}""", "it: pattern ^a is now ^b" },
        { "{}", """{"pattern": "^b"}""", "it: pattern (none) is now ^b" },
        { "{}", """{"format": "date-time"}""", "it: format (none) is now date-time" },
        { "{}", """{"x-kubernetes-validations": [{"rule": "self > 1", "message": "m"}]}""", "it: rule self > 1 is new" },
        {
            """{"x-kubernetes-validations": [{"rule": "self > 1"}, {"rule": "self > 3"}]}""",
            """{"x-kubernetes-validations": [{"rule": "self > 2"}, {"rule": "self > 3"}]}""",
            "it: rule self > 2 is new"
        },
        {
            """{"x-kubernetes-validations": [{"rule": "self > oldSelf"}]}""",
            """{"x-kubernetes-validations": [{"rule": "self > oldSelf", "optionalOldSelf": true}]}""",
            "it: rule self > oldSelf (optionalOldSelf) is new"
        },
        { """{"x-kubernetes-preserve-unknown-fields": true}""", "{}", "it: x-kubernetes-preserve-unknown-fields is off" },
        {
            """{"x-kubernetes-preserve-unknown-fields": true}""",
            """{"x-kubernetes-preserve-unknown-fields": true, "properties": {"a": {"x-kubernetes-preserve-unknown-fields": true, "type": "string"}}}""",
            "it.a: type (none) is now string"
        },
        { """{"additionalProperties": {"maxLength": 3}}""", """{"additionalProperties": {"maxLength": 2}}""", "it{}: maxLength 3 is now 2" },
        { """{"additionalProperties": {}}""", "{}", "it: additionalProperties are gone, and would be pruned" },
        { """{"additionalProperties": true}""", """{"additionalProperties": false}""", "it: additionalProperties are gone, and would be pruned" },
        {
            """{"additionalProperties": true}""",
            """{"additionalProperties": {"x-kubernetes-preserve-unknown-fields": true, "maxLength": 2}}""",
            "it{}: maxLength (none) is now 2"
        },
        { """{"items": {}}""", "{}", "it: items are gone, and would be pruned" },
        { """{"items": {"maxLength": 3}}""", """{"items": {"maxLength": 2}}""", "it[]: maxLength 3 is now 2" },
        { "{}", """{"x-kubernetes-list-type": "set"}""", "it: x-kubernetes-list-type (none) is now set" },
        { """{"x-kubernetes-list-type": "map"}""", """{"x-kubernetes-list-type": "atomic"}""", "it: x-kubernetes-list-type map is now atomic" },
        { """{"x-kubernetes-list-map-keys": ["a"]}""", """{"x-kubernetes-list-map-keys": ["b"]}""", "it: x-kubernetes-list-map-keys [\"a\"] is now [\"b\"]" },
        { "{}", """{"x-kubernetes-map-type": "atomic"}""", "it: x-kubernetes-map-type (none) is now atomic" },
        { """{"nullable": true}""", "{}", "it: nullable is off" },
        { """{"nullable": true}""", """{"nullable": false}""", "it: nullable is off" },
        { """{"default": "a"}""", """{"default": "b"}""", "it: default a is now b" },
        { """{"default": "a"}""", "{}", "it: default a is now (none)" },
        { "{}", """{"not": {"enum": ["a"]}}""", "it: not (none) is now {\"enum\": [\"a\"]}" },
        { """{"x-kubernetes-int-or-string": true}""", "{}", "it: x-kubernetes-int-or-string True is now (none)" },
    };

    /// <summary>A schema before and now, where nobody loses anything.</summary>
    public static TheoryData<string, string> Widened => new()
    {
        { """{"description": "a", "title": "b"}""", """{"description": "c"}""" },
        { """{"properties": {"a": {}}}""", """{"properties": {"a": {}, "b": {"type": "string", "maxLength": 3, "default": "x"}}}""" },
        { """{"properties": {"a": {"maxLength": 3}}, "required": ["a"]}""", """{"additionalProperties": {"maxLength": 4}}""" },
        { """{"properties": {"a": {"type": "string"}}}""", """{"properties": {}, "x-kubernetes-preserve-unknown-fields": true}""" },
        { """{"type": "string", "maxLength": 3, "pattern": "^a"}""", """{"x-kubernetes-preserve-unknown-fields": true}""" },
        { """{"type": "array", "items": {"type": "string"}}""", """{"x-kubernetes-preserve-unknown-fields": true}""" },
        { """{"enum": ["a"]}""", """{"enum": ["b", "a"]}""" },
        { """{"enum": ["a"]}""", "{}" },
        { """{"maximum": 3, "maxLength": 3, "maxItems": 3, "maxProperties": 3}""", """{"maximum": 4, "maxLength": 4, "maxItems": 4}""" },
        { """{"minimum": 3, "minLength": 3, "minItems": 3, "minProperties": 3}""", """{"minimum": 2, "minLength": 2, "minItems": 0}""" },
        { """{"pattern": "^a", "format": "date"}""", "{}" },
        { """{"x-kubernetes-validations": [{"rule": "a", "message": "m"}, {"rule": "b"}]}""", """{"x-kubernetes-validations": [{"rule": "a", "message": "n"}]}""" },
        { "{}", """{"nullable": true, "x-kubernetes-preserve-unknown-fields": true}""" },
        { "{}", """{"x-kubernetes-list-type": "atomic"}""" },
        { """{"additionalProperties": {"maxLength": 3}}""", """{"additionalProperties": true}""" },
    };

    [Theory]
    [MemberData(nameof(Narrowed))]
    public void What_is_narrowed_is_found(string before, string now, string line) =>
        SchemaNarrowing.Of("it", JsonElement.Parse(before), JsonElement.Parse(now)).ShouldBe([line]);

    [Theory]
    [MemberData(nameof(Widened))]
    public void What_is_widened_is_nothing_to_tell(string before, string now) =>
        SchemaNarrowing.Of("it", JsonElement.Parse(before), JsonElement.Parse(now)).ShouldBeEmpty();

    [Fact]
    public void Whatever_goes_from_our_schema_is_missed_at_its_place()
    {
        foreach (var node in SchemaNode.Roots().SelectMany(r => r.Below()).Where(n => n.Has("properties")))
        {
            foreach (var field in node.Schema.GetProperty("properties").EnumerateObject())
            {
                var now = JsonNode.Parse(node.Schema.GetRawText())!;
                now["properties"]!.AsObject().Remove(field.Name);

                SchemaNarrowing.Of(node.Path, node.Schema, Element(now)).ShouldBe([$"{node.Path}.{field.Name}: is gone, and would be pruned"]);
            }
        }
    }

    [Fact]
    public void Each_bound_of_our_schema_is_held()
    {
        foreach (var root in SchemaNode.Roots())
        {
            foreach (var (node, keyword) in root.Below().SelectMany(n => new[] { "maximum", "maxLength", "maxItems", "maxProperties" }.Where(n.Has).Select(k => (n, k))))
            {
                var now = JsonNode.Parse(node.Schema.GetRawText())!;
                var bound = node.Schema.GetProperty(keyword).GetInt64();
                now[keyword] = bound - 1;

                SchemaNarrowing.Of(node.Path, node.Schema, Element(now)).ShouldBe([$"{node.Path}: {keyword} {bound} is now {bound - 1}"]);
            }
        }
    }

    private static JsonElement Element(JsonNode node) => JsonSerializer.SerializeToElement(node);
}

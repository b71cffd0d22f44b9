using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace StartOperator.Resources.Tests.Yaml;

public sealed class ResourceYamlTests
{
    private static readonly Gen<JsonNode?> Leaf = Gen.OneOf(
        TrickyTexts.Any.Select(text => (JsonNode?)JsonValue.Create(text)),
        Gen.Long.Select(number => (JsonNode?)JsonValue.Create(number)),
        Gen.Double[-1e30, 1e30].Select(number => (JsonNode?)JsonValue.Create(number)),
        Gen.Bool.Select(value => (JsonNode?)JsonValue.Create(value)),
        Gen.Const((JsonNode?)null));

    private static readonly Gen<JsonNode?> Value = Gen.Recursive<JsonNode?>((depth, inner) => depth >= 4
        ? Leaf
        : Gen.OneOf(Leaf, inner.Array[0, 4].Select(items => (JsonNode?)new JsonArray([.. items.Select(i => i?.DeepClone())])), Map(inner).Select(map => (JsonNode?)map)));

    public static TheoryData<string> Known => [.. TrickyTexts.Known];

    [Fact]
    public void An_object_is_written_as_people_write_it() => ResourceYaml.ToString(Parse(
        """{"apiVersion":"v1","data":{"port":"8080","run.sh":"#!/bin/sh\nexec serve\n","empty":{},"none":[]},"list":[{"a":1},{"b":true}],"nothing":null}""")).ShouldBe(
        """
        apiVersion: v1
        data:
          port: "8080"
          run.sh: |
            #!/bin/sh
            exec serve
          empty: {}
          none: []
        list:
        - a: 1
        - b: true
        nothing: null

        """.ReplaceLineEndings("\n"));

    [Theory]
    [MemberData(nameof(Known))]
    public void A_text_survives_as_value_key_and_item(string text) =>
        ShouldSurvive(new JsonObject { [text] = text, ["list"] = new JsonArray(text, new JsonArray(text), new JsonObject { [text] = text }) });

    [Fact]
    public void Any_object_survives() => Map(Value).Sample(ShouldSurvive);

    [Fact]
    public void Any_objects_survive_in_one_text() => Map(Value).Array[1, 4].Sample(objects =>
    {
        using var text = new StringWriter { NewLine = "\n" };
        ResourceYaml.Write(text, objects.Select(o => Parse(o.ToJsonString())));
        var read = ResourceYaml.Read(text.ToString());
        read.Count.ShouldBe(objects.Length);
        for (var i = 0; i < objects.Length; i++)
        {
            ShouldBeSame(read[i], Parse(objects[i].ToJsonString()));
        }
    });

    [Fact]
    public void Keys_longer_than_a_simple_key_may_be_survive() =>
        ShouldSurvive(new JsonObject { [new string('k', 3000)] = 1, ["a\n" + new string('k', 3000)] = 2 });

    [Fact]
    public void The_order_of_keys_is_kept() =>
        ResourceYaml.Read(ResourceYaml.ToString(Parse("""{"z":1,"a":2,"m":3}""")))[0].EnumerateObject().Select(p => p.Name).ShouldBe(["z", "a", "m"]);

    [Fact]
    public void Numbers_keep_their_digits() =>
        ResourceYaml.Read("""[123456789012345678901234567890, 1.10, 1e400, -0, 0.1]""")[0].GetRawText()
            .ShouldBe("[123456789012345678901234567890,1.10,1e400,-0,0.1]");

    [Fact]
    public void Json_is_yaml() =>
        ShouldBeSame(ResourceYaml.Read("""{"a": [1, "b", null, {"c": true}], "d": "\u00e4\n"}""")[0], Parse("""{"a":[1,"b",null,{"c":true}],"d":"ä\n"}"""));

    [Theory]
    [InlineData("a: !!str 5", """{"a":"5"}""")]
    [InlineData("a: ! 5", """{"a":"5"}""")]
    [InlineData("a: '5'", """{"a":"5"}""")]
    [InlineData("a: 5", """{"a":5}""")]
    [InlineData("a: +5", """{"a":5}""")]
    [InlineData("a: .5", """{"a":0.5}""")]
    [InlineData("a:", """{"a":null}""")]
    [InlineData("a: ~", """{"a":null}""")]
    [InlineData("a: True", """{"a":true}""")]
    [InlineData("a: yes", """{"a":"yes"}""")]
    [InlineData("a: 2001-12-14", """{"a":"2001-12-14"}""")]
    [InlineData("a: >\n  folded\n  text\n", """{"a":"folded text\n"}""")]
    [InlineData("\ufeffa: 1", """{"a":1}""")]
    [InlineData("? a\n: b", """{"a":"b"}""")]
    public void Plain_words_mean_what_yaml_says(string yaml, string json) =>
        ShouldBeSame(ResourceYaml.Read(yaml).ShouldHaveSingleItem(), Parse(json));

    [Fact]
    public void Empty_documents_are_left_out() => ResourceYaml.Read("---\n# nothing\n---\na: 1\n---\n...\n---\nb: 2\n").Count.ShouldBe(2);

    private static Gen<JsonObject> Map(Gen<JsonNode?> values) => Gen.Select(TrickyTexts.Any, values).Array[0, 4]
        .Select(entries => new JsonObject(entries.DistinctBy(e => e.Item1).Select(e => KeyValuePair.Create(e.Item1, e.Item2?.DeepClone()))));

    private static void ShouldSurvive(JsonObject item)
    {
        var json = Parse(item.ToJsonString());
        ShouldBeSame(ResourceYaml.Read(ResourceYaml.ToString(json)).ShouldHaveSingleItem(), json);
    }

    private static void ShouldBeSame(JsonElement actual, JsonElement expected) =>
        JsonElement.DeepEquals(actual, expected).ShouldBeTrue($"expected {expected.GetRawText()}\nbut was  {actual.GetRawText()}");

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}

using System.Text.Json.Nodes;
using CsCheck;
using StartOperator.Runtime.Applying;

namespace StartOperator.Runtime.Tests.Applying;

/// <summary>Merge patches that turn one object into another.</summary>
public sealed class MergeDiffTests
{
    private static readonly Gen<JsonNode?> Values = Gen.Recursive<JsonNode?>((depth, inner) =>
    {
        var scalar = Gen.OneOf(
            Gen.Int[0, 3].Select(i => (JsonNode?)JsonValue.Create(i)), Gen.String[Gen.Char['a', 'b'], 0, 2].Select(s => (JsonNode?)JsonValue.Create(s)));
        return depth >= 3
            ? scalar
            : Gen.OneOf(scalar, inner.Array[0, 2].Select(a => (JsonNode?)new JsonArray([.. a.Select(n => n?.DeepClone())])), Objects(inner).Select(o => (JsonNode?)o));
    });

    [Fact]
    public void Applied_to_the_one_the_patch_gives_the_other() =>
        Gen.Select(Objects(Values), Objects(Values)).Sample((from, to) =>
        {
            var result = MergeDiff.Of(from, to) is { } patch ? Apply(from.DeepClone(), patch) : from;
            JsonNode.DeepEquals(result, to).ShouldBeTrue($"{from}\n{to}\n{result}");
        });

    [Fact]
    public void Nothing_is_patched_where_nothing_differs() =>
        Objects(Values).Sample(o => MergeDiff.Of(o, o.DeepClone().AsObject()).ShouldBeNull());

    [Theory]
    [InlineData("""{"a":1,"b":{"c":2,"d":3}}""", """{"a":1,"b":{"c":2,"d":4}}""", """{"b":{"d":4}}""")]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""", """{"b":null}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1,3]}""", """{"a":[1,3]}""")]
    [InlineData("{}", """{"a":{}}""", """{"a":{}}""")]
    [InlineData("""{"a":1}""", """{"a":{"b":1}}""", """{"a":{"b":1}}""")]
    [InlineData("""{"a":null}""", "{}", null)]
    [InlineData("""{"at":"2030-01-01T00:00:00Z"}""", """{"at":"2030-01-01T00:00:00.000000Z"}""", null)]
    [InlineData("""{"c":[{"at":"2030-01-01T00:00:00Z"}]}""", """{"c":[{"at":"2030-01-01T01:00:00+01:00"}]}""", null)]
    [InlineData("""{"at":"2030-01-01T00:00:00Z"}""", """{"at":"2030-01-01T00:00:01Z"}""", """{"at":"2030-01-01T00:00:01Z"}""")]
    public void A_patch_says_no_more_than_it_must(string from, string to, string? patch) =>
        MergeDiff.Of(JsonNode.Parse(from)!.AsObject(), JsonNode.Parse(to)!.AsObject())?.ToJsonString().ShouldBe(patch);

    [Fact]
    public void What_was_not_there_is_patched_as_a_whole_and_what_is_gone_piece_by_piece()
    {
        MergeDiff.Of(null, new JsonObject { ["a"] = 1 })!.ToJsonString().ShouldBe("""{"a":1}""");
        MergeDiff.Of(new JsonObject { ["a"] = 1 }, null)!.ToJsonString().ShouldBe("""{"a":null}""");
        MergeDiff.Of(null, null).ShouldBeNull();
    }

    private static Gen<JsonObject> Objects(Gen<JsonNode?> values) =>
        Gen.Select(Gen.String[Gen.Char['a', 'd'], 1, 1], values).Array[0, 4].Select(fields =>
        {
            var made = new JsonObject();
            foreach (var (name, value) in fields)
            {
                made[name] = value?.DeepClone();
            }

            return made;
        });

    /// <summary>RFC 7386, section 2.</summary>
    private static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject fields)
        {
            return patch?.DeepClone();
        }

        var result = target as JsonObject ?? [];
        foreach (var (name, value) in fields)
        {
            if (value is null)
            {
                result.Remove(name);
            }
            else
            {
                var present = result[name];
                result.Remove(name);
                result[name] = Apply(present, value);
            }
        }

        return result;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using StartOperator.Runtime.Applying;

namespace StartOperator.Runtime.Tests.Applying;

/// <summary>When a live object contains what is desired.</summary>
public sealed class ContainmentTests
{
    private static readonly Gen<JsonNode?> Json = Gen.Recursive<JsonNode?>((depth, inner) =>
    {
        var scalar = Gen.OneOf(
            Gen.Const((JsonNode?)null),
            Gen.Bool.Select(b => (JsonNode?)JsonValue.Create(b)),
            Gen.Int[-5, 5].Select(i => (JsonNode?)JsonValue.Create(i)),
            Gen.String[Gen.Char['a', 'c'], 0, 3].Select(s => (JsonNode?)JsonValue.Create(s)));
        return depth >= 4
            ? scalar
            : Gen.OneOf(
                scalar,
                inner.Array[0, 3].Select(a => (JsonNode?)new JsonArray([.. a.Select(n => n?.DeepClone())])),
                Object(inner).Select(o => (JsonNode?)o));
    });

    private static readonly Gen<JsonObject> Objects = Object(Json);

    [Fact]
    public void Every_object_contains_itself() =>
        Objects.Sample(o => Differences(o, o).ShouldBeEmpty());

    [Fact]
    public void Fields_of_others_do_not_matter() =>
        Gen.Select(Objects, Objects, Gen.Int).Sample((desired, foreign, seed) =>
        {
            var live = desired.DeepClone().AsObject();
            AddForeign(live, foreign, new Random(seed));
            Differences(desired, live).ShouldBeEmpty();
        });

    [Fact]
    public void A_field_that_is_missing_or_changed_is_found_wherever_it_is() =>
        Gen.Select(Objects, Gen.Int[0, 1000], Gen.Bool).Sample((desired, which, remove) =>
        {
            var live = desired.DeepClone().AsObject();
            if (Leaves(live).ToList() is { Count: > 0 } leaves)
            {
                var (parent, name) = leaves[which % leaves.Count];
                parent[name] = remove ? null : "changed";
                if (remove)
                {
                    parent.Remove(name);
                }

                Differences(desired, live, custom: true).ShouldNotBeEmpty($"{desired}\n{live}");
            }
        });

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":1}""", """{"a":1.0}""")]
    [InlineData("""{"a":null}""", "{}")]
    [InlineData("""{"a":null}""", """{"a":1}""")]
    [InlineData("""{"a":{},"b":[],"c":{"d":{}}}""", "{}")]
    [InlineData("""{"requests":{"cpu":"0.5","memory":"1Gi"}}""", """{"requests":{"cpu":"500m","memory":"1024Mi"}}""")]
    [InlineData("""{"emptyDir":{"sizeLimit":"1Gi"}}""", """{"emptyDir":{"sizeLimit":"1073741824"}}""")]
    [InlineData("""{"resources":{"requests":{"storage":"1000M"}}}""", """{"resources":{"requests":{"storage":"1G"}}}""")]
    [InlineData("""{"env":[{"name":"b","value":"2"}]}""", """{"env":[{"name":"a","value":"1"},{"name":"b","value":"2"}]}""")]
    [InlineData("""{"ports":[{"containerPort":80}]}""", """{"ports":[{"containerPort":81,"protocol":"TCP"},{"containerPort":80,"protocol":"TCP"}]}""")]
    [InlineData("""{"ports":[{"port":53,"protocol":"UDP","name":"u"}]}""", """{"ports":[{"port":53,"protocol":"TCP","name":"t"},{"port":53,"protocol":"UDP","name":"u","targetPort":53}]}""")]
    [InlineData("""{"volumeMounts":[{"mountPath":"/b","name":"x"}]}""", """{"volumeMounts":[{"mountPath":"/a","name":"x"},{"mountPath":"/b","name":"x"}]}""")]
    [InlineData("""{"ownerReferences":[{"uid":"2","name":"n"}]}""", """{"ownerReferences":[{"uid":"1","name":"m"},{"uid":"2","name":"n","controller":true}]}""")]
    [InlineData("""{"finalizers":["b"]}""", """{"finalizers":["a","b"]}""")]
    [InlineData("""{"args":["a","b"]}""", """{"args":["a","b"]}""")]
    [InlineData("""{"env":[{"name":"a","value":""}]}""", """{"env":[{"name":"a"}]}""")]
    [InlineData("""{"readOnly":false,"initialDelaySeconds":0,"hostNetwork":false}""", "{}")]
    [InlineData("""{"tolerations":[{"key":"b"}]}""", """{"tolerations":[{"key":"a"},{"key":"b","operator":"Equal"}]}""")]
    [InlineData("""{"terms":[{"a":1}]}""", """{"terms":[{"a":1,"defaulted":true}]}""")]
    public void Contains(string desired, string live) => Differences(desired, live).ShouldBeEmpty();

    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""", "a: 2")]
    [InlineData("""{"a":"1"}""", """{"a":1}""", "a: 1")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{}}""", "a.b: absent")]
    [InlineData("""{"a":{"b":1}}""", """{"a":[1]}""", "a: [1]")]
    [InlineData("""{"a":{}}""", """{"a":null}""", "a: null")]
    [InlineData("""{"a":false}""", "{}", "a: absent")]
    [InlineData("""{"labels":{"a":""}}""", """{"labels":{"b":"c"}}""", "labels.a: absent")]
    [InlineData("""{"storageClassName":""}""", "{}", "storageClassName: absent")]
    [InlineData("""{"automountServiceAccountToken":false}""", "{}", "automountServiceAccountToken: absent")]
    [InlineData("""{"runAsUser":0}""", "{}", "runAsUser: absent")]
    [InlineData("""{"tolerations":[{"key":"a"}]}""", """{"tolerations":[{"key":"b"}]}""", "tolerations: no {\"key\":\"a\"}")]
    [InlineData("""{"name":"0.5"}""", """{"name":"500m"}""", "name: \"500m\"")]
    [InlineData("""{"requests":{"cpu":"0.5"}}""", """{"requests":{"cpu":"501m"}}""", "requests.cpu: \"501m\"")]
    [InlineData("""{"env":[{"name":"a","value":"1"}]}""", """{"env":[{"name":"b","value":"1"}]}""", "env[a]: absent")]
    [InlineData("""{"env":[{"name":"a","value":"1"}]}""", """{"env":[{"name":"a","value":"2"}]}""", "env[a].value: \"2\"")]
    [InlineData("""{"args":["a","b"]}""", """{"args":["b","a"]}""", "args[0]: \"b\"")]
    [InlineData("""{"args":["a"]}""", """{"args":["a","b"]}""", "args: [\"a\",\"b\"]")]
    [InlineData("""{"terms":[{"a":1}]}""", """{"terms":[{"a":1},{"b":1}]}""", "terms: [{\"a\":1},{\"b\":1}]")]
    [InlineData("""{"finalizers":["b"]}""", """{"finalizers":["a"]}""", "finalizers: no \"b\"")]
    public void Does_not_contain(string desired, string live, string difference) => Differences(desired, live).ShouldStartWith(difference);

    [Theory]
    [InlineData("""{"spec":{"a":{}}}""", """{"spec":{}}""", "spec.a: absent")]
    [InlineData("""{"spec":{"a":[]}}""", """{"spec":{"a":[1]}}""", "spec.a: [1]")]
    [InlineData("""{"spec":{"a":""}}""", """{"spec":{}}""", "spec.a: absent")]
    [InlineData("""{"spec":{"env":[{"name":"a"}]}}""", """{"spec":{"env":[{"name":"b"},{"name":"a"}]}}""", "spec.env: [{\"name\":\"b\"},{\"name\":\"a\"}]")]
    [InlineData("""{"metadata":{"labels":{}}}""", """{"metadata":{}}""", "")]
    [InlineData("""{"metadata":{"ownerReferences":[{"uid":"a"}]}}""", """{"metadata":{"ownerReferences":[{"uid":"b"},{"uid":"a"}]}}""", "")]
    public void A_custom_resource_is_compared_as_it_is_written(string desired, string live, string difference) =>
        Differences(desired, live, custom: true).ShouldBe(difference);

    private static Gen<JsonObject> Object(Gen<JsonNode?> values) =>
        Gen.Select(Gen.String[Gen.Char['a', 'f'], 1, 2], values).Array[0, 4].Select(fields =>
        {
            var made = new JsonObject();
            foreach (var (name, value) in fields)
            {
                made[name] = value?.DeepClone();
            }

            return made;
        });

    private static string Differences(string desired, string live, bool custom = false)
    {
        using var left = JsonDocument.Parse(desired);
        using var right = JsonDocument.Parse(live);
        return string.Join('\n', Containment.Differences(left.RootElement, right.RootElement, custom));
    }

    private static string Differences(JsonObject desired, JsonObject live, bool custom = false) =>
        Differences(desired.ToJsonString(), live.ToJsonString(), custom);

    /// <summary>Adds fields to objects that are not items of a list: what is in a list without keys is all ours.</summary>
    private static void AddForeign(JsonObject live, JsonObject foreign, Random random)
    {
        var ours = live.ToList();
        foreach (var (name, value) in foreign)
        {
            live.TryAdd("foreign-" + name, value?.DeepClone());
        }

        foreach (var (_, value) in ours)
        {
            if (value is JsonObject inner && random.Next(2) == 0)
            {
                AddForeign(inner, foreign, random);
            }
        }
    }

    private static IEnumerable<(JsonObject Parent, string Name)> Leaves(JsonObject from) => from.ToList().SelectMany(f => f.Value switch
    {
        JsonObject inner => Leaves(inner),
        JsonValue => [(from, f.Key)],
        _ => [],
    });
}

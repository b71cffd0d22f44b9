using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Hostile;

/// <summary>Expressions and patterns made to take long: each ends soon, and says why.</summary>
public sealed class ExpressionTests(Servers servers)
{
    private const string Properties = """{"s":{"type":"string","maxLength":5000},"list":{"type":"array","maxItems":1000,"items":{"type":"integer"}}}""";

    [Theory]
    [EachServer("(", ")", "true")]
    [EachServer("[", "].size() == 1", "true")]
    [EachServer("true && ", "", "true")]
    [EachServer("true ? true : ", "", "true")]
    [EachServer("[true].all(x, ", ")", "x")]
    public Task An_expression_of_great_depth_is_refused(string server, string before, string after, string middle) => servers.RunAsync(
        server,
        async api =>
        {
            var rule = string.Concat(Enumerable.Repeat(before, 2000)) + middle + string.Concat(Enumerable.Repeat(after, 2000));

            ((int)(await MakeAsync(api, rule)).Code).ShouldBeOneOf(201, 422);
        },
        sameWords: false);

    [Theory]
    [EachServer("'\\u12'")]
    [EachServer("'\\400' == 'a'")]
    [EachServer("'''a")]
    [EachServer("0xfffffffffffffffff == 1")]
    [EachServer("99999999999999999999 == 1")]
    [EachServer("1e999 == 1.0")]
    [EachServer("b'\\u1234' == b''")]
    [EachServer("self..s == ''")]
    [EachServer("self.s.s.s == ''")]
    [EachServer("self.list.all(1, true)")]
    [EachServer("self.list.all(x.y, true)")]
    [EachServer("{1: 2, 1: 3}.size() == 1 && {'a' 'b'}")]
    [EachServer("\u0000")]
    [EachServer("self.s == '\ud83d\ude00' // comment\n)")]
    public Task An_expression_that_is_none_is_refused(string server, string rule) => servers.RunAsync(
        server, async api => (await MakeAsync(api, rule)).ShouldFail(422, "Invalid"), sameWords: false);

    [Theory]
    [EachServer("^(a+)+$")]
    [EachServer("^(([a-z])+.)+[A-Z]([a-z])+$")]
    [EachServer("(x+x+)+y")]
    public Task A_pattern_that_could_take_forever_does_not(string server, string pattern) => servers.RunAsync(server, async api =>
    {
        var properties = new JsonObject { ["s"] = new JsonObject { ["type"] = "string", ["pattern"] = pattern } };
        await WidgetDefinitions.MakeAsync(api, WidgetDefinitions.Schema(properties.ToJsonString()));

        (await api.PostAsync("widgets", WidgetDefinitions.Widget(api, "a", $"{{\"s\":\"{new string('a', 5000)}!\"}}"))).ShouldFail(422, "Invalid", "spec.s");
    });

    /// <summary>Kubernetes estimates what rules cost, and does not take such ones; the local server takes them and stops them.</summary>
    [Theory(Timeout = 60_000)]
    [InlineData("self.list.all(x, self.list.all(y, self.list.all(z, x + y + z >= 0)))")]
    [InlineData("self.list.map(x, self.list.map(y, self.list)).size() > 0 && self.list.all(x, self.list.all(y, self.list.exists(z, z == 999)))")]
    public async Task A_rule_that_would_take_forever_is_stopped(string rule)
    {
        var api = await servers.EnterAsync(Server.Local, TestContext.Current.CancellationToken);
        await WidgetDefinitions.MakeAsync(api, WidgetDefinitions.Schema(Properties, With(rule)));

        var answer = await api.PostAsync("widgets", WidgetDefinitions.Widget(api, "a", $"{{\"list\":[{string.Join(',', Enumerable.Range(0, 1000))}]}}"));

        answer.ShouldFail(422, "Invalid", "spec").Message.ShouldContain("cost limit");
    }

    private static Task<Answer> MakeAsync(ApiClient api, string rule) =>
        api.PostAsync("customresourcedefinitions", WidgetDefinitions.Widgets(api.Group, WidgetDefinitions.Schema(Properties, With(rule))).ToJsonString());

    private static string With(string rule) =>
        new JsonObject { ["x-kubernetes-validations"] = new JsonArray(new JsonObject { ["rule"] = rule, ["message"] = "m" }) }.ToJsonString();
}

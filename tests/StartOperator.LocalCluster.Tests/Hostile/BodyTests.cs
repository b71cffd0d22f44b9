using System.Text;
using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Hostile;

/// <summary>Bodies that are no objects: each is answered with a Status that says so.</summary>
public sealed class BodyTests(Servers servers)
{
    private const string Yaml = "application/yaml";

    [Theory]
    [EachServer("")]
    [EachServer(" ")]
    [EachServer("{")]
    [EachServer("}")]
    [EachServer("[]")]
    [EachServer("5")]
    [EachServer("true")]
    [EachServer("\"text\"")]
    [EachServer("nonsense")]
    [EachServer("{\"a\"}")]
    [EachServer("{\"a\":}")]
    [EachServer("{'a':1}")]
    [EachServer("{\"a\":1,}")]
    [EachServer("{\"a\":01}")]
    [EachServer("{\"a\":+1}")]
    [EachServer("{\"a\":1e}")]
    [EachServer("{\"a\":.5}")]
    [EachServer("{\"a\":NaN}")]
    [EachServer("{\"a\":\"\\x\"}")]
    [EachServer("{\"a\":\"\n\"}")]
    [EachServer("{\"a\":\"\\u12\"}")]
    [EachServer("{\"metadata\":{\"name\":\"a\"}} trailing")]
    [EachServer("{\"metadata\":{\"name\":\"a\"}}{}")]
    [EachServer("/* c */ {}")]
    [EachServer("\ufeff{}")]
    [EachServer("{\"apiVersion\":{},\"kind\":\"ConfigMap\"}")]
    [EachServer("{\"kind\":[\"ConfigMap\"]}")]
    [EachServer("{\"apiVersion\":\"a/b/c\"}")]
    [EachServer("{\"metadata\":5}")]
    [EachServer("{\"metadata\":{\"name\":{}}}")]
    [EachServer("{\"metadata\":{\"name\":\"a\"},\"data\":[]}")]
    [EachServer("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":5}}")]
    [EachServer("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":null,\"l\":{}}}")]
    [EachServer("{\"metadata\":{\"name\":\"a\"},\"binaryData\":{\"k\":\"!\"}}")]
    [EachServer("{\"metadata\":{\"name\":\"a\"},\"immutable\":\"yes\"}")]
    [EachServer("{\"metadata\":{\"name\":\"a\",\"generation\":\"x\"}}")]
    [EachServer("{\"metadata\":{\"name\":\"a\",\"generation\":1.5}}")]
    public Task A_body_that_is_no_object_is_a_bad_request(string server, string body) => servers.RunAsync(server, async api =>
        (await api.PostAsync("configmaps", body)).ShouldFail(400, "BadRequest"));

    [Theory]
    [EachServer("{\"apiVersion\":\"v2\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"}}")]
    [EachServer("{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"a\"}}")]
    [EachServer("{\"apiVersion\":\"v1\",\"kind\":\"Nonsense\",\"metadata\":{\"name\":\"a\"}}")]
    [EachServer("{\"metadata\":{\"name\":\"a\",\"generation\":1e1}}")]
    [EachServer("{\"metadata\":{\"name\":\"a\",\"generation\":10.0}}")]
    [EachServer("{\"metadata\":{\"name\":\"a\",\"generation\":1e400}}")]
    [EachServer("{\"metadata\":{\"name\":\"a\",\"generation\":99999999999999999999}}")]
    public Task A_kind_or_number_that_does_not_fit_is_a_bad_request(string server, string body) => servers.RunAsync(
        server, async api => (await api.PostAsync("configmaps", body)).ShouldFail(400, "BadRequest"), sameWords: false);

    [Theory]
    [EachServer("a: [")]
    [EachServer("a: b: c")]
    [EachServer("- a\n- b")]
    [EachServer("just text")]
    [EachServer("metadata: {name: a}\ndata: {k: 5}")]
    [EachServer("metadata: {name: a}\ndata: {k: yes}")]
    [EachServer("a: *b")]
    [EachServer("? [a, b]\n: c")]
    [EachServer("a: &a [*a]")]
    [EachServer("!!binary a: b\n%")]
    [EachServer("metadata: {name: a, generation: 0x}")]
    public Task Yaml_that_is_no_object_is_a_bad_request(string server, string body) => servers.RunAsync(
        server,
        async api => (await api.SendAsync(new(HttpMethod.Post, "configmaps") { Body = body, ContentType = Yaml })).ShouldFail(400, "BadRequest"),
        sameWords: false);

    [Theory]
    [EachServer("metadata: {name: a}\ndata: {k: \"5\"}\n---\nmetadata: {name: b}\n")]
    [EachServer("--- \nmetadata:\n  name: a\ndata:\n  k: |\n    lines\n    and more\n")]
    [EachServer("x: &x {k: v}\nmetadata: {name: a}\ndata: *x\n")]
    [EachServer("metadata: {name: a}\ndata:\n  <<: {k: v}\n  l: w\n")]
    [EachServer("# comment\nmetadata:\n  name: a # more\n")]
    [EachServer("{\"metadata\":{\"name\":\"a\"}}")]
    public Task Yaml_with_its_peculiarities_is_read(string server, string body) => servers.RunAsync(server, async api =>
        await api.SendAsync(new(HttpMethod.Post, "configmaps") { Body = body, ContentType = Yaml }));

    [Theory]
    [EachServer("text/plain")]
    [EachServer("application/xml")]
    [EachServer("nonsense")]
    [EachServer("application/json-patch+json")]
    [EachServer("application/cbor")]
    public Task A_media_type_that_is_not_known_is_refused(string server, string type) => servers.RunAsync(
        server,
        async api => (await api.SendAsync(new(HttpMethod.Post, "configmaps") { Body = Objects.Named("a"), ContentType = type })).ShouldFail(415, "UnsupportedMediaType"),
        sameWords: false);

    [Theory]
    [EachServer("application/json; charset=utf-8", 201)]
    [EachServer("application/json;", 201)]
    [EachServer("APPLICATION/JSON", 201)]
    public Task A_media_type_may_have_parameters(string server, string type, int code) => servers.RunAsync(server, async api =>
        (await api.SendAsync(new(HttpMethod.Post, "configmaps") { Body = Objects.Named("a"), ContentType = type })).ShouldSucceed(code));

    [Theory]
    [EachServer("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"\\ud800\"}}")]
    [EachServer("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"\\u0000\"}}")]
    [EachServer("{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"\u2028 \U0001F600 <&>\"}}")]
    [EachServer("{\"metadata\":{\"name\":\"a\"},\"data\":null,\"immutable\":null}")]
    [EachServer("{\"metadata\":{\"name\":\"a\"},\"DATA\":{\"k\":\"v\"},\"Data\":{}}")]
    [EachServer("{\"metadata\":{\"name\":\"a\",\"name\":\"b\"}}")]
    [EachServer("{\"metadata\":{\"name\":\"a\"},\"__proto__\":{},\"\":5}")]
    [EachServer("null")]
    public Task An_odd_object_is_taken_as_it_is(string server, string body) => servers.RunAsync(server, async api =>
    {
        await api.PostAsync("configmaps", body);
        await api.GetAsync("configmaps");
    });

    [Theory]
    [EachServer(100)]
    [EachServer(20_000)]
    [EachServer(500_000)]
    public Task Deep_nesting_is_refused_or_dropped(string server, int depth) => servers.RunAsync(
        server,
        async api =>
        {
            var nested = new StringBuilder("{\"metadata\":{\"name\":\"a\"},\"deep\":").Append('[', depth).Append(']', depth).Append('}').ToString();

            ((int)(await api.PostAsync("configmaps", nested)).Code).ShouldBe(depth < 10_000 ? 201 : 400);
        },
        sameWords: false);

    [Theory]
    [EachServer("POST", "configmaps", "application/json", 413)]
    [EachServer("PUT", "configmaps/a", "application/json", 413)]
    [EachServer("PATCH", "configmaps/a", "application/merge-patch+json", 413)]
    [EachServer("DELETE", "configmaps/a", "application/json", 413)]
    public Task A_body_of_more_than_three_megabytes_is_too_large(string server, string method, string path, string type, int code) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", Objects.Named("a"));
        var body = "{\"data\":{\"k\":\"" + new string('x', 3 * 1024 * 1024) + "\"}}";

        (await api.SendAsync(new(new(method), path) { Body = body, ContentType = type })).ShouldFail(code, "RequestEntityTooLarge");
    });

    [Theory]
    [EachServer]
    public Task Data_of_more_than_a_megabyte_is_too_long(string server) => servers.RunAsync(server, async api =>
    {
        var body = "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"" + new string('x', (1024 * 1024) + 1) + "\"}}";

        (await api.PostAsync("configmaps", body)).ShouldFail(422, "Invalid", "[]");
        (await api.PostAsync("secrets", body.Replace("\"data\"", "\"stringData\"", StringComparison.Ordinal))).ShouldFail(422, "Invalid", "data");
    });

    [Theory]
    [EachServer]
    public Task Yaml_that_grows_when_read_ends(string server) => servers.RunAsync(
        server,
        async api =>
        {
            var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
            for (var i = 1; i < 12; i++) bomb.Append($"a{i}: &a{i} [*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1}]\n");

            (await api.SendAsync(new(HttpMethod.Post, "configmaps") { Body = bomb.ToString(), ContentType = Yaml })).ShouldFail(400, "BadRequest");
        },
        sameWords: false);

    [Theory]
    [EachServer(new byte[] { 0xff, 0xfe, 0x7b, 0x7d }, "application/json")]
    [EachServer(new byte[] { 0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d }, "application/yaml")]
    [EachServer(new byte[] { 0x00 }, "application/yaml")]
    [EachServer(new byte[] { 0x6b, 0x38, 0x73 }, "application/vnd.kubernetes.protobuf")]
    [EachServer(new byte[] { 0x6b, 0x38, 0x73, 0x00 }, "application/vnd.kubernetes.protobuf")]
    [EachServer(new byte[] { 0x6b, 0x38, 0x73, 0x00, 0xff, 0xff, 0xff }, "application/vnd.kubernetes.protobuf")]
    [EachServer(new byte[] { 0x6b, 0x38, 0x73, 0x00, 0x0a, 0x7f, 0x01 }, "application/vnd.kubernetes.protobuf")]
    [EachServer(new byte[] { 0x7b, 0x7d }, "application/vnd.kubernetes.protobuf")]
    [EachServer(new byte[] { }, "application/vnd.kubernetes.protobuf")]
    public Task Bytes_that_are_no_text_are_a_bad_request(string server, byte[] body, string type) => servers.RunAsync(
        server,
        async api => (await api.SendAsync(new(HttpMethod.Post, "configmaps") { Bytes = body, ContentType = type })).ShouldFail(400, "BadRequest"),
        sameWords: false);
}

using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Writing;

/// <summary>Bodies in protobuf, as clients with generated types send them. The numbers are those of Kubernetes' messages.</summary>
public sealed class ProtobufTests(Servers servers)
{
    private const string Protobuf = "application/vnd.kubernetes.protobuf";

    [Theory]
    [EachServer]
    public Task A_config_map_is_read(string server) => servers.RunAsync(server, async api =>
    {
        var metadata = new WireMessage().With(1, "a").Entry(11, "l", "m").Entry(11, "k", "v").Entry(12, "x/y", "z").With(14, "example.com/f")
            .With(13, new WireMessage().With(5, "v1").With(1, "ConfigMap").With(3, "owner").With(4, "11111111-1111-1111-1111-111111111111").With(6, 1));
        var map = new WireMessage().With(1, metadata).Entry(2, "k", "v").Entry(2, "empty", "").With(3, new WireMessage().With(1, "b").With(2, new byte[] { 0, 1, 255 })).With(4, 1);

        var made = await CreateAsync(api, "configmaps", WireMessage.Envelope("v1", "ConfigMap", map));

        (made.Told("data.k"), made.Told("binaryData.b"), made.Told("immutable"), made.Told("metadata.labels.k")).ShouldBe(("v", "AAH/", "true", "v"));
    });

    [Theory]
    [EachServer]
    public Task A_pod_is_read(string server) => servers.RunAsync(server, async api =>
    {
        var port = new WireMessage().With(1, "web").With(3, 8080).With(4, "TCP");
        var variable = new WireMessage().With(1, "A").With(2, "b");
        var amounts = new WireMessage().With(1, "memory").With(2, new WireMessage().With(1, "1Gi"));
        var get = new WireMessage().With(1, "/healthz").With(2, new WireMessage().With(1, 1).With(3, "web"));
        var probe = new WireMessage().With(1, new WireMessage().With(2, get)).With(2, 5);
        var container = new WireMessage().With(1, "c").With(2, "i").With(3, "run").With(3, "it").With(6, port).With(7, variable).With(8, new WireMessage().With(1, amounts)).With(10, probe);
        var spec = new WireMessage().With(2, container).With(3, "Never").With(4, 0).Entry(7, "disk", "ssd").With(11, 0);

        var made = await CreateAsync(api, "pods", WireMessage.Envelope("v1", "Pod", new WireMessage().Named("a").With(2, spec)));

        (made.Told("spec.containers[0].ports[0].containerPort"), made.Told("spec.containers[0].resources.limits.memory")).ShouldBe(("8080", "1Gi"));
        (made.Told("spec.containers[0].livenessProbe.httpGet.port"), made.Told("spec.terminationGracePeriodSeconds")).ShouldBe(("web", "0"));
    });

    [Theory]
    [EachServer]
    public Task Times_and_numbers_are_read(string server) => servers.RunAsync(server, async api =>
    {
        var spec = new WireMessage().With(1, "me").With(2, 15).With(3, new WireMessage().With(1, 1_735_787_045).With(2, 678_900_000)).With(5, 3);

        var made = await CreateAsync(api, "leases", WireMessage.Envelope("coordination.k8s.io/v1", "Lease", new WireMessage().Named("a").With(2, spec)));

        made.Told("spec.leaseDurationSeconds").ShouldBe("15");
        var service = new WireMessage().With(1, new WireMessage().With(1, "w").With(3, 80).With(4, new WireMessage().With(1, 0).With(2, 8080))).With(3, "None");
        (await CreateAsync(api, "services", WireMessage.Envelope("v1", "Service", new WireMessage().Named("a").With(2, service)))).Told("spec.ports[0].targetPort").ShouldBe("8080");
    });

    [Theory]
    [EachServer]
    public Task Numbers_of_fields_that_are_not_known_are_passed_over(string server) => servers.RunAsync(server, async api =>
    {
        var map = new WireMessage().Named("a").With(99, "x").With(98, 5).With(97, new WireMessage().With(1, "y")).Entry(2, "k", "v");

        (await CreateAsync(api, "configmaps", WireMessage.Envelope("v1", "ConfigMap", map))).Told("data").ShouldBe("""{"k":"v"}""");
    });

    [Theory]
    [EachServer]
    public Task The_last_of_repeated_values_counts(string server) => servers.RunAsync(server, async api =>
    {
        var map = new WireMessage().Named("b").Named("a").Entry(2, "k", "v").Entry(2, "k", "w").With(4, 1).With(4, 0);

        (await CreateAsync(api, "configmaps", WireMessage.Envelope("v1", "ConfigMap", map))).Told("data.k").ShouldBe("w");
    });

    [Theory]
    [EachServer]
    public Task An_update_and_options_of_a_deletion_are_read(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("configmaps", Objects.Named("a"));
        var metadata = new WireMessage().With(1, "a").With(6, made.Revision);
        var update = await api.SendAsync(new(HttpMethod.Put, "configmaps/a")
        {
            Bytes = WireMessage.Envelope("v1", "ConfigMap", new WireMessage().With(1, metadata).Entry(2, "k", "v")),
            ContentType = Protobuf,
        });
        update.ShouldSucceed().Told("data.k").ShouldBe("v");

        var options = new WireMessage().With(2, new WireMessage().With(1, "22222222-2222-2222-2222-222222222222"));
        (await DeleteAsync(api, "configmaps/a", options)).ShouldFail(409, "Conflict");
        (await DeleteAsync(api, "configmaps/a", new WireMessage().With(4, "Background").With(5, "All"))).ShouldSucceed();
        (await api.GetAsync("configmaps/a")).ShouldSucceed();
    });

    [Theory]
    [EachServer]
    public Task An_eviction_is_read(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("pods", Objects.Named("a", """{"spec":{"containers":[{"name":"c","image":"i"}]}}"""));
        var eviction = new WireMessage().Named("a").With(2, new WireMessage().With(1, 0));

        (await CreateAsync(api, "pods/a/eviction", WireMessage.Envelope("policy/v1", "Eviction", eviction))).Told("status").ShouldBe("Success");
    });

    [Theory]
    [EachServer("v1", "Secret", 400)]
    [EachServer("v2", "ConfigMap", 400)]
    [EachServer("", "", 201)]
    [EachServer("v1", "", 201)]
    public Task The_envelope_says_what_is_in_it(string server, string apiVersion, string kind, int code) => servers.RunAsync(
        server,
        async api =>
        {
            var bytes = WireMessage.Envelope(apiVersion, kind, new WireMessage().Named("a"));

            ((int)(await api.SendAsync(new(HttpMethod.Post, "configmaps") { Bytes = bytes, ContentType = Protobuf })).Code).ShouldBe(code);
        },
        sameWords: false);

    /// <summary>kube-apiserver does not answer such a request at all.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Custom_objects_have_no_protobuf()
    {
        var api = await servers.EnterAsync(Server.Local, TestContext.Current.CancellationToken);
        await WidgetDefinitions.ShareAsync(api, "wire", WidgetDefinitions.Schema("{}"));
        var bytes = WireMessage.Envelope($"{api.Group}/v1", "Widget", new WireMessage().Named("a"));

        (await api.SendAsync(new(HttpMethod.Post, "widgets") { Bytes = bytes, ContentType = Protobuf })).ShouldFail(415, "UnsupportedMediaType");
    }

    private static Task<Answer> DeleteAsync(ApiClient api, string path, WireMessage options) =>
        api.SendAsync(new(HttpMethod.Delete, path) { Bytes = WireMessage.Envelope("v1", "DeleteOptions", options), ContentType = Protobuf });

    private static async Task<Answer> CreateAsync(ApiClient api, string path, byte[] body) =>
        (await api.SendAsync(new(HttpMethod.Post, path) { Bytes = body, ContentType = Protobuf })).ShouldSucceed(201);
}

using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.BuiltIns;

/// <summary>Events: one store, two APIs.</summary>
public sealed class EventTests(Servers servers)
{
    private static string Events(ApiClient api) => $"/apis/events.k8s.io/v1/namespaces/{api.Namespace}/events";

    private static string New(ApiClient api, string more = "") => $$"""
        {"metadata":{"name":"a"},"eventTime":"2025-01-02T03:04:05.123456Z","regarding":{"kind":"Pod","namespace":"{{api.Namespace}}","name":"p","uid":"u"},
         "reportingController":"example.com/c","reportingInstance":"c-1","action":"Do","reason":"Done","note":"all done","type":"Normal"{{more}}}
        """;

    [Theory]
    [EachServer]
    public Task An_event_of_the_new_API_shows_in_the_old_one(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync(Events(api), New(api));

        var old = await api.GetAsync("events/a");
        (old.Told("involvedObject.name"), old.Told("message"), old.Told("reportingComponent")).ShouldBe(("p", "all done", "example.com/c"));
        (await api.GetAsync(Events(api) + "/a")).Told("regarding.name").ShouldBe("p");
        (await api.GetAsync("events?fieldSelector=involvedObject.name%3Dp,reason%3DDone")).Names.ShouldBe(["a"]);
        (await api.GetAsync(Events(api) + "?fieldSelector=regarding.name%3Dp")).Names.ShouldBe(["a"]);
    });

    [Theory]
    [EachServer]
    public Task An_event_of_the_old_API_shows_in_the_new_one(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("events", $$"""
            {"metadata":{"name":"a"},"involvedObject":{"kind":"Pod","namespace":"{{api.Namespace}}","name":"p"},"reason":"Done","message":"all done","type":"Warning",
             "source":{"component":"kubelet","host":"n"},"firstTimestamp":"2025-01-02T03:04:05Z","lastTimestamp":"2025-01-02T03:04:06Z","count":3}
            """);

        (await api.GetAsync(Events(api) + "/a")).Told("deprecatedCount").ShouldBe("3");
        (await api.PatchAsync("events/a", PatchTypes.Strategic, """{"count":4,"lastTimestamp":"2025-01-02T03:04:07Z"}""")).ShouldSucceed().Told("count").ShouldBe("4");
    });

    [Theory]
    [EachServer("""{"metadata":{"name":"a"}}""")]
    [EachServer("""{"metadata":{"name":"a"},"eventTime":"2025-01-02T03:04:05.123456Z","reportingController":"c","reportingInstance":"i","action":"a","reason":"r","type":"Odd"}""")]
    [EachServer("""{"metadata":{"name":"a"},"eventTime":"2025-01-02T03:04:05Z"}""")]
    [EachServer("""{"metadata":{"name":"a"},"eventTime":"2025-01-02T03:04:05.123456Z","reportingController":"a b","reportingInstance":"","action":"","reason":"","type":"Normal"}""")]
    public Task The_new_API_demands_who_did_what_and_when(string server, string body) => servers.RunAsync(server, async api =>
    {
        ((int)(await api.PostAsync(Events(api), body)).Code).ShouldBeOneOf(400, 422);
    });

    [Theory]
    [EachServer]
    public Task An_event_is_about_an_object_of_its_namespace(string server) => servers.RunAsync(server, async api =>
    {
        (await api.PostAsync("events", """{"metadata":{"name":"a"},"involvedObject":{"kind":"Pod","namespace":"other","name":"p"}}""")).ShouldFail(422, "Invalid", "involvedObject.namespace");
        (await api.PostAsync("events", """{"metadata":{"name":"a"},"involvedObject":{"kind":"Node","name":"n"}}""")).ShouldFail(422, "Invalid", "involvedObject.namespace");
        (await api.PostAsync("/api/v1/namespaces/default/events", Objects.Named($"a-{api.Token}", """{"involvedObject":{"kind":"Node","name":"n"}}"""))).ShouldSucceed(201);
    });

    [Theory]
    [EachServer]
    public Task A_repeated_event_becomes_a_series(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync(Events(api), New(api));

        (await api.PatchAsync(Events(api) + "/a", PatchTypes.Merge, """{"series":{"count":2,"lastObservedTime":"2025-01-02T03:04:06.000000Z"}}""")).ShouldSucceed();
        (await api.PatchAsync(Events(api) + "/a", PatchTypes.Merge, """{"series":{"count":3,"lastObservedTime":"2025-01-02T03:04:07.000000Z"}}""")).ShouldSucceed().Told("series.count").ShouldBe("3");
        (await api.PatchAsync(Events(api) + "/a", PatchTypes.Merge, """{"note":"other"}""")).Told("kind").ShouldNotBe("");
    });

    [Theory]
    [EachServer]
    public Task A_long_note_is_refused(string server) => servers.RunAsync(server, async api =>
    {
        var body = New(api).Replace("all done", new string('x', 1025), StringComparison.Ordinal);

        (await api.PostAsync(Events(api), body)).ShouldFail(422, "Invalid");
    });
}

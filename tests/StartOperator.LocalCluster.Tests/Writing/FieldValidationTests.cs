using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Writing;

/// <summary>Unknown and repeated fields: refused, warned of, or dropped in silence, as the client asks.</summary>
public sealed class FieldValidationTests(Servers servers)
{
    private const string Odd = """{"metadata":{"name":"a","color":"red"},"data":{"k":"1","k":"2"},"shape":{"round":true}}""";

    private const string OddPod =
        """{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i","env":[{"name":"E","value":"1","valu":"2"}]}],"hostname":"h","hostname":"i"}}""";

    [Theory]
    [EachServer]
    public Task Strict_refuses_unknown_and_repeated_fields_and_names_each(string server) => servers.RunAsync(server, async api =>
    {
        var answer = await api.PostAsync("configmaps?fieldValidation=Strict", Odd);

        answer.ShouldFail(400, "BadRequest").Message.ShouldContain("unknown field \"shape\"");
        answer.Message.ShouldContain("duplicate field \"data.k\"");
    });

    [Theory]
    [EachServer]
    public Task Strict_sees_into_lists(string server) => servers.RunAsync(server, async api =>
    {
        var answer = await api.PostAsync("pods?fieldValidation=Strict", OddPod);

        answer.ShouldFail(400, "BadRequest").Message.ShouldContain("unknown field \"spec.containers[0].env[0].valu\"");
    });

    [Theory]
    [EachServer("")]
    [EachServer("?fieldValidation=Warn")]
    public Task Warn_keeps_the_known_and_warns_of_the_rest(string server, string query) => servers.RunAsync(server, async api =>
    {
        var answer = await api.CreateAsync("configmaps" + query, Odd);

        answer.Warnings.Count.ShouldBe(3);
        answer.Told("data.k").ShouldBe("2");
        answer.Told("shape").ShouldBe("");
    });

    [Theory]
    [EachServer]
    public Task Ignore_drops_in_silence(string server) => servers.RunAsync(server, async api =>
    {
        var answer = await api.CreateAsync("configmaps?fieldValidation=Ignore", Odd);

        answer.Warnings.ShouldBeEmpty();
    });

    [Theory]
    [EachServer]
    public Task Anything_else_is_refused(string server) => servers.RunAsync(server, async api =>
    {
        (await api.PostAsync("configmaps?fieldValidation=Maybe", Odd)).ShouldFail(422, "Invalid", "fieldValidation");
    });

    [Theory]
    [EachServer]
    public Task Patches_are_looked_at_as_well(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("configmaps", """{"metadata":{"name":"a"}}""");

        (await api.PatchAsync("configmaps/a?fieldValidation=Strict", PatchTypes.Merge, """{"shape":1}""")).ShouldFail(422, "Invalid", "patch");
        (await api.PatchAsync("configmaps/a?fieldValidation=Strict", PatchTypes.Merge, """{"data":{"k":"1","k":"2"}}""")).ShouldFail(422, "Invalid", "patch");
        (await api.PatchAsync("configmaps/a?fieldValidation=Strict", PatchTypes.Strategic, """{"shape":1}""")).ShouldFail(422, "Invalid", "patch");
        (await api.PatchAsync("configmaps/a?fieldValidation=Strict", PatchTypes.Json, """[{"op":"add","path":"/shape","value":1}]""")).ShouldFail(422, "Invalid", "patch");
        (await api.PatchAsync("configmaps/a?fieldValidation=Strict", PatchTypes.Json, """[{"op":"add","path":"/data","value":{},"extra":1}]""")).ShouldFail(422, "Invalid");
        (await api.PatchAsync("configmaps/a", PatchTypes.Merge, """{"shape":1}""")).ShouldSucceed().Warnings.ShouldBe(["unknown field \"shape\""]);
    }, sameWords: false);

    [Theory]
    [EachServer]
    public Task Values_of_the_wrong_type_are_refused_whatever_is_asked(string server) => servers.RunAsync(server, async api =>
    {
        (await api.PostAsync("configmaps?fieldValidation=Ignore", """{"metadata":{"name":"a"},"data":{"k":1}}""")).ShouldFail(400, "BadRequest");
        (await api.PostAsync("configmaps", """{"metadata":{"name":"a"},"data":["k"]}""")).ShouldFail(400, "BadRequest");
        (await api.PostAsync("configmaps", """{"metadata":"a"}""")).ShouldFail(400, "BadRequest");
        (await api.PostAsync("configmaps", """{"metadata":{"name":"a"},"binaryData":{"k":"!!"}}""")).ShouldFail(400, "BadRequest");
        (await api.PostAsync("pods", """{"metadata":{"name":"a"},"spec":{"containers":{"name":"c"}}}""")).ShouldFail(400, "BadRequest");
        (await api.PostAsync("pods", """{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":7}]}}""")).ShouldFail(400, "BadRequest");
        (await api.PostAsync("pods", """{"metadata":{"name":"a"},"spec":{"terminationGracePeriodSeconds":1.5}}""")).ShouldFail(400, "BadRequest");
        (await api.PostAsync("pods", """{"metadata":{"name":"a"},"spec":{"hostNetwork":"yes"}}""")).ShouldFail(400, "BadRequest");
        (await api.PostAsync("services", """{"metadata":{"name":"a"},"spec":{"ports":[{"port":4294967296}]}}""")).ShouldFail(400, "BadRequest");
        (await api.PostAsync("persistentvolumeclaims", """{"metadata":{"name":"a"},"spec":{"resources":{"requests":{"storage":"much"}}}}""")).ShouldFail(400, "BadRequest");
        (await api.PostAsync("leases", """{"metadata":{"name":"a"},"spec":{"renewTime":"now"}}""")).ShouldFail(400, "BadRequest");
    });

    [Theory]
    [EachServer]
    public Task Nulls_count_as_absent(string server) => servers.RunAsync(server, async api =>
    {
        var answer = await api.CreateAsync("configmaps", """{"metadata":{"name":"a","labels":null,"annotations":{"x":null}},"data":null,"immutable":null}""");

        answer.Told("metadata.labels").ShouldBe("");
    });
}

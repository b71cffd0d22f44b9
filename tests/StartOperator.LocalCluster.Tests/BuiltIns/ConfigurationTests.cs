using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.BuiltIns;

/// <summary>ConfigMaps, Secrets, service accounts and controller revisions.</summary>
public sealed class ConfigurationTests(Servers servers)
{
    [Theory]
    [EachServer("configmaps")]
    [EachServer("secrets")]
    public Task What_is_immutable_stays_as_it_is(string server, string plural) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync(plural, """{"metadata":{"name":"a"},"data":{"k":"djE="},"immutable":true}""");

        (await api.PatchAsync($"{plural}/a", PatchTypes.Merge, """{"data":{"k":"djI="}}""")).ShouldFail(422, "Invalid", "data");
        (await api.PatchAsync($"{plural}/a", PatchTypes.Merge, """{"immutable":false}""")).ShouldFail(422, "Invalid", "immutable");
        (await api.PatchAsync($"{plural}/a", PatchTypes.Merge, """{"immutable":null,"data":null}""")).ShouldFail(422, "Invalid", "immutable", "data");
        (await api.PatchAsync($"{plural}/a", PatchTypes.Merge, """{"metadata":{"labels":{"x":"y"}}}""")).ShouldSucceed(200);
        (await api.DeleteAsync($"{plural}/a")).ShouldSucceed(200);
    });

    [Theory]
    [EachServer("""{"a/b":"v"}""", "data[a/b]")]
    [EachServer("""{"..":"v"}""", "data[..]")]
    [EachServer("""{"":"v"}""", "data[]")]
    [EachServer("""{"..a":"v"}""", "data[..a]")]
    public Task A_key_must_be_a_file_name(string server, string data, string cause) => servers.RunAsync(server, async api =>
    {
        (await api.PostAsync("configmaps", Objects.Named("a", $$"""{"data":{{data}}}"""))).ShouldFail(422, "Invalid").Causes.ShouldContain(cause);
    });

    [Theory]
    [EachServer]
    public Task A_key_is_text_or_binary_not_both(string server) => servers.RunAsync(server, async api =>
    {
        (await api.PostAsync("configmaps", """{"metadata":{"name":"a"},"data":{"k":"v"},"binaryData":{"k":"aGk=","/":"aGk="}}""")).ShouldFail(422, "Invalid");
    });

    [Theory]
    [EachServer("configmaps", false)]
    [EachServer("secrets", true)]
    public Task The_contents_have_a_limit(string server, string plural, bool encoded) => servers.RunAsync(server, async api =>
    {
        var body = Objects.Named("a");
        var value = encoded ? Convert.ToBase64String(new byte[(1024 * 1024) + 1]) : new string('x', (1024 * 1024) + 1);

        (await api.PostAsync(plural, Objects.Named("a", new JsonObject { ["data"] = new JsonObject { ["k"] = value } }.ToJsonString())))
            .ShouldFail(422, "Invalid").Causes.Count.ShouldBe(1);
        (await api.PostAsync(plural, body)).ShouldSucceed(201);
    });

    [Theory]
    [EachServer]
    public Task Plain_text_of_a_secret_becomes_data(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("secrets", """{"metadata":{"name":"a"},"data":{"k":"b2xk","l":"bA=="},"stringData":{"k":"new"}}""");

        (made.Told("type"), made.Told("data.k"), made.Told("stringData")).ShouldBe(("Opaque", "bmV3", ""));
    });

    [Theory]
    [EachServer("kubernetes.io/tls", "{}", "data[tls.crt] data[tls.key]")]
    [EachServer("kubernetes.io/dockerconfigjson", "{}", "data[.dockerconfigjson]")]
    [EachServer("kubernetes.io/dockerconfigjson", """{".dockerconfigjson":"e30="}""", "")]
    [EachServer("kubernetes.io/dockerconfigjson", """{".dockerconfigjson":"bm9wZQ=="}""", "data[.dockerconfigjson]")]
    [EachServer("kubernetes.io/basic-auth", "{}", "data[username] data[password]")]
    [EachServer("kubernetes.io/ssh-auth", "{}", "data[ssh-privatekey]")]
    [EachServer("kubernetes.io/service-account-token", "{}", "metadata.annotations[kubernetes.io/service-account.name]")]
    [EachServer("example.com/own", "{}", "")]
    public Task The_type_of_a_secret_demands_its_keys(string server, string type, string data, string causes) => servers.RunAsync(server, async api =>
    {
        var answer = await api.PostAsync("secrets", Objects.Named("a", $$"""{"type":"{{type}}","data":{{data}}}"""));

        if (causes.Length == 0)
        {
            answer.ShouldSucceed(201).Told("type").ShouldBe(type);
        }
        else
        {
            answer.ShouldFail(422, "Invalid", causes.Split(' '));
        }
    });

    [Theory]
    [EachServer]
    public Task The_type_of_a_secret_does_not_change(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("secrets", """{"metadata":{"name":"a"}}""");

        (await api.PatchAsync("secrets/a", PatchTypes.Merge, """{"type":"example.com/x"}""")).ShouldFail(422, "Invalid", "type");
    });

    [Theory]
    [EachServer]
    public Task A_service_account_keeps_what_it_names(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("serviceaccounts", """{"metadata":{"name":"a"},"automountServiceAccountToken":false,"secrets":[{"name":"s"}],"imagePullSecrets":[{"name":"p"}]}""");

        made.Told("automountServiceAccountToken").ShouldBe("false");
        (await api.CreateAsync("pods", """{"metadata":{"name":"p"},"spec":{"serviceAccountName":"a","containers":[{"name":"c","image":"i"}]}}""")).Told("spec.imagePullSecrets[0].name").ShouldBe("p");
        (await api.DeleteAsync("serviceaccounts/a")).Told("kind").ShouldBe("ServiceAccount");
    });

    [Theory]
    [EachServer]
    public Task A_revision_of_a_controller_keeps_any_data_as_it_was(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("controllerrevisions", """{"metadata":{"name":"a"},"revision":1,"data":{"any":{"thing":[1,2.5,"x",null,true]},"b":{}}}""");

        (await api.PatchAsync("controllerrevisions/a", PatchTypes.Merge, """{"data":{"any":1}}""")).ShouldFail(422, "Invalid", "data");
        (await api.PatchAsync("controllerrevisions/a", PatchTypes.Merge, """{"revision":2}""")).ShouldSucceed(200).Told("revision").ShouldBe("2");
        (await api.PostAsync("controllerrevisions", """{"metadata":{"name":"b"},"revision":-1,"data":{}}""")).ShouldFail(422, "Invalid", "revision");
        (await api.PostAsync("controllerrevisions", """{"metadata":{"name":"c"},"revision":1}""")).Told("kind").ShouldNotBe("");
    });
}

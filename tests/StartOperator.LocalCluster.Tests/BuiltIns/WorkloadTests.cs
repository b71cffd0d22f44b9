using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.BuiltIns;

/// <summary>Deployments, stateful sets, replica sets and jobs: stored, defaulted and checked, though nothing runs them.</summary>
public sealed class WorkloadTests(Servers servers)
{
    private const string Template = """{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"c","image":"i"}]}}""";
    private const string Selected = "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"a\"}},\"template\":" + Template + "}}";

    [Theory]
    [EachServer("deployments")]
    [EachServer("replicasets")]
    [EachServer("statefulsets")]
    public Task A_workload_gets_its_defaults(string server, string plural) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync(plural, Selected);

        made.Told("spec.replicas").ShouldBe("1");
        (await api.PatchAsync($"{plural}/a", PatchTypes.Merge, """{"spec":{"replicas":3}}""")).Told("metadata.generation").ShouldBe("2");
        (await api.PatchAsync($"{plural}/a/status", PatchTypes.Merge, """{"status":{"replicas":3,"observedGeneration":2}}""")).ShouldSucceed(200).Told("metadata.generation").ShouldBe("2");
    });

    [Theory]
    [EachServer]
    public Task A_job_gets_its_defaults_and_its_labels(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("jobs", """{"metadata":{"name":"a"},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}""");
    });

    [Theory]
    [EachServer("deployments")]
    [EachServer("replicasets")]
    [EachServer("statefulsets")]
    public Task A_selector_must_match_the_template_and_stays(string server, string plural) => servers.RunAsync(server, async api =>
    {
        var other = Selected.Replace("""{"labels":{"app":"a"}}""", """{"labels":{"app":"b"}}""", StringComparison.Ordinal);
        (await api.PostAsync(plural, other)).ShouldFail(422, "Invalid", "spec.template.metadata.labels");
        (await api.PostAsync(plural, "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"template\":" + Template + "}}")).ShouldFail(422, "Invalid");
        await api.CreateAsync(plural, Selected);
        var changed = JsonNode.Parse(other)!;
        changed["spec"]!["selector"]!["matchLabels"]!["app"] = "b";
        (await api.PutAsync($"{plural}/a", changed.ToJsonString())).ShouldFail(422, "Invalid");
    }, sameWords: false);

    [Theory]
    [EachServer("deployments")]
    [EachServer("replicasets")]
    [EachServer("statefulsets")]
    public Task Its_pods_are_checked_as_pods_are(string server, string plural) => servers.RunAsync(server, async api =>
    {
        (await api.PostAsync(plural, Selected.Replace("\"image\":\"i\"", "\"image\":\"\"", StringComparison.Ordinal))).ShouldFail(422, "Invalid", "spec.template.spec.containers[0].image");
        (await api.PostAsync(plural, Selected.Replace("\"spec\":{\"containers\"", "\"spec\":{\"restartPolicy\":\"Never\",\"containers\"", StringComparison.Ordinal))).ShouldFail(422, "Invalid", "spec.template.spec.restartPolicy");
        (await api.PostAsync(plural, Selected.Replace("\"spec\":{\"selector\"", "\"spec\":{\"replicas\":-1,\"selector\"", StringComparison.Ordinal))).ShouldFail(422, "Invalid", "spec.replicas");
    });
}

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

    [Theory]
    [EachServer("deployments", """{"minReadySeconds":-1}""", "spec.minReadySeconds")]
    [EachServer("deployments", """{"revisionHistoryLimit":-1}""", "spec.revisionHistoryLimit")]
    [EachServer("deployments", """{"progressDeadlineSeconds":5,"minReadySeconds":5}""", "spec.progressDeadlineSeconds")]
    [EachServer("deployments", """{"strategy":{"type":"Recreate","rollingUpdate":{}}}""", "spec.strategy.rollingUpdate")]
    [EachServer("deployments", """{"strategy":{"type":"Magic"}}""", "spec.strategy")]
    [EachServer("deployments", """{"strategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":0}}}""", "spec.strategy.rollingUpdate.maxUnavailable")]
    [EachServer("deployments", """{"strategy":{"rollingUpdate":{"maxSurge":"x","maxUnavailable":-1}}}""", "spec.strategy.rollingUpdate.maxSurge spec.strategy.rollingUpdate.maxUnavailable")]
    [EachServer("deployments", """{"strategy":{"rollingUpdate":{"maxUnavailable":"101%"}}}""", "spec.strategy.rollingUpdate.maxUnavailable")]
    [EachServer("statefulsets", """{"podManagementPolicy":"Sideways"}""", "spec.podManagementPolicy")]
    [EachServer("statefulsets", """{"updateStrategy":{"type":"OnDelete","rollingUpdate":{"partition":1}}}""", "spec.updateStrategy.rollingUpdate")]
    [EachServer("statefulsets", """{"updateStrategy":{"type":"Magic"}}""", "spec.updateStrategy")]
    [EachServer("statefulsets", """{"updateStrategy":{"rollingUpdate":{"partition":-1},"type":"RollingUpdate"}}""", "spec.updateStrategy.rollingUpdate.partition")]
    [EachServer("statefulsets", """{"persistentVolumeClaimRetentionPolicy":{"whenDeleted":"Keep"}}""", "spec.persistentVolumeClaimRetentionPolicy.whenDeleted")]
    [EachServer("statefulsets", """{"ordinals":{"start":-1}}""", "spec.ordinals.start")]
    [EachServer("statefulsets", """{"serviceName":"Not Valid"}""", "spec.serviceName")]
    [EachServer("jobs", """{"parallelism":-1,"completions":-1,"backoffLimit":-1}""", "spec.backoffLimit spec.completions spec.parallelism")]
    [EachServer("jobs", """{"completionMode":"Magic"}""", "spec.completionMode")]
    [EachServer("jobs", """{"completionMode":"Indexed"}""", "spec.completions")]
    [EachServer("jobs", """{"backoffLimitPerIndex":1,"maxFailedIndexes":1}""", "spec.backoffLimitPerIndex spec.maxFailedIndexes")]
    public Task How_pods_are_replaced_is_checked(string server, string plural, string change, string causes) => servers.RunAsync(server, async api =>
    {
        var workload = JsonNode.Parse(plural == "jobs" ? """{"metadata":{"name":"a"},"spec":{"parallelism":1,"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}""" : Selected)!;
        WidgetDefinitions.Merge(workload["spec"]!.AsObject(), JsonNode.Parse(change)!.AsObject());

        (await api.PostAsync(plural, workload.ToJsonString())).ShouldFail(422, "Invalid", causes.Split(' '));
    }, sameWords: false);

    [Theory]
    [EachServer("""{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80},{"containerPort":80,"protocol":"UDP"}]},{"name":"d","image":"j","ports":[{"containerPort":80}]}]}""")]
    [EachServer("""{"containers":[{"name":"c","image":"i","ports":[{"name":"x","containerPort":80}]},{"name":"d","image":"j","ports":[{"name":"x","containerPort":81}]}]}""")]
    [EachServer("""{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80,"hostPort":80}]},{"name":"d","image":"j","ports":[{"containerPort":80}]}]}""")]
    [EachServer("""{"containers":[{"name":"c","image":"i","env":[{"name":"A","value":"1"},{"name":"A","value":"$(A)2"},{"name":"A","value":"3"}]}]}""")]
    [EachServer("""{"containers":[{"name":"c","image":"i","resources":{"limits":{"memory":"100m"}}}]}""")]
    [EachServer("""{"nodeSelector":{"beta.kubernetes.io/os":"linux"},"imagePullSecrets":[{"name":"a"},{"name":"a"},{}],"hostAliases":[{"ip":"1.1.1.1"},{"ip":"1.1.1.1"}],"containers":[{"name":"c","image":"i"}]}""")]
    [EachServer("""{"topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"k","whenUnsatisfiable":"DoNotSchedule"}],"affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"k"}],"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":1,"podAffinityTerm":{"topologyKey":"k"}}]}},"containers":[{"name":"c","image":"i"}]}""")]
    public Task What_is_hardly_meant_is_warned_of(string server, string spec) => servers.RunAsync(server, async api =>
    {
        var pod = await api.CreateAsync("pods", Objects.Named("a", "{\"spec\":" + spec + "}"));
        pod.Warnings.ShouldNotBeEmpty();
        (await api.PatchAsync("pods/a", PatchTypes.Merge, """{"metadata":{"labels":{"a":"b"}}}""")).Warnings.ShouldBeEmpty();

        var workload = JsonNode.Parse(Selected)!;
        workload["spec"]!["template"]!["spec"] = JsonNode.Parse(spec);
        (await api.PostAsync("deployments", workload.ToJsonString())).ShouldSucceed(201).Warnings.ShouldNotBeEmpty();
        (await api.PatchAsync("deployments/a", PatchTypes.Merge, """{"metadata":{"labels":{"a":"b"}}}""")).Warnings.ShouldBeEmpty();
        (await api.PatchAsync("deployments/a", PatchTypes.Merge, """{"spec":{"replicas":3}}""")).Warnings.ShouldNotBeEmpty();
    });
}

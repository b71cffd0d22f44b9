using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.BuiltIns;

/// <summary>Claims, volumes and storage classes.</summary>
public sealed class StorageTests(Servers servers)
{
    private const string Claim = """{"metadata":{"name":"a"},"spec":{"storageClassName":"x","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}""";
    private const string Volume = """{"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"hostPath":{"path":"/tmp/x"}}}""";

    [Theory]
    [EachServer]
    public Task A_claim_gets_its_defaults_and_its_finalizer(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("persistentvolumeclaims", Claim);

        (made.Told("spec.volumeMode"), made.Told("status.phase"), made.Told("metadata.finalizers")).ShouldBe(("Filesystem", "Pending", "[\"kubernetes.io/pvc-protection\"]"));
        (await api.DeleteAsync("persistentvolumeclaims/a")).ShouldSucceed(200).Told("metadata.deletionTimestamp").ShouldNotBe("");
    });

    [Theory]
    [EachServer("accessModes", "[]", "spec.accessModes")]
    [EachServer("accessModes", """["Sometimes"]""", "spec.accessModes")]
    [EachServer("accessModes", """["ReadWriteOnce","ReadWriteOncePod"]""", "spec.accessModes")]
    [EachServer("resources", "{}", "spec.resources[storage]")]
    [EachServer("resources", """{"requests":{"storage":"0"}}""", "spec.resources[storage]")]
    [EachServer("resources", """{"requests":{"storage":"-1Gi"}}""", "spec.resources[storage]")]
    [EachServer("storageClassName", "\"A B\"", "spec.storageClassName")]
    [EachServer("volumeMode", "\"Tape\"", "spec.volumeMode")]
    [EachServer("selector", """{"matchExpressions":[{"key":"a","operator":"Like"}]}""", "spec.selector.matchExpressions[0].operator")]
    [EachServer("dataSource", """{"kind":"X","name":""}""", "")]
    public Task A_claim_that_makes_no_sense_is_refused_with_its_field(string server, string field, string value, string cause) => servers.RunAsync(server, async api =>
    {
        var claim = JsonNode.Parse(Claim)!;
        claim["spec"]![field] = JsonNode.Parse(value);

        var answer = await api.PostAsync("persistentvolumeclaims", claim.ToJsonString());

        if (cause.Length > 0)
        {
            answer.ShouldFail(422, "Invalid", cause);
        }
    });

    [Theory]
    [EachServer]
    public Task What_a_claim_asks_for_does_not_change(string server) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("persistentvolumeclaims", Claim);

        (await api.ChangeAsync("persistentvolumeclaims/a", claim => claim["spec"]!["accessModes"] = new JsonArray("ReadWriteMany"))).ShouldFail(422, "Invalid", "spec");
        (await api.ChangeAsync("persistentvolumeclaims/a", claim => claim["spec"]!["resources"]!["requests"]!["storage"] = "2Gi")).ShouldFail(422, "Invalid", "spec");
        (await api.ChangeAsync("persistentvolumeclaims/a", claim => claim["spec"]!["storageClassName"] = "y")).ShouldFail(422, "Invalid", "spec");
        (await api.ChangeAsync("persistentvolumeclaims/a", claim => claim["spec"]!["volumeName"] = "v")).ShouldSucceed(200);
        (await api.ChangeAsync("persistentvolumeclaims/a", claim => claim["spec"]!["volumeName"] = "w")).ShouldFail(422, "Invalid", "spec");
    }, sameWords: false);

    [Theory]
    [EachServer(true)]
    [EachServer(false)]
    public Task A_bound_claim_grows_when_its_class_allows(string server, bool allowed) => servers.RunAsync(server, async api =>
    {
        await api.CreateAsync("storageclasses", Objects.Named(api.Token, $"{{\"provisioner\":\"example.com/x\",\"allowVolumeExpansion\":{(allowed ? "true" : "false")}}}"));
        await api.CreateAsync("persistentvolumeclaims", Claim.Replace("\"x\"", $"\"{api.Token}\"", StringComparison.Ordinal));
        await api.PatchAsync("persistentvolumeclaims/a", PatchTypes.Merge, """{"spec":{"volumeName":"v"}}""");
        await api.PatchAsync("persistentvolumeclaims/a/status", PatchTypes.Merge, """{"status":{"phase":"Bound","capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"]}}""");

        const string Growth = """{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}""";
        if (allowed)
        {
            // kube-apiserver knows no class that its own watch has not told yet.
            var probe = new Asked(HttpMethod.Patch, "persistentvolumeclaims/a?dryRun=All") { Body = Growth, ContentType = PatchTypes.Merge };
            await api.UntilAsync(probe, answer => (int)answer.Code == 200);
        }

        var answer = await api.PatchAsync("persistentvolumeclaims/a", PatchTypes.Merge, Growth);

        if (allowed)
        {
            answer.ShouldSucceed(200);
        }
        else
        {
            answer.ShouldFail(403, "Forbidden");
        }

        (await api.PatchAsync("persistentvolumeclaims/a", PatchTypes.Merge, """{"spec":{"resources":{"requests":{"storage":"512Mi"}}}}""")).ShouldFail(422, "Invalid");
    });

    [Theory]
    [EachServer]
    public Task The_default_class_is_filled_in(string server) => servers.RunAsync(server, async api =>
    {
        (await api.CreateAsync("persistentvolumeclaims", """{"metadata":{"name":"none"},"spec":{"storageClassName":"","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1.5Gi"}}}}"""))
            .Told("spec.storageClassName").ShouldBe("");
    });

    [Theory]
    [EachServer]
    public Task A_volume_gets_its_defaults_and_its_finalizer(string server) => servers.RunAsync(server, async api =>
    {
        var made = await api.CreateAsync("persistentvolumes", Objects.Named(api.Token, Volume));

        (made.Told("spec.persistentVolumeReclaimPolicy"), made.Told("metadata.finalizers")).ShouldBe(("Retain", "[\"kubernetes.io/pv-protection\"]"));
        (await api.PatchAsync($"persistentvolumes/{api.Token}/status", PatchTypes.Merge, """{"status":{"phase":"Available"}}""")).Told("status.phase").ShouldBe("Available");
        await api.DeleteAsync($"persistentvolumes/{api.Token}");
    });

    [Theory]
    [EachServer("capacity", "{}", "spec.capacity")]
    [EachServer("capacity", """{"storage":"0"}""", "spec.capacity[storage]")]
    [EachServer("accessModes", "[]", "spec.accessModes")]
    [EachServer("hostPath", "null", "spec")]
    [EachServer("hostPath", """{"path":""}""", "spec.hostPath.path")]
    [EachServer("nfs", """{"server":"s","path":"/p"}""", "spec.nfs")]
    [EachServer("persistentVolumeReclaimPolicy", "\"Burn\"", "spec.persistentVolumeReclaimPolicy")]
    [EachServer("volumeMode", "\"Tape\"", "spec.volumeMode")]
    public Task A_volume_that_makes_no_sense_is_refused_with_its_field(string server, string field, string value, string cause) => servers.RunAsync(server, async api =>
    {
        var volume = JsonNode.Parse(Objects.Named(api.Token, Volume))!;
        volume["spec"]![field] = JsonNode.Parse(value);

        (await api.PostAsync("persistentvolumes", volume.ToJsonString())).ShouldFail(422, "Invalid").Causes.ShouldContain(cause);
    }, sameWords: false);

    [Theory]
    [EachServer]
    public Task What_a_volume_is_made_of_does_not_change(string server) => servers.RunAsync(server, async api =>
    {
        var path = $"persistentvolumes/{api.Token}";
        await api.CreateAsync("persistentvolumes", Objects.Named(api.Token, Volume));

        (await api.ChangeAsync(path, volume => volume["spec"]!["hostPath"]!["path"] = "/tmp/y")).ShouldFail(422, "Invalid");
        (await api.ChangeAsync(path, volume => volume["spec"]!["volumeMode"] = "Block")).ShouldFail(422, "Invalid");
        (await api.ChangeAsync(path, volume => volume["spec"]!["capacity"]!["storage"] = "2Gi")).ShouldSucceed(200);
        (await api.ChangeAsync(path, volume => volume["spec"]!["persistentVolumeReclaimPolicy"] = "Delete")).ShouldSucceed(200);
        (await api.ChangeAsync(path, volume => volume["metadata"]!["finalizers"] = null)).ShouldSucceed(200);
        await api.DeleteAsync(path);
    }, sameWords: false);

    [Theory]
    [EachServer]
    public Task What_a_class_says_does_not_change(string server) => servers.RunAsync(server, async api =>
    {
        var path = $"storageclasses/{api.Token}";
        (await api.CreateAsync("storageclasses", Objects.Named(api.Token, """{"provisioner":"example.com/x","parameters":{"a":"b"}}"""))).Told("reclaimPolicy").ShouldBe("Delete");

        (await api.ChangeAsync(path, one => one["provisioner"] = "example.com/y")).ShouldFail(422, "Invalid", "provisioner");
        (await api.ChangeAsync(path, one => one["parameters"] = new JsonObject())).ShouldFail(422, "Invalid", "parameters");
        (await api.ChangeAsync(path, one => one["reclaimPolicy"] = "Retain")).ShouldFail(422, "Invalid", "reclaimPolicy");
        (await api.ChangeAsync(path, one => one["volumeBindingMode"] = "WaitForFirstConsumer")).ShouldFail(422, "Invalid", "volumeBindingMode");
        (await api.ChangeAsync(path, one => one["allowVolumeExpansion"] = true)).ShouldSucceed(200);
        (await api.PostAsync("storageclasses", """{"metadata":{"name":"x"}}""")).ShouldFail(422, "Invalid", "provisioner");
        (await api.PostAsync("storageclasses", """{"metadata":{"name":"x"},"provisioner":"x","reclaimPolicy":"Burn"}""")).ShouldFail(422, "Invalid", "reclaimPolicy");
        (await api.DeleteAsync(path)).ShouldSucceed(200);
    }, sameWords: false);
}

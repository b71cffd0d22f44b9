using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Discovery;

/// <summary>What the server says it serves. The real one serves more kinds: those both have are described alike.</summary>
public sealed class DiscoveryTests(Servers servers)
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    [Theory]
    [EachServer("/api/v1", "namespaces namespaces/status namespaces/finalize nodes nodes/status pods pods/status pods/binding pods/eviction pods/log services services/status")]
    [EachServer("/api/v1", "serviceaccounts serviceaccounts/token configmaps secrets persistentvolumeclaims persistentvolumeclaims/status persistentvolumes persistentvolumes/status events endpoints")]
    [EachServer("/apis/apps/v1", "controllerrevisions deployments deployments/status statefulsets statefulsets/status replicasets replicasets/status")]
    [EachServer("/apis/batch/v1", "jobs jobs/status")]
    [EachServer("/apis/coordination.k8s.io/v1", "leases")]
    [EachServer("/apis/discovery.k8s.io/v1", "endpointslices")]
    [EachServer("/apis/events.k8s.io/v1", "events")]
    [EachServer("/apis/rbac.authorization.k8s.io/v1", "roles rolebindings clusterroles clusterrolebindings")]
    [EachServer("/apis/storage.k8s.io/v1", "storageclasses")]
    [EachServer("/apis/policy/v1", "poddisruptionbudgets poddisruptionbudgets/status")]
    [EachServer("/apis/networking.k8s.io/v1", "networkpolicies")]
    [EachServer("/apis/scheduling.k8s.io/v1", "priorityclasses")]
    [EachServer("/apis/apiextensions.k8s.io/v1", "customresourcedefinitions customresourcedefinitions/status")]
    [EachServer("/apis/admissionregistration.k8s.io/v1", "validatingwebhookconfigurations mutatingwebhookconfigurations")]
    [EachServer("/apis/authorization.k8s.io/v1", "selfsubjectaccessreviews subjectaccessreviews localsubjectaccessreviews selfsubjectrulesreviews")]
    [EachServer("/apis/authentication.k8s.io/v1", "selfsubjectreviews tokenreviews")]
    public Task A_version_lists_its_resources(string server, string path, string resources) => servers.RunAsync(server, async api =>
    {
        var list = await api.SendAsync(new(HttpMethod.Get, path) { Recorded = false });

        (list.Told("kind"), list.Told("groupVersion")).ShouldBe(("APIResourceList", path.Replace("/apis/", "").Replace("/api/", "")));
        var all = list.Json["resources"]!.AsArray().ToDictionary(resource => (string)resource!["name"]!);
        foreach (var name in resources.Split(' '))
        {
            all.ShouldContainKey(name);
            all[name]!.AsObject().Remove("storageVersionHash");
            api.Transcript.Add(name, all[name]);
        }
    });

    [Theory]
    [EachServer]
    public Task The_groups_and_their_versions_are_listed(string server) => servers.RunAsync(server, async api =>
    {
        var list = await api.SendAsync(new(HttpMethod.Get, "/apis") { Recorded = false });

        list.Told("kind").ShouldBe("APIGroupList");
        var groups = list.Json["groups"]!.AsArray().ToDictionary(group => (string)group!["name"]!);
        foreach (var name in (string[])["apps", "batch", "policy", "coordination.k8s.io", "apiextensions.k8s.io", "storage.k8s.io"])
        {
            groups[name]!["preferredVersion"]!["version"]!.GetValue<string>().ShouldBe("v1");
            api.Transcript.Add(name, groups[name]!["preferredVersion"]);
        }

        (await api.GetAsync("/apis/apps")).Told("preferredVersion.groupVersion").ShouldBe("apps/v1");
        (await api.SendAsync(new(HttpMethod.Get, "/api") { Recorded = false })).Told("versions").ShouldBe("""["v1"]""");
    });

    [Theory]
    [EachServer("/api", "pods configmaps persistentvolumeclaims services")]
    [EachServer("/apis", "deployments jobs customresourcedefinitions leases")]
    public Task All_resources_are_listed_at_once(string server, string path, string resources) => servers.RunAsync(server, async api =>
    {
        var list = await api.SendAsync(new(HttpMethod.Get, path) { Accept = $"{Aggregated},application/json", Recorded = false });

        (list.Told("kind"), list.Told("apiVersion")).ShouldBe(("APIGroupDiscoveryList", "apidiscovery.k8s.io/v2"));
        var all = list.Json["items"]!.AsArray().SelectMany(group => group!["versions"]!.AsArray())
            .SelectMany(version => version!["resources"]!.AsArray()).ToLookup(resource => (string)resource!["resource"]!);
        foreach (var name in resources.Split(' '))
        {
            var described = all[name].First()!.AsObject();
            Shared(described);
            api.Transcript.Add(name, described);
        }
    });

    [Theory]
    [EachServer]
    public Task The_version_is_one_that_kubectl_knows_and_needs_no_credentials(string server) => servers.RunAsync(server, async api =>
    {
        var version = await api.SendAsync(new(HttpMethod.Get, "/version") { Recorded = false, Credentials = Credentials.None });

        (version.Told("major"), version.Told("minor")).ShouldBe(("1", "36"));
        version.Told("gitVersion").ShouldStartWith("v1.36.");
    });

    [Theory]
    [EachServer("/livez/ping")]
    [EachServer("/readyz/ping")]
    [EachServer("/healthz/ping")]
    public Task Health_is_a_short_text(string server, string path) => servers.RunAsync(server, async api =>
    {
        (await api.GetAsync(path)).Text.ShouldBe("ok");
    });

    [Theory]
    [EachServer("/nothing")]
    [EachServer("/api/v2")]
    [EachServer("/api/v1/nothing")]
    [EachServer("/api/v1/namespaces/default/nothing/x")]
    [EachServer("/apis/none.example.com")]
    [EachServer("/apis/none.example.com/v1")]
    [EachServer("/apis/none.example.com/v1/things")]
    [EachServer("/apis/apps/v9")]
    [EachServer("/apis/apps/v9/namespaces/default/deployments")]
    [EachServer("/apis/apps/v1/namespaces/default/deployments/x/nothing")]
    [EachServer("/apis/apps/v1/nothing")]
    [EachServer("/healthz/nothing")]
    [EachServer("/api/v1/namespaces/default/pods/x/nothing")]
    [EachServer("/api/v1/namespaces/default/configmaps/x/status")]
    [EachServer("/api/v1/namespaces/default/namespaces/x")]
    public Task What_is_not_served_is_not_found(string server, string path) => servers.RunAsync(server, async api =>
    {
        ((int)(await api.GetAsync(path)).Code).ShouldBe(404);
    });

    [Theory]
    [EachServer("PUT", "configmaps")]
    [EachServer("PATCH", "configmaps")]
    [EachServer("POST", "configmaps/x")]
    [EachServer("DELETE", "namespaces")]
    [EachServer("POST", "/api/v1/configmaps")]
    [EachServer("DELETE", "/api/v1/configmaps")]
    [EachServer("DELETE", "pods/x/status")]
    [EachServer("GET", "pods/x/binding")]
    [EachServer("POST", "pods/x/status")]
    [EachServer("GET", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")]
    [EachServer("DELETE", "/api/v1")]
    [EachServer("POST", "/version")]
    public Task A_method_that_makes_no_sense_is_not_allowed(string server, string method, string path) => servers.RunAsync(server, async api =>
    {
        var answer = await api.SendAsync(new(new HttpMethod(method), path) { Body = "{}" });

        ((int)answer.Code).ShouldBeOneOf(404, 405);
    });

    [Theory]
    [EachServer]
    public Task With_credentials_nobody_knows_nothing_else_is_told(string server) => servers.RunAsync(server, async api =>
    {
        (await api.SendAsync(new(HttpMethod.Get, "configmaps") { Credentials = Credentials.Unknown })).ShouldFail(401, "Unauthorized");
        (await api.SendAsync(new(HttpMethod.Get, "/apis") { Credentials = Credentials.Unknown })).ShouldFail(401, "Unauthorized");
    });

    /// <summary>Leaves out what only one server has: more subresources.</summary>
    private static void Shared(JsonObject described)
    {
        var subresources = (described["subresources"]?.AsArray() ?? []).Where(sub => (string?)sub!["subresource"] == "status");
        described["subresources"] = new JsonArray([.. subresources.Select(sub => sub!.DeepClone())]);
    }
}

using System.Net;
using k8s;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;
using StartOperator.Testing.ControlPlane;

namespace StartOperator.Testing.Tests.ControlPlane;

/// <summary>Starting, auditing, restarting and removing a control plane without controllers.</summary>
public sealed class RealControlPlaneTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_serves_and_leaves_nothing_behind()
    {
        Clusters.SkipWithout(full: false);
        var controlPlane = await RealControlPlane.StartAsync(new(), Cancellation);
        var folder = Path.GetDirectoryName(controlPlane.KubeconfigPath)!;
        File.Exists(controlPlane.KubeconfigPath).ShouldBeTrue();

        await controlPlane.DisposeAsync();

        Directory.Exists(folder).ShouldBeFalse();
        using var http = new HttpClient();
        await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(controlPlane.Server, Cancellation));
    }

    [Fact]
    public async Task A_program_that_ends_is_named_with_its_last_words_and_cleaned_up_after()
    {
        Clusters.SkipWithout(full: false);
        var fault = await Should.ThrowAsync<InvalidOperationException>(
            () => RealControlPlane.StartAsync(new() { ApiServerFlags = ["--no-such-flag"] }, Cancellation));

        fault.Message.ShouldStartWith("kube-apiserver ended:");
        fault.Message.ShouldContain("unknown flag: --no-such-flag");
        Directory.GetDirectories(Path.GetTempPath(), $"startoperator-controlplane-{Environment.ProcessId}-*").Where(Complained).ShouldBeEmpty();
    }

    [Fact]
    public async Task Objects_survive_a_restart_of_the_API_server_on_the_same_port()
    {
        Clusters.SkipWithout(full: false);
        await using var controlPlane = await RealControlPlane.StartAsync(new(), Cancellation);
        using var api = new ClusterApi(controlPlane.Configuration, "test");
        var map = Samples.ConfigMap("kept", "a");
        map.Metadata.NamespaceProperty = "default";
        var created = await api.CreateAsync(map, Cancellation);

        await controlPlane.StopApiServerAsync();
        await Should.ThrowAsync<HttpRequestException>(() => api.FindAsync<V1ConfigMap>(new("default", "kept"), Cancellation));
        await controlPlane.StartApiServerAsync(Cancellation);

        (await api.FindAsync<V1ConfigMap>(new("default", "kept"), Cancellation))!.Metadata.Uid.ShouldBe(created.Metadata.Uid);
    }

    [Fact]
    public async Task The_audit_log_tells_who_asked_for_what_since_a_mark()
    {
        Clusters.SkipWithout(full: false);
        await using var controlPlane = await RealControlPlane.StartAsync(new(), Cancellation);
        using var api = new ClusterApi(controlPlane.Configuration, "auditee/1.0");
        var map = Samples.ConfigMap("seen", "a");
        map.Metadata.NamespaceProperty = "default";
        await api.FindAsync<V1ConfigMap>(new("default", "before"), Cancellation);

        var mark = await controlPlane.Audit.MarkAsync(Cancellation);
        await api.FindAsync<V1ConfigMap>(new("default", "absent"), Cancellation);
        await api.CreateAsync(map, Cancellation);
        var requests = await controlPlane.Audit.SinceAsync(mark, Cancellation);

        requests.Where(request => request.UserAgent == "auditee/1.0").Select(request => request.ToString()).ShouldBe(
            ["404 get configmaps default/absent by auditee/1.0", "201 create configmaps default/seen by auditee/1.0"]);
        requests.Count(request => request is { UserAgent: "auditee/1.0", IsWrite: true, User: "admin" }).ShouldBe(1);
    }

    [Fact]
    public async Task Another_user_may_do_what_RBAC_grants()
    {
        Clusters.SkipWithout(full: false);
        await using var controlPlane = await RealControlPlane.StartAsync(new(), Cancellation);
        var kubeconfig = controlPlane.KubeconfigFor("alice", "readers");
        using var api = new ClusterApi(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig), "test");

        var refusal = await Should.ThrowAsync<ApiRefusalException>(() => api.FindAsync<V1ConfigMap>(new("default", "any"), Cancellation));

        refusal.Code.ShouldBe(HttpStatusCode.Forbidden);
        refusal.Message.ShouldContain("User \"alice\" cannot get resource \"configmaps\"");
    }

    [Fact]
    public void A_machine_without_the_programs_says_what_is_missing_where()
    {
        ControlPlaneBinaries.TryFind("/nowhere", full: false, out var reason).ShouldBeNull();

        reason.ShouldBe("no etcd, no kube-apiserver in /nowhere; point KUBEBUILDER_ASSETS at a folder that has them");
    }

    /// <summary>Whether a folder is that of a start with the unknown flag: other tests start control planes at the same time.</summary>
    private static bool Complained(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "kube-apiserver.log")).Contains("unknown flag: --no-such-flag", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // Another test's, which has no log yet, or is just cleaned up.
        }
    }
}

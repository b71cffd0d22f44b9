using k8s;
using k8s.Models;
using StartOperator.Resources;
using StartOperator.Runtime;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Admission;

/// <summary>
/// A real API server takes the operator's pod where the Pod Security level is "restricted", and those of services, as every scenario shows, where it is
/// "baseline". That the levels are heeded at all, pods that ask for more show. The local cluster takes every pod.
/// </summary>
public sealed class PodSecurityLevels(Clusters clusters)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_operators_pod_is_taken_where_only_restricted_pods_are()
    {
        await using var place = await Place.CreateAsync(await ClusterAsync(), PodSecurity.Restricted);
        var pod = await place.OperatorsPodAsync();

        (await place.TryAsync(pod)).ShouldBeNull();
    }

    [Fact]
    public async Task The_operators_pod_with_more_rights_is_refused_there()
    {
        await using var place = await Place.CreateAsync(await ClusterAsync(), PodSecurity.Restricted);
        var (privileged, mounting) = (await place.OperatorsPodAsync(), await place.OperatorsPodAsync());
        Privilege(privileged);
        mounting.Spec.Volumes = [.. mounting.Spec.Volumes ?? [], new() { Name = "host", HostPath = new() { Path = "/" } }];

        (await place.TryAsync(privileged)).ShouldNotBeNull().ShouldContain("violates PodSecurity \"restricted:latest\": privileged");
        (await place.TryAsync(mounting)).ShouldNotBeNull().ShouldContain("violates PodSecurity \"restricted:latest\": restricted volume types");
    }

    [Fact]
    public async Task A_box_takes_no_pod_with_more_rights_than_those_of_services()
    {
        await using var box = await clusters.BoxAsync((await ClusterAsync()).Harness.Name);
        var (plain, privileged, mounting) = (Objects.Pod("plain"), Objects.Pod("privileged"), Objects.Pod("mounting"));
        Privilege(privileged);
        mounting.Spec.Volumes = [new() { Name = "host", HostPath = new() { Path = "/" } }];

        (await TryAsync(box.Api, box.Name, plain)).ShouldBeNull();
        (await TryAsync(box.Api, box.Name, privileged)).ShouldNotBeNull().ShouldContain("violates PodSecurity \"baseline:latest\": privileged");
        (await TryAsync(box.Api, box.Name, mounting)).ShouldNotBeNull().ShouldContain("violates PodSecurity \"baseline:latest\": hostPath volumes");
    }

    private static void Privilege(V1Pod pod)
    {
        var security = pod.Spec.Containers[0].SecurityContext ??= new();
        (security.Privileged, security.AllowPrivilegeEscalation) = (true, true);
    }

    /// <summary>Asks whether the API server would take a pod. Returns why not; null when it would.</summary>
    private static async Task<string?> TryAsync(ApiClient api, string ns, V1Pod pod)
    {
        pod.Metadata.NamespaceProperty = ns;
        try
        {
            await api.DryRunCreateAsync(Kinds.Pod, pod, Cancellation);
            return null;
        }
        catch (ApiException refusal) when (refusal.IsForbidden)
        {
            return refusal.Message;
        }
    }

    private async Task<ScenarioCluster> ClusterAsync()
    {
        var kind = Clusters.Kinds.Single(kind => kind.Name == ClusterHarnessKind.RealControlPlane.Name);
        var reason = kind.WhyNot();
        Assert.SkipWhen(reason is not null, $"{kind.Name}: {reason}");
        return await clusters.ClusterAsync(kind.Name, ClusterCapabilities.IsOwn);
    }

    /// <summary>A namespace for the operator itself, with the account that its pod runs under.</summary>
    private sealed class Place(ApiClient api, string name) : IAsyncDisposable
    {
        public static async Task<Place> CreateAsync(ScenarioCluster cluster, string level)
        {
            var place = new Place(cluster.Api, $"operator-{Guid.NewGuid().ToString("n")[..8]}");
            await place.CreateAsync(level);
            return place;
        }

        /// <summary>A pod as the Deployment of the plain bundle makes it.</summary>
        public async Task<V1Pod> OperatorsPodAsync()
        {
            var bundle = ResourceYaml.Read(await File.ReadAllTextAsync(Repository.PathOf("deploy", "start-operator.yaml"), Cancellation));
            var deployment = KubernetesJson.Deserialize<V1Deployment>(bundle.Single(o => o.GetProperty("kind").ValueEquals("Deployment")).GetRawText());
            return new V1Pod { Metadata = new() { Name = "operator", Labels = deployment.Spec.Template.Metadata.Labels }, Spec = deployment.Spec.Template.Spec };
        }

        public Task<string?> TryAsync(V1Pod pod) => PodSecurityLevels.TryAsync(api, name, pod);

        public async ValueTask DisposeAsync() => await api.DeleteAsync(Kinds.Namespace, new NamespacedName("", name), null, CancellationToken.None);

        private async Task CreateAsync(string level)
        {
            await api.CreateAsync(Kinds.Namespace, new V1Namespace { Metadata = new() { Name = name, Labels = PodSecurity.Enforcing(level) } }, Cancellation);
            var account = (await OperatorsPodAsync()).Spec.ServiceAccountName;
            await api.CreateAsync(Kinds.ServiceAccount, new V1ServiceAccount { Metadata = new() { Name = account, NamespaceProperty = name } }, Cancellation);
        }
    }
}

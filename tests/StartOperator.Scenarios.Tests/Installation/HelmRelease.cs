using k8s;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Installation;

/// <summary>A release of the chart in a cluster. Its operator is run here as the release's Deployment has it run: with its arguments, under its account.</summary>
/// <param name="harness">The cluster.</param>
public sealed class HelmRelease(SimulatedCluster harness) : IDisposable
{
    private const string Name = "start-operator";

    private readonly HelmRunner _helm = new(harness.KubeconfigPath);
    private readonly ClusterApi _api = new(harness.Configuration, "scenarios/setup");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes the release's namespace, as docs/install.md tells.</summary>
    public Task PrepareAsync() => _api.CreateAsync(
        new V1Namespace { ApiVersion = "v1", Kind = "Namespace", Metadata = new() { Name = Name, Labels = PodSecurity.Enforcing(PodSecurity.Restricted) } }, Cancellation);

    /// <summary>Installs the chart as it is.</summary>
    public Task InstallAsync() => HelmAsync("install", Name, Repository.PathOf("charts", Name));

    /// <summary>Upgrades the release to other values.</summary>
    /// <param name="values">The values, as <c>image.tag=next</c>.</param>
    public Task UpgradeAsync(params IEnumerable<string> values) => HelmAsync(["upgrade", Name, Repository.PathOf("charts", Name), .. values.SelectMany(value => (string[])["--set", value])]);

    /// <summary>Goes back to what the release was before its last change.</summary>
    public Task RollBackAsync() => HelmAsync("rollback", Name);

    /// <summary>Uninstalls the release.</summary>
    public Task UninstallAsync() => HelmAsync("uninstall", Name);

    /// <summary>The release's Deployment; null when there is none.</summary>
    public Task<V1Deployment?> DeploymentAsync() => _api.FindAsync<V1Deployment>(new(Name, Name), Cancellation);

    /// <summary>The role that the release gives its operator; null when there is none.</summary>
    public Task<V1ClusterRole?> RoleAsync() => _api.FindAsync<V1ClusterRole>(new(null, Name), Cancellation);

    /// <summary>The definition of StartServices; null when there is none.</summary>
    public Task<V1CustomResourceDefinition?> DefinitionAsync() => _api.FindAsync<V1CustomResourceDefinition>(new(null, "startservices.startoperator.io"), Cancellation);

    /// <summary>Has the release's operator take the place of the one that is at work in a box.</summary>
    /// <param name="box">The box.</param>
    public async Task RunOperatorAsync(ServiceBox box)
    {
        await box.StopOperatorAsync();
        var pod = ((await DeploymentAsync()) ?? throw new InvalidOperationException("the release has no Deployment")).Spec.Template.Spec;
        var fault = OperatorSettings.TryParse([.. pod.Containers[0].Args], _ => null, out var settings);
        fault.ShouldBeNull();
        await box.StartOperatorAsync(
            await AccountAsync(pod.ServiceAccountName),
            new() { Rendering = settings.Rendering, Namespaces = settings.Namespaces, LeaseNamespace = settings.LeaseNamespace });
    }

    /// <inheritdoc/>
    public void Dispose() => _api.Dispose();

    /// <summary>The way into the cluster that the API server gives a pod under this account: a token, and what the account's roles grant.</summary>
    private async Task<KubernetesClientConfiguration> AccountAsync(string account)
    {
        using var body = ClusterApi.Json(new Authenticationv1TokenRequest
        {
            ApiVersion = "authentication.k8s.io/v1",
            Kind = "TokenRequest",
            Spec = new() { Audiences = ["https://kubernetes.default.svc"], ExpirationSeconds = 3600 },
        });
        var request = await _api.SendAsync<Authenticationv1TokenRequest>(
            HttpMethod.Post, ResourcePath.Of<V1ServiceAccount>().Item(new(Name, account), "token"), body, Cancellation);
        var administrator = harness.Configuration;
        return new() { Host = administrator.Host, SslCaCerts = administrator.SslCaCerts, AccessToken = request.Status.Token };
    }

    private async Task HelmAsync(params IEnumerable<string> arguments) => await _helm.RunAsync(Cancellation, [.. arguments, "--namespace", Name]);
}

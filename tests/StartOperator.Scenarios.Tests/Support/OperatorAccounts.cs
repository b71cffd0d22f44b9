using System.Diagnostics.CodeAnalysis;
using System.Net;
using k8s;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Testing.ControlPlane;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Support;

/// <summary>An operator's account that lacks one right.</summary>
/// <param name="Configuration">Its way into the cluster.</param>
/// <param name="GrantAsync">Gives it that right after all.</param>
public sealed record WithheldAccount(KubernetesClientConfiguration Configuration, Func<Task> GrantAsync);

/// <summary>
/// The accounts that operators of scenarios have. On a real control plane of the tests' own they have the rights of the installed roles, and no
/// others; elsewhere they are the administrator.
/// </summary>
public sealed class OperatorAccounts
{
    private const string Namespace = "start-operator";
    private const string ClusterAccount = "start-operator";
    private const string NamespaceAccount = "start-operator-of-namespaces";
    private const string WebhookRole = "start-operator-webhook";
    private const string Group = "rbac.authorization.k8s.io";

    private readonly IClusterHarness _harness;
    private readonly string? _ofTheCluster;
    private readonly string? _ofNamespaces;

    private OperatorAccounts(IClusterHarness harness, RealControlPlane? controlPlane)
    {
        _harness = harness;
        _ofTheCluster = controlPlane is null ? null : Kubeconfig(controlPlane, ClusterAccount);
        _ofNamespaces = controlPlane is null ? null : Kubeconfig(controlPlane, NamespaceAccount);
    }

    /// <summary>An operator that looks at the whole cluster.</summary>
    public KubernetesClientConfiguration OfTheCluster => Of(_ofTheCluster);

    /// <summary>On a cluster where the scenario itself makes its operators' roles: there are none here but the administrator.</summary>
    /// <param name="harness">The cluster.</param>
    public static OperatorAccounts OfAdministrator(IClusterHarness harness) => new(harness, null);

    /// <summary>Makes the roles.</summary>
    /// <param name="harness">The cluster.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<OperatorAccounts> CreateAsync(IClusterHarness harness, CancellationToken cancellation)
    {
        if (harness is not SimulatedCluster { ControlPlane: { } controlPlane })
        {
            return OfAdministrator(harness);
        }

        using var api = new ClusterApi(harness.Configuration, "scenarios/setup");
        await api.CreateAsync(Role(ClusterAccount, Rules(ofNamespaces: false)), cancellation);
        await api.CreateAsync(Role(NamespaceAccount, Rules(ofNamespaces: true)), cancellation);
        await api.CreateAsync(Role(WebhookRole, WebhookRules()), cancellation);
        await api.CreateAsync(Binding(ClusterAccount, ClusterAccount), cancellation);
        await api.CreateAsync(Binding(WebhookRole, ClusterAccount, NamespaceAccount), cancellation);
        var accounts = new OperatorAccounts(harness, controlPlane);
        await AllowedAsync(accounts.OfTheCluster, $"{StartServices}/{StartService.PluralName}", cancellation);
        return accounts;
    }

    /// <summary>An operator that looks at one namespace.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<KubernetesClientConfiguration> OfNamespaceAsync(string ns, CancellationToken cancellation)
    {
        if (_ofNamespaces is null)
        {
            return _harness.Configuration;
        }

        using var api = new ClusterApi(_harness.Configuration, "scenarios/setup");
        var binding = new V1RoleBinding
        {
            ApiVersion = $"{Group}/v1",
            Kind = "RoleBinding",
            Metadata = new() { Name = NamespaceAccount, NamespaceProperty = ns },
            RoleRef = new() { ApiGroup = Group, Kind = "ClusterRole", Name = NamespaceAccount },
            Subjects = [Subject(NamespaceAccount)],
        };
        await api.CreateIfAbsentAsync(binding, cancellation);
        var configuration = Of(_ofNamespaces);
        await AllowedAsync(configuration, $"{StartServices}/namespaces/{ns}/{StartService.PluralName}", cancellation);
        return configuration;
    }

    /// <summary>An operator that has every right but one.</summary>
    /// <param name="right">The right.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">This cluster gives everybody every right.</exception>
    public async Task<WithheldAccount> WithoutAsync(Right right, CancellationToken cancellation)
    {
        var controlPlane = (_harness as SimulatedCluster)?.ControlPlane ?? throw new InvalidOperationException($"{_harness.Name} gives everybody every right");
        var name = $"without-{right.Verb}-{right.Resource.Replace('/', '-')}";
        using var api = new ClusterApi(_harness.Configuration, "scenarios/setup");
        await api.CreateAsync(Role(name, right.WithheldFrom(EveryRule())), cancellation);
        await api.CreateAsync(Binding(name, name), cancellation);
        var configuration = Of(Kubeconfig(controlPlane, name));
        await AllowedAsync(configuration, right.Resource == Kinds.Pod.Plural ? "/api/v1/services" : "/api/v1/pods", cancellation);
        return new(configuration, GrantAsync);

        async Task GrantAsync()
        {
            var granted = $"{name}-after-all";
            using var setup = new ClusterApi(_harness.Configuration, "scenarios/setup");
            await setup.CreateAsync(Role(granted, EveryRule()), cancellation);
            await setup.CreateAsync(Binding(granted, name), cancellation);
        }
    }

    private static string StartServices => $"/apis/{StartService.GroupName}/{StartService.VersionName}";

    /// <summary>Waits until the API server has heard of a binding, and serves what it was just told to.</summary>
    private static async Task AllowedAsync(KubernetesClientConfiguration configuration, string path, CancellationToken cancellation)
    {
        using var api = new ClusterApi(configuration, "scenarios/setup");
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            try
            {
                using var list = await api.ReadAsync(path, cancellation);
                return;
            }
            catch (ApiRefusalException refusal) when (refusal.Code is HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests)
            {
                await pace.WaitForNextTickAsync(cancellation);
            }
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Tests are not trimmed.")]
    private static IReadOnlyList<V1PolicyRule> WebhookRules() => OperatorRights.OfWebhookInTheCluster();

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Tests are not trimmed.")]
    private static IReadOnlyList<V1PolicyRule> Rules(bool ofNamespaces) => ofNamespaces
        ? [.. OperatorRights.InNamespaces(), .. OperatorRights.OfWebhookInItsNamespace()]
        : [.. OperatorRights.InTheCluster(), .. OperatorRights.OfWebhookInItsNamespace()];

    /// <summary>Everything that an operator can be told to do.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Tests are not trimmed.")]
    public static IReadOnlyList<V1PolicyRule> EveryRule() =>
        [.. OperatorRights.InTheCluster(), .. OperatorRights.OfWebhookInTheCluster(), .. OperatorRights.OfWebhookInItsNamespace(), .. OperatorRights.OfElections(StartOperatorServices.OperatorName)];

    private static V1ClusterRoleBinding Binding(string role, params string[] accounts) => new()
    {
        ApiVersion = $"{Group}/v1",
        Kind = "ClusterRoleBinding",
        Metadata = new() { Name = role },
        RoleRef = new() { ApiGroup = Group, Kind = "ClusterRole", Name = role },
        Subjects = [.. accounts.Select(Subject)],
    };

    private static V1ClusterRole Role(string name, IReadOnlyList<V1PolicyRule> rules) =>
        new() { ApiVersion = $"{Group}/v1", Kind = "ClusterRole", Metadata = new() { Name = name }, Rules = [.. rules] };

    private static Rbacv1Subject Subject(string account) => new() { Kind = "ServiceAccount", Name = account, NamespaceProperty = Namespace };

    private static string Kubeconfig(RealControlPlane controlPlane, string account) =>
        controlPlane.KubeconfigFor($"system:serviceaccount:{Namespace}:{account}", "system:serviceaccounts", $"system:serviceaccounts:{Namespace}");

    private KubernetesClientConfiguration Of(string? kubeconfig) =>
        kubeconfig is null ? _harness.Configuration : KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
}

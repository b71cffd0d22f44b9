using System.Text.Json;
using k8s.Models;
using StartOperator.Admission;
using StartOperator.Resources;
using StartOperator.Testing;
using StartOperator.Testing.ControlPlane;

namespace StartOperator.Scenarios.Tests.Admission;

/// <summary>docs/webhook.md for those without Helm: what it adds to the bundle leads to the operator, and kubectl brings it there.</summary>
public sealed class WebhookPage
{
    private const string Account = "system:serviceaccount:start-operator:start-operator";

    private static readonly string Page = Read("docs", "webhook.md");
    private static readonly string Bundle = Read("deploy", "start-operator.yaml");
    private static readonly string Added = Between(Page, "```yaml\napiVersion: v1\nkind: Service\n", "```", "apiVersion: v1\nkind: Service\n");
    private static readonly string Patch = Between(Page, "patch deployment start-operator --type json -p '", "'");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void What_it_adds_fits_the_bundle()
    {
        List<JsonElement> objects = [.. ResourceYaml.Read(Bundle), .. ResourceYaml.Read(Added)];
        using var patch = JsonDocument.Parse(Patch);

        foreach (var operation in patch.RootElement.EnumerateArray())
        {
            (Text(operation, "op"), Text(operation, "path")).ShouldBe(("add", "/spec/template/spec/containers/0/args/-"));
        }

        LeadsToTheOperator(objects, [.. Arguments(objects), .. patch.RootElement.EnumerateArray().Select(o => Text(o, "value"))]);
    }

    [Fact]
    public async Task Kubectl_switches_it_on()
    {
        Assert.SkipUnless(RealControlPlane.TryFindBinaries(out var reason) && KubectlRunner.TryFind(out reason), $"real control plane: {reason}");
        await using var controlPlane = await RealControlPlane.StartAsync(new(), Cancellation);
        var kubectl = new KubectlRunner(controlPlane.KubeconfigPath);
        await RunAsync(kubectl, "apply --server-side -f -", Bundle);
        (await MayTrustAsync(kubectl)).ShouldBeFalse();

        await RunAsync(kubectl, "apply --server-side -f -", Added);
        await kubectl.RunAsync(Cancellation, "-n", "start-operator", "patch", "deployment", "start-operator", "--type", "json", "-p", Patch);

        using var list = JsonDocument.Parse(await RunAsync(
            kubectl, "get -n start-operator -o json deployments,services,networkpolicies,clusterroles,clusterrolebindings,validatingwebhookconfigurations"));
        List<JsonElement> objects = [.. list.RootElement.GetProperty("items").EnumerateArray()];
        LeadsToTheOperator(objects, Arguments(objects));
        (await MayTrustAsync(kubectl)).ShouldBeTrue();

        // As the page says of a bundle that is applied anew.
        (await kubectl.TryRunAsync(["apply", "--server-side", "-f", "-"], Cancellation, Bundle)).Errors.ShouldContain(".args");
        await RunAsync(kubectl, "apply --server-side --force-conflicts -f -", Bundle);
        (await RunAsync(kubectl, "get deployment start-operator -n start-operator -o json")).ShouldNotContain("--webhook");
    }

    private static void LeadsToTheOperator(List<JsonElement> objects, IReadOnlyList<string> arguments)
    {
        var operatorPod = At(Get(objects, "Deployment", "start-operator"), "spec", "template");
        OperatorSettings.TryParse(arguments, _ => null, out var settings).ShouldBeNull();
        var (name, port) = (settings.Webhook!.Service!.Value, settings.Webhook.Listen.Port);

        var service = Get(objects, "Service", name.Name);
        Text(service, "metadata", "namespace").ShouldBe(name.Namespace);
        name.Namespace.ShouldBe(Text(Get(objects, "Deployment", "start-operator"), "metadata", "namespace"));
        Selects(At(service, "spec", "selector"), operatorPod).ShouldBeTrue();
        At(service, "spec", "ports")[0].GetProperty("port").GetInt32().ShouldBe(443);
        At(service, "spec", "ports")[0].GetProperty("targetPort").GetInt32().ShouldBe(port);

        var admitted = from policy in objects
                       where Text(policy, "kind") == "NetworkPolicy" && Text(policy, "metadata", "namespace") == name.Namespace
                       where Selects(At(policy, "spec", "podSelector", "matchLabels"), operatorPod)
                       from rule in At(policy, "spec", "ingress").EnumerateArray()
                       where !rule.TryGetProperty("from", out _)
                       from admittedPort in rule.GetProperty("ports").EnumerateArray()
                       select admittedPort.GetProperty("port").ToString();
        admitted.ShouldContain($"{port}");

        var hook = Get(objects, "ValidatingWebhookConfiguration", WebhookCertificates.ConfigurationName).GetProperty("webhooks")[0];
        var target = At(hook, "clientConfig", "service");
        (Text(target, "name"), Text(target, "namespace"), Text(target, "path")).ShouldBe((name.Name, name.Namespace, AdmissionServer.Path));
        var rules = hook.GetProperty("rules")[0];
        (Texts(rules, "apiGroups").Single(), Texts(rules, "apiVersions").Single(), Texts(rules, "resources").Single())
            .ShouldBe((StartService.GroupName, StartService.VersionName, StartService.PluralName));

        var account = Text(operatorPod, "spec", "serviceAccountName");
        var granted = (from binding in objects
                       where Text(binding, "kind") == "ClusterRoleBinding" && binding.TryGetProperty("subjects", out _)
                       where binding.GetProperty("subjects").EnumerateArray().Any(s => Text(s, "name") == account && s.TryGetProperty("namespace", out var space) && space.GetString() == name.Namespace)
                       from rule in Get(objects, "ClusterRole", Text(binding, "roleRef", "name")).GetProperty("rules").EnumerateArray()
                       from resource in Texts(rule, "resources")
                       from verb in Texts(rule, "verbs")
                       select Grant(verb, resource, Texts(rule, "apiGroups").Single(), rule.TryGetProperty("resourceNames", out _) ? Texts(rule, "resourceNames") : [])).ToHashSet(StringComparer.Ordinal);
        Needed().Where(needed => !granted.Contains(needed.OfOne) && !granted.Contains(needed.OfAll)).ShouldBeEmpty();
    }

    /// <summary>What the webhook needs of single objects, and the same of all: whoever has that has both.</summary>
    private static IEnumerable<(string OfOne, string OfAll)> Needed() =>
        from rule in (IEnumerable<V1PolicyRule>)[.. OperatorRights.OfWebhookInTheCluster(), .. OperatorRights.OfWebhookInItsNamespace()]
        from resource in rule.Resources
        from verb in rule.Verbs
        let groupName = rule.ApiGroups.Single()
        select (Grant(verb, resource, groupName, rule.ResourceNames ?? []), Grant(verb, resource, groupName, []));

    private static string Grant(string verb, string resource, string apiGroup, IEnumerable<string> names) => $"{verb} {resource}.{apiGroup} {string.Join(',', names)}";

    private static async Task<bool> MayTrustAsync(KubectlRunner kubectl) =>
        (await kubectl.TryRunAsync(["auth", "can-i", "patch", $"validatingwebhookconfigurations/{WebhookCertificates.ConfigurationName}", "--as", Account], Cancellation))
            .Output.StartsWith("yes", StringComparison.Ordinal);

    private static async Task<string> RunAsync(KubectlRunner kubectl, string command, string? input = null)
    {
        var result = await kubectl.TryRunAsync(command.Split(' '), Cancellation, input);
        result.ExitCode.ShouldBe(0, result.Errors);
        return result.Output;
    }

    private static List<string> Arguments(List<JsonElement> objects) =>
        [.. Texts(At(Get(objects, "Deployment", "start-operator"), "spec", "template", "spec", "containers")[0], "args")];

    private static bool Selects(JsonElement selector, JsonElement pod) =>
        selector.EnumerateObject().All(l => At(pod, "metadata", "labels").TryGetProperty(l.Name, out var value) && value.GetString() == l.Value.GetString());

    private static JsonElement Get(List<JsonElement> objects, string kind, string name) =>
        objects.Single(o => Text(o, "kind") == kind && Text(o, "metadata", "name") == name);

    private static JsonElement At(JsonElement item, params IEnumerable<string> path) => path.Aggregate(item, (at, key) => at.GetProperty(key));

    private static string Text(JsonElement item, params IEnumerable<string> path) => At(item, path).GetString()!;

    private static List<string> Texts(JsonElement item, string list) => [.. item.GetProperty(list).EnumerateArray().Select(t => t.GetString()!)];

    private static string Between(string text, string begin, string end, string prefix = "")
    {
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        from.ShouldBeGreaterThan(0, $"the page has no '{begin}'");
        return prefix + text[(from + begin.Length)..text.IndexOf(end, from + begin.Length, StringComparison.Ordinal)];
    }

    private static string Read(params string[] parts) => File.ReadAllText(Repository.PathOf(parts));
}

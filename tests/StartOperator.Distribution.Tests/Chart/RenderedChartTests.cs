using System.Text.Json;
using System.Text.RegularExpressions;
using StartOperator.Admission;
using StartOperator.Resources;

namespace StartOperator.Distribution.Tests.Chart;

/// <summary>What Helm makes of the chart.</summary>
public sealed partial class RenderedChartTests
{
    public static TheoryData<string> Values => Helm.Values;

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Helm_finds_no_fault_in_it(string values)
    {
        var run = await Helm.RunAsync("lint", Helm.Chart, "--strict", "--values", Path.Combine(Helm.Chart, "ci", values));

        run.ExitCode.ShouldBe(0, run.Output + run.Error);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Every_object_says_where_it_belongs_and_what_it_is_part_of(string values)
    {
        var objects = await Helm.ObjectsAsync(values);

        foreach (var item in objects.Where(o => !Helm.NameOf(o).EndsWith("-extra", StringComparison.Ordinal)))
        {
            var name = $"{item.GetProperty("kind").GetString()} {Helm.NameOf(item)}";
            item.At("metadata", "labels", "app.kubernetes.io/instance").GetString().ShouldBe("start-operator", name);
            var isOfTheCluster = item.GetProperty("kind").GetString() is "ClusterRole" or "ClusterRoleBinding" or "CustomResourceDefinition" or "ValidatingWebhookConfiguration";
            item.GetProperty("metadata").TryGetProperty("namespace", out _).ShouldBe(!isOfTheCluster, name);
        }
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Pods_satisfy_the_restricted_profile_and_write_nothing_to_their_root(string values)
    {
        var objects = await Helm.ObjectsAsync(values);

        foreach (var spec in (JsonElement[])[objects.Get("Deployment").At("spec", "template", "spec"), objects.Get("Pod").GetProperty("spec")])
        {
            spec.At("securityContext", "runAsNonRoot").GetBoolean().ShouldBeTrue();
            spec.At("securityContext", "seccompProfile", "type").GetString().ShouldBe("RuntimeDefault");
            var container = spec.GetProperty("containers")[0].GetProperty("securityContext");
            container.GetProperty("allowPrivilegeEscalation").GetBoolean().ShouldBeFalse();
            container.GetProperty("readOnlyRootFilesystem").GetBoolean().ShouldBeTrue();
            container.At("capabilities", "drop")[0].GetString().ShouldBe("ALL");
            spec.TryGetProperty("hostNetwork", out _).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task One_operator_elects_nobody_and_needs_no_budget()
    {
        var objects = await Helm.ObjectsAsync("default.yaml");

        ArgumentsOf(objects).ShouldNotContain("--leader-election");
        objects.All("PodDisruptionBudget").ShouldBeEmpty();
        objects.All("Role").ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_operators_elect_one_by_a_lease_in_their_namespace()
    {
        var objects = await Helm.ObjectsAsync("high-availability.yaml");

        var arguments = ArgumentsOf(objects);
        arguments[arguments.IndexOf("--leader-election") + 1].ShouldBe("start-operator");
        objects.Get("Role").GetProperty("rules")[0].GetProperty("resources")[0].GetString().ShouldBe("leases");
        objects.Get("PodDisruptionBudget").At("spec", "minAvailable").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Releases_of_one_namespace_elect_by_leases_of_their_own()
    {
        var run = await Helm.RunAsync("template", "other", Helm.Chart, "--namespace", "ops", "--kube-version", "1.34.0", "--set", "replicas=2");
        var objects = ResourceYaml.Read(run.Output);

        OperatorSettings.TryParse(ArgumentsOf(objects), _ => null, out var settings).ShouldBeNull();
        (settings.Lease, settings.LeaseNamespace).ShouldBe(("other-start-operator", "ops"));
        var rules = objects.Get("Role", "other-start-operator-elections").GetProperty("rules").EnumerateArray().ToList();
        Texts(rules.Single(r => !r.TryGetProperty("resourceNames", out _)).GetProperty("verbs")).ShouldBe(["create"]);
        Texts(rules.Single(r => r.TryGetProperty("resourceNames", out _)).GetProperty("resourceNames")).ShouldBe([settings.Lease]);
    }

    [Fact]
    public async Task The_kubelet_asks_on_a_port_that_no_policy_opens()
    {
        var objects = await Helm.ObjectsAsync("default.yaml");

        var container = objects.Get("Deployment").At("spec", "template", "spec", "containers")[0];
        var port = container.GetProperty("ports").EnumerateArray().Single(p => p.GetProperty("name").GetString() == "probes").GetProperty("containerPort").GetInt32();
        OperatorSettings.TryParse(ArgumentsOf(objects), _ => null, out var settings).ShouldBeNull();
        settings.Probes!.Port.ShouldBe(port);
        container.At("livenessProbe", "httpGet", "port").GetString().ShouldBe("probes");
        container.At("readinessProbe", "httpGet", "port").GetString().ShouldBe("probes");
        objects.Get("NetworkPolicy").At("spec", "ingress").EnumerateArray().SelectMany(r => r.GetProperty("ports").EnumerateArray()).Select(p => p.GetProperty("port").GetString())
            .ShouldBe(["metrics"]);
    }

    [Fact]
    public async Task Who_makes_the_roles_himself_is_given_none()
    {
        var objects = await Helm.ObjectsAsync("high-availability.yaml", "--set", "rbac.create=false");

        objects.Select(o => o.GetProperty("kind").GetString()).ShouldNotContain(kind => kind!.Contains("Role"));
    }

    [Fact]
    public async Task Names_that_look_like_numbers_or_truths_are_names_all_the_same()
    {
        var objects = await Helm.ObjectsAsync(
            "namespaced.yaml", "--set-string", "watchNamespaces={123,true}", "--set-string", "imagePullSecrets={456}", "--set-string", "packages.utilsImage=789", "--set", "webhook.enabled=true");

        objects.All("Role").Select(r => r.At("metadata", "namespace").GetString()).ShouldBe(["123", "true", "start-operator"], ignoreOrder: true);
        objects.Get("Deployment").At("spec", "template", "spec", "imagePullSecrets")[0].GetProperty("name").GetString().ShouldBe("456");
        ArgumentsOf(objects).ShouldContain("789");
        Texts(objects.Get("ValidatingWebhookConfiguration").GetProperty("webhooks")[0].At("namespaceSelector", "matchExpressions")[0].GetProperty("values")).ShouldBe(["123", "true"]);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task The_old_operator_is_gone_before_the_new_one_works(string values) =>
        (await Helm.ObjectsAsync(values)).Get("Deployment").At("spec", "strategy", "type").GetString().ShouldBe("Recreate");

    [Fact]
    public async Task An_operator_for_some_namespaces_has_no_rights_beyond_them()
    {
        var objects = await Helm.ObjectsAsync("namespaced.yaml");

        objects.All("ClusterRole").ShouldBeEmpty();
        objects.All("ClusterRoleBinding").ShouldBeEmpty();
        objects.All("CustomResourceDefinition").ShouldBeEmpty();
        objects.All("Role").Select(r => r.At("metadata", "namespace").GetString()).ShouldBe(["box", "guests"]);
        objects.All("RoleBinding").Select(b => b.GetProperty("subjects")[0].At("namespace").GetString()).ShouldBe(["start-operator", "start-operator"]);
        var arguments = ArgumentsOf(objects);
        arguments[arguments.IndexOf("--namespaces") + 1].ShouldBe("box,guests");
    }

    [Fact]
    public async Task The_webhook_leads_to_the_operator_which_may_say_whom_to_trust_and_no_more()
    {
        var objects = await Helm.ObjectsAsync("isolated.yaml");

        var service = objects.Get("Service", "start-operator-webhook");
        service.At("spec", "ports")[0].GetProperty("port").GetInt32().ShouldBe(443);
        var configuration = objects.Get("ValidatingWebhookConfiguration", WebhookCertificates.ConfigurationName);
        var hook = configuration.GetProperty("webhooks")[0];
        hook.At("clientConfig", "service", "name").GetString().ShouldBe("start-operator-webhook");
        hook.GetProperty("failurePolicy").GetString().ShouldBe("Ignore");
        var arguments = ArgumentsOf(objects);
        arguments[arguments.IndexOf("--webhook-service") + 1].ShouldBe("start-operator-webhook.start-operator");
        var rule = objects.Get("ClusterRole", "start-operator-webhook").GetProperty("rules").EnumerateArray().Single();
        Texts(rule.GetProperty("resourceNames")).ShouldBe([WebhookCertificates.ConfigurationName]);
        Texts(rule.GetProperty("verbs")).ShouldBe(["get", "patch"]);
        objects.Get("Role", "start-operator-webhook").GetProperty("rules").EnumerateArray().SelectMany(r => Texts(r.GetProperty("resources"))).Distinct().ShouldBe(["secrets"]);
        objects.Get("Role", "start-operator-webhook").GetProperty("rules").EnumerateArray().Where(r => r.TryGetProperty("resourceNames", out _))
            .SelectMany(r => Texts(r.GetProperty("resourceNames"))).ShouldBe([WebhookCertificates.SecretName]);
    }

    [Fact]
    public async Task A_webhook_whose_certificate_somebody_else_renews_has_no_rights_of_its_own()
    {
        var objects = await Helm.ObjectsAsync("cert-manager.yaml");

        objects.All("ClusterRole").ShouldBeEmpty();
        objects.All("Role").Select(r => r.At("metadata", "namespace").GetString()).ShouldBe(["box"]);
        ArgumentsOf(objects).ShouldNotContain("--webhook-service");
        var pod = objects.Get("Deployment").At("spec", "template", "spec");
        var secret = pod.GetProperty("volumes")[0].GetProperty("secret");
        secret.GetProperty("secretName").GetString().ShouldBe("start-operator-webhook-tls");
        secret.GetProperty("optional").GetBoolean().ShouldBeTrue("without it, nothing runs until the Secret is there");
        var hook = objects.Get("ValidatingWebhookConfiguration", WebhookCertificates.ConfigurationName);
        hook.At("metadata", "annotations", "cert-manager.io/inject-ca-from").GetString().ShouldBe("start-operator/start-operator-webhook");
        hook.GetProperty("webhooks")[0].At("namespaceSelector", "matchExpressions")[0].GetProperty("values")[0].GetString().ShouldBe("box");
    }

    [Fact]
    public async Task The_certificate_that_the_page_asks_for_is_the_one_that_the_webhook_is_called_by()
    {
        var page = Repository.Read("docs", "webhook.md");
        var example = page[page.IndexOf("apiVersion: cert-manager.io/v1", StringComparison.Ordinal)..];
        var certificate = ResourceYaml.Read(example[..example.IndexOf("```", StringComparison.Ordinal)]).Get("Certificate");
        var objects = await Helm.ObjectsAsync("cert-manager.yaml");

        var hook = objects.Get("ValidatingWebhookConfiguration", WebhookCertificates.ConfigurationName);
        var service = hook.GetProperty("webhooks")[0].At("clientConfig", "service");
        Texts(certificate.At("spec", "dnsNames")).ShouldBe([$"{service.GetProperty("name").GetString()}.{service.GetProperty("namespace").GetString()}.svc"]);
        hook.At("metadata", "annotations", "cert-manager.io/inject-ca-from").GetString()
            .ShouldBe($"{certificate.At("metadata", "namespace").GetString()}/{Helm.NameOf(certificate)}");
        objects.Get("Deployment").At("spec", "template", "spec", "volumes")[0].At("secret", "secretName").GetString().ShouldBe(certificate.At("spec", "secretName").GetString());
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task No_role_lets_the_operator_list_or_watch_secrets(string values)
    {
        var rules = from role in await Helm.ObjectsAsync(values)
                    where role.GetProperty("kind").GetString() is "Role" or "ClusterRole"
                    from rule in role.GetProperty("rules").EnumerateArray()
                    where Texts(rule.GetProperty("resources")).Any(r => r is "secrets" or "*")
                    select Texts(rule.GetProperty("verbs"));

        rules.SelectMany(verbs => verbs).ShouldBeSubsetOf(["get", "create", "patch", "delete"]);
    }

    [Fact]
    public async Task Definitions_are_kept_unless_told_otherwise()
    {
        const string Policy = "helm.sh/resource-policy";
        var definition = (await Helm.ObjectsAsync("default.yaml")).Get("CustomResourceDefinition");
        definition.At("metadata", "annotations", Policy).GetString().ShouldBe("keep");

        definition = (await Helm.ObjectsAsync("private-registry.yaml")).Get("CustomResourceDefinition");
        definition.GetProperty("metadata").TryGetProperty("annotations", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Images_are_taken_as_the_values_say()
    {
        var objects = await Helm.ObjectsAsync("private-registry.yaml");

        var container = objects.Get("Deployment").At("spec", "template", "spec", "containers")[0];
        container.GetProperty("image").GetString().ShouldBe("registry.example/start-operator/start-operator@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
        var arguments = ArgumentsOf(objects);
        arguments[arguments.IndexOf("--compat-image") + 1].ShouldBe("mirror.example/start-operator-compat:1");
        objects.Get("ConfigMap", "start-operator-extra").At("data", "of").GetString().ShouldBe("start-operator");
    }

    [Fact]
    public async Task The_operator_may_use_128_mebibytes() =>
        (await Helm.ObjectsAsync("default.yaml")).Get("Deployment").At("spec", "template", "spec", "containers")[0].At("resources", "limits", "memory").GetString().ShouldBe("128Mi");

    [Fact]
    public async Task Every_option_that_the_chart_sets_is_one_that_the_operator_has()
    {
        foreach (var values in Values.Select(row => row.Data))
        {
            var fault = OperatorSettings.TryParse(ArgumentsOf(await Helm.ObjectsAsync(values)), _ => null, out var settings);

            fault.ShouldBeNull(values);
            settings.Listen.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Every_alert_leads_to_a_page_that_says_what_to_do()
    {
        var page = Repository.Read("docs", "monitoring.md");
        var alerts = (await Helm.ObjectsAsync("high-availability.yaml")).Get("PrometheusRule").At("spec", "groups")[0].GetProperty("rules").EnumerateArray().ToList();

        alerts.ShouldNotBeEmpty();
        foreach (var alert in alerts)
        {
            var name = alert.GetProperty("alert").GetString()!;
            alert.At("annotations", "runbook_url").GetString().ShouldBe($"https://docs.example/start-operator/monitoring.md#{name.ToLowerInvariant()}");
            page.ShouldContain($"\n### {name}\n");
        }
    }

    [Fact]
    public async Task Alerts_and_the_dashboard_ask_only_for_what_the_operator_measures()
    {
        var objects = await Helm.ObjectsAsync("high-availability.yaml");
        var rules = objects.Get("PrometheusRule").At("spec", "groups")[0].GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("expr").GetString()!);
        using var dashboard = JsonDocument.Parse(objects.Get("ConfigMap", "start-operator-dashboard").At("data", "start-operator.json").GetString()!);
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().SelectMany(p => p.GetProperty("targets").EnumerateArray()).Select(t => t.GetProperty("expr").GetString()!);

        var asked = rules.Concat(panels).SelectMany(e => Metric().Matches(e)).Select(m => HistogramSuffix().Replace(m.Groups["name"].Value, "")).Distinct(StringComparer.Ordinal);

        asked.Except(["container_memory_working_set_bytes"]).ShouldBeSubsetOf(await OperatorMetricNames.ReadAsync());
    }

    [GeneratedRegex(@"(?<name>[a-z]+(_[a-z]+)+)\{", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Metric();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex HistogramSuffix();

    private static List<string> ArgumentsOf(IEnumerable<JsonElement> objects) => [.. Texts(objects.Get("Deployment").At("spec", "template", "spec", "containers")[0].GetProperty("args"))];

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(t => t.GetString()!);
}

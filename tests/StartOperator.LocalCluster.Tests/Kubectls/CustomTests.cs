using StartOperator.LocalCluster.Tests.Support;

namespace StartOperator.LocalCluster.Tests.Kubectls;

/// <summary>kubectl and kinds of one's own.</summary>
public sealed class CustomTests(Servers servers)
{
    private static readonly string Schema = WidgetDefinitions.Schema("""
        {"a":{"type":"string","description":"An a."},"n":{"type":"integer","minimum":1},
         "list":{"type":"array","items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"v":{"type":"string"}}},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"]}}
        """);

    private const string More = """
        {"subresources":{"status":{}},"additionalPrinterColumns":[{"name":"A","type":"string","jsonPath":".spec.a"},{"name":"N","type":"integer","jsonPath":".spec.n","priority":1},{"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}]}
        """;

    [Theory]
    [KubectlOnEachServer("get widgets.GROUP")]
    [KubectlOnEachServer("get widgets.GROUP a -o wide")]
    [KubectlOnEachServer("get widget.v1.GROUP a -o yaml")]
    [KubectlOnEachServer("describe widgets.GROUP a")]
    [KubectlOnEachServer("explain widgets.GROUP.spec")]
    [KubectlOnEachServer("explain --api-version=GROUP/v1 widgets.spec.list")]
    [KubectlOnEachServer("explain --api-version=GROUP/v1 widgets --recursive")]
    [KubectlOnEachServer("patch widgets.GROUP a --type=merge -p '{\"spec\":{\"n\":3}}'")]
    [KubectlOnEachServer("patch widgets.GROUP a -p '{\"spec\":{\"n\":3}}'")]
    [KubectlOnEachServer("patch widgets.GROUP a --type=merge -p '{\"spec\":{\"n\":0}}'")]
    [KubectlOnEachServer("patch widgets.GROUP a --subresource=status --type=merge -p '{\"status\":{}}'")]
    [KubectlOnEachServer("label widgets.GROUP a l=m")]
    [KubectlOnEachServer("get crd widgets.GROUP")]
    [KubectlOnEachServer("wait --for=condition=Established crd/widgets.GROUP --timeout=10s")]
    [KubectlOnEachServer("api-resources --api-group=GROUP")]
    [KubectlOnEachServer("delete widgets.GROUP a")]
    [KubectlOnEachServer("get widgets.GROUP --field-selector spec.a=x")]
    public Task A_kind_of_ones_own_is_used_like_any(string server, string command) => RunAsync(server, async (api, kubectl) =>
    {
        await api.CreateAsync("widgets", WidgetDefinitions.Widget(api, "a", """{"a":"x","n":2,"list":[{"name":"l"}]}"""));

        await kubectl.TryAsync(command.Replace("GROUP", api.Group, StringComparison.Ordinal));
    });

    [Theory]
    [KubectlOnEachServer("apply -f -")]
    [KubectlOnEachServer("apply --server-side -f -")]
    public Task A_second_apply_leaves_a_widget_unchanged(string server, string command) => RunAsync(server, async (api, kubectl) =>
    {
        var widget = WidgetDefinitions.Widget(api, "a", """{"a":"x","list":[{"name":"l","v":"1"},{"name":"m"}]}""");
        await kubectl.RunAsync(command, widget);
        var first = await api.GetAsync("widgets/a");
        await kubectl.RunAsync(command, widget);

        (await api.GetAsync("widgets/a")).Revision.ShouldBe(first.Revision);
        await kubectl.RunAsync(command, WidgetDefinitions.Widget(api, "a", """{"n":5,"list":[{"name":"l","v":"2"}]}"""));
        (await api.GetAsync("widgets/a")).Told("spec").ShouldBe("""{"list":[{"name":"l","v":"2"}],"n":5}""");
        await kubectl.FailAsync(command, WidgetDefinitions.Widget(api, "a", """{"n":0}"""));
        await kubectl.FailAsync(command, WidgetDefinitions.Widget(api, "a", """{"nonsense":0}"""));
    });

    [Theory]
    [KubectlOnEachServer("sed -i 's/: 2$/: 3/'", "edited", 0)]
    [KubectlOnEachServer("sed -i 's/: 2$/: 0/'", "is invalid", 1)]
    public Task A_widget_is_edited(string server, string editor, string told, int code) => RunAsync(server, async (api, kubectl) =>
    {
        await api.CreateAsync("widgets", WidgetDefinitions.Widget(api, "a", """{"n":2}"""));
        (kubectl.Editor, kubectl.Recorded) = (editor, false);

        var result = await kubectl.TryAsync($"edit widgets.{api.Group} a");

        result.ExitCode.ShouldBe(code, result.Errors);
        (result.Output + result.Errors).ShouldContain(told);
    });

    private Task RunAsync(string server, Func<ApiClient, Kubectl, Task> scenario) => servers.RunAsync(server, async api =>
    {
        await WidgetDefinitions.ShareAsync(api, "kubectl", Schema, More);
        await api.UntilAsync($"/openapi/v3/apis/{api.Group}/v1", answer => (int)answer.Code == 200);
        await scenario(api, new Kubectl(api));
    });
}

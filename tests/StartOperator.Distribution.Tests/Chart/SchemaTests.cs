using System.Text.Json;
using StartOperator.Distribution.Chart;

namespace StartOperator.Distribution.Tests.Chart;

/// <summary>The schema of the chart's values: what is misspelled or impossible is refused before anything is installed.</summary>
public sealed class SchemaTests
{
    private static JsonElement Schema => JsonDocument.Parse(Repository.Read("charts", "start-operator", "values.schema.json")).RootElement;

    [Theory]
    [InlineData("replicaCount=2", "replicaCount")]
    [InlineData("replicas=-1", "replicas")]
    [InlineData("replicas=two", "replicas")]
    [InlineData("image.tagg=1", "tagg")]
    [InlineData("image.digest=sha256:12", "digest")]
    [InlineData("image.pullPolicy=Sometimes", "pullPolicy")]
    [InlineData("watchNamespaces[0]=Box", "watchNamespaces")]
    [InlineData("watchNamespaces[0]=embassy", "watchNamespaces")]
    [InlineData("packages.defaultVolumeSize=10 GB", "defaultVolumeSize")]
    [InlineData("packages.defaultVolumeSize=lots", "defaultVolumeSize")]
    [InlineData("packages.defaultVolumeSize=-1Gi", "defaultVolumeSize")]
    [InlineData("packages.defaultVolumeSize=99999999999999E", "defaultVolumeSize")]
    [InlineData("packages.defaultLimits=much", "defaultLimits")]
    [InlineData("packages.defaultLimits=cpu=1\\,memory=1GB", "defaultLimits")]
    [InlineData("packages.defaultRequests=cpu=lots", "defaultRequests")]
    [InlineData("packages.defaultRequests=cpu =1", "defaultRequests")]
    [InlineData("isolation.boxPolicy=closed", "boxPolicy")]
    [InlineData("isolation.interfaceSources=Box", "interfaceSources")]
    [InlineData("isolation.interfaceSources=all\\,box", "interfaceSources")]
    [InlineData("isolation.interfaceSources=tor\\,box", "interfaceSources")]
    [InlineData("isolation.interfaceSources=tor\\,all\\,ingress", "interfaceSources")]
    [InlineData("webhook.enabled=perhaps", "enabled")]
    [InlineData("crds.keeep=false", "keeep")]
    [InlineData("crds.keep=maybe", "keep")]
    [InlineData("serviceAccount.create=false", "name")]
    [InlineData("resources.limit.memory=1Gi", "limit")]
    [InlineData("networkPolicy.apiServerPorts[0]=0", "apiServerPorts")]
    [InlineData("metrics.serviceMonitor.interval=often", "interval")]
    [InlineData("tolerations[0].effect=Never", "effect")]
    [InlineData("env.1A=x", "1A")]
    [InlineData("env.START_OPERATOR_DEFAULT_LIMITS=much", "START_OPERATOR_DEFAULT_LIMITS")]
    public async Task A_bad_value_is_refused(string value, string named)
    {
        var run = await Helm.RunAsync("template", "start-operator", Helm.Chart, "--set", value);

        run.ExitCode.ShouldNotBe(0, value);
        run.Error.ShouldContain("values don't meet the specifications of the schema");
        run.Error.ShouldContain(named);
    }

    [Theory]
    [InlineData("packages.defaultVolumeSize=1.5Ti")]
    [InlineData("packages.defaultVolumeSize=107374182400")]
    [InlineData("packages.defaultVolumeSize=5e9")]
    [InlineData("packages.defaultRequests=cpu=50m\\, memory=128Mi")]
    [InlineData("packages.defaultLimits=cpu=.5\\,hugepages-2Mi=4Mi\\,example.com/gpu=1")]
    [InlineData("isolation.interfaceSources=box")]
    [InlineData("isolation.interfaceSources=all-in\\,boxes\\,box-1")]
    [InlineData("env.HTTPS_PROXY=http://proxy.example:3128")]
    public async Task A_good_value_is_taken(string value) => await Helm.TemplateAsync("--set-string", value);

    [Fact]
    public void No_object_with_named_fields_takes_others() => Open(Schema, "$").ShouldBeEmpty();

    [Fact]
    public void The_schema_has_every_value_and_no_other()
    {
        var values = ValuesTable.Read(Repository.Read("charts", "start-operator", "values.yaml"));

        values.Where(v => Find(v.Path) is null).ShouldBeEmpty();
        var groups = values.Select(v => v.Path.Split('.')[0]).Append("global");
        Schema.GetProperty("properties").EnumerateObject().Select(p => p.Name).ShouldBeSubsetOf(groups);
    }

    private static JsonElement? Find(string path) => path.Split('.').Aggregate(
        (JsonElement?)Schema,
        (at, key) => at?.GetProperty("properties").TryGetProperty(key, out var found) == true ? found : null);

    private static IEnumerable<string> Open(JsonElement schema, string path)
    {
        if (schema.ValueKind == JsonValueKind.Array)
        {
            return schema.EnumerateArray().SelectMany((item, i) => Open(item, $"{path}[{i}]"));
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var isCondition = path.EndsWith(".if", StringComparison.Ordinal) || path.EndsWith(".then", StringComparison.Ordinal);
        var isOpen = !isCondition && schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == "object"
            && schema.TryGetProperty("properties", out _) && !(schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.False);
        return schema.EnumerateObject().SelectMany(p => Open(p.Value, $"{path}.{p.Name}")).Concat(isOpen ? [path] : []);
    }
}

using System.Text;
using StartOperator.Resources;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Metrics;
using StartOperator.Services;

namespace StartOperator.Tests;

public sealed class ServiceGaugesTests
{
    private readonly ObjectCache<StartService> _services = new(StartServiceKind.Kind);
    private readonly OperatorMetrics _metrics = new();

    [Fact]
    public async Task Services_are_counted_by_box_and_state_and_what_they_no_longer_are_is_no_longer_told()
    {
        var caches = new ObjectCaches();
        caches.Add(_services);
        await new ServiceGauges(_metrics, caches).StartAsync(TestContext.Current.CancellationToken);
        Put("home", "mint", """{"type":"Ready","status":"True","reason":"Running","message":"","lastTransitionTime":"2030-01-01T00:00:00Z"}""", 1);
        Put("home", "vault", """{"type":"Ready","status":"True","reason":"Running","message":"","lastTransitionTime":"2030-01-01T00:00:00Z"}""", 2);
        Put("home", "bank", """{"type":"Ready","status":"False","reason":"NameTaken","message":"","lastTransitionTime":"2030-01-01T00:00:00Z"},{"type":"Stalled","status":"True","reason":"NameTaken","message":"","lastTransitionTime":"2030-01-01T00:00:00Z"}""", 3);
        Put("away", "mint", """{"type":"Ready","status":"False","reason":"Starting","message":"","lastTransitionTime":"2030-01-01T00:00:00Z"},{"type":"Reconciling","status":"True","reason":"Starting","message":"","lastTransitionTime":"2030-01-01T00:00:00Z"}""", 4);
        Put("away", "new", "", 5);

        (await TellAsync()).ShouldBe(
            [
                """{box="away",state="reconciling",reason=""} 1""",
                """{box="away",state="reconciling",reason="Starting"} 1""",
                """{box="home",state="ready",reason="Running"} 2""",
                """{box="home",state="stalled",reason="NameTaken"} 1""",
            ],
            ignoreOrder: true);

        Put("home", "bank", """{"type":"Ready","status":"True","reason":"Running","message":"","lastTransitionTime":"2030-01-01T00:00:00Z"}""", 6);
        (await TellAsync()).ShouldContain("""{box="home",state="ready",reason="Running"} 3""");
        (await TellAsync()).ShouldNotContain(line => line.Contains("stalled"));
    }

    private void Put(string box, string name, string conditions, int version) => _services.ObserveWrite(StartServiceKind.Kind.Read(Encoding.UTF8.GetBytes(
        $$$"""{"metadata":{"name":"{{{name}}}","namespace":"{{{box}}}","uid":"{{{box}}}-{{{name}}}","resourceVersion":"{{{version}}}"},"spec":{"manifest":{}},"status":{"conditions":[{{{conditions}}}]}}""")));

    private async Task<IReadOnlyList<string>> TellAsync()
    {
        await using var text = new MemoryStream();
        await _metrics.Registry.CollectAndExportAsTextAsync(text, TestContext.Current.CancellationToken);
        return [.. Encoding.UTF8.GetString(text.ToArray()).Split('\n').Where(l => l.StartsWith(ServiceGauges.Name + "{", StringComparison.Ordinal)).Select(l => l[ServiceGauges.Name.Length..])];
    }
}

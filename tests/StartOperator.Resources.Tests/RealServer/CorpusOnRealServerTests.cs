using System.Text.Json;
using System.Text.Json.Nodes;
using StartOperator.Corpora;
using StartOperator.RealServer;

namespace StartOperator.Resources.Tests.RealServer;

public sealed class CorpusOnRealServerTests(SharedServer server)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_real_package_is_accepted_and_comes_back_equal_in_order()
    {
        var packages = Corpus.Packages();
        var api = await server.ApiAsync();
        var box = await api.CreateBoxAsync(Cancellation);
        foreach (var (package, i) in packages.Select((p, i) => (p, i)))
        {
            var service = NoteKeeper.Resource(box, $"package-{i}", package.Spec);
            var created = await api.CreateAsync(ServerApi.Json(service), Cancellation);
            created.IsFine.ShouldBeTrue($"{package.Folder}: {created.Message}");

            var stored = (await api.SendAsync(HttpMethod.Get, $"{ServerApi.Services(box)}/package-{i}", null, Cancellation)).Body;
            var read = stored.Deserialize(ResourcesJson.Default.StartService).ShouldNotBeNull();
            read.Spec.Manifest.Diagnostics.Where(d => d.Severity == Package.Diagnostics.Severity.Error).ShouldBeEmpty(package.Folder);
            read.Spec.Manifest.Value.ShouldBe(package.Manifest, package.Folder);
            JsonNode.DeepEquals(stored["spec"], ServerApi.Json(service)["spec"]).ShouldBeTrue(package.Folder);
        }
    }

    [Fact]
    public async Task What_has_an_order_keeps_it()
    {
        var api = await server.ApiAsync();
        var box = await api.CreateBoxAsync(Cancellation);
        (await api.CreateAsync(NoteKeeper.Node(box), Cancellation)).IsFine.ShouldBeTrue();
        var stored = (await api.SendAsync(HttpMethod.Get, $"{ServerApi.Services(box)}/notes", null, Cancellation)).Body;
        var manifest = stored.Deserialize(ResourcesJson.Default.StartService).ShouldNotBeNull().Spec.Manifest.Value.ShouldNotBeNull();
        manifest.ShouldBe(NoteKeeper.Manifest);
        manifest.Migrations!.From.Select(m => m.Range.ToString()).ShouldBe(["<1.0.0", "*"]);
        manifest.Actions["print"].InputSpec.Fields.Select(f => f.Key).ShouldBe(["zebra", "aardvark"]);
    }
}

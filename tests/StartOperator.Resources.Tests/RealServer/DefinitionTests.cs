using System.Text.Json.Nodes;
using StartOperator.RealServer;
using StartOperator.Resources.Schema;
using StartOperator.Resources.Tests.Yaml;

namespace StartOperator.Resources.Tests.RealServer;

public sealed class DefinitionTests(SharedServer server)
{
    private const string Status =
        """
        {
          "status": {
            "main": "running",
            "node": "pi",
            "installed": {"version": "1.2.2"},
            "conditions": [
              {"type": "Healthy", "status": "Unknown", "reason": "NotChecked", "message": "", "lastTransitionTime": "2026-01-01T12:00:00Z"},
              {"type": "Ready", "status": "True", "reason": "Running", "message": "", "lastTransitionTime": "2026-01-01T12:00:00Z"}
            ]
          }
        }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_real_server_establishes_the_definitions_and_finds_their_schemas_structural()
    {
        var api = await server.ApiAsync();
        foreach (var file in CustomResourceDefinitions.Committed.Keys)
        {
            var conditions = (await api.DefinitionAsync(Path.GetFileNameWithoutExtension(file), Cancellation))["status"]!["conditions"]!.AsArray();
            StatusOf(conditions, "Established").ShouldBe("True");
            StatusOf(conditions, "NamesAccepted").ShouldBe("True");
            StatusOf(conditions, "NonStructuralSchema").ShouldBeNull(conditions.ToJsonString());
        }
    }

    [Fact]
    public async Task Kubectl_prints_what_a_user_looks_for()
    {
        var api = await server.ApiAsync();
        var box = await api.CreateBoxAsync(Cancellation);
        (await api.CreateAsync(NoteKeeper.Node(box), Cancellation)).IsFine.ShouldBeTrue();
        var patched = await api.SendAsync(HttpMethod.Patch, $"{ServerApi.Services(box)}/notes/status", Status, Cancellation, "application/merge-patch+json");
        patched.IsFine.ShouldBeTrue(patched.Message);

        var table = (await api.SendAsync(HttpMethod.Get, ServerApi.Services(box), null, Cancellation, accept: "application/json;as=Table;v=v1;g=meta.k8s.io")).Body;
        table["columnDefinitions"]!.AsArray().Select(c => c!["name"]!.GetValue<string>())
            .ShouldBe(["Name", "Package", "Version", "State", "Ready", "Reason", "Health", "Node", "Age"]);
        var cells = table["rows"]!.AsArray().ShouldHaveSingleItem()!["cells"]!.AsArray();
        cells.Take(8).Select(c => c!.GetValue<string>()).ShouldBe(["notes", "note-keeper", "1.2.2", "running", "True", "Running", "Unknown", "pi"]);
    }

    [Fact]
    public async Task Kubernetes_reads_our_yaml_as_we_do()
    {
        var api = await server.ApiAsync();
        var box = await api.CreateBoxAsync(Cancellation);
        var texts = TrickyTexts.Known.Where(t => !t.Any(IsForbiddenInYaml)).ToList();
        var data = new JsonObject(texts.Select((text, i) => KeyValuePair.Create($"text-{i}", (JsonNode?)text)));
        var map = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = "tricky" }, ["data"] = data };
        using var json = System.Text.Json.JsonDocument.Parse(map.ToJsonString());

        var created = await api.SendAsync(
            HttpMethod.Post, $"/api/v1/namespaces/{box}/configmaps?fieldValidation=Strict", ResourceYaml.ToString(json.RootElement), Cancellation, "application/yaml");
        created.IsFine.ShouldBeTrue(created.Message);
        for (var i = 0; i < texts.Count; i++)
        {
            created.Body["data"]![$"text-{i}"].ShouldNotBeNull().GetValue<string>().ShouldBe(texts[i]);
        }
    }

    /// <summary>What Go's JSON and YAML do not keep: nothing of it can come from an API server.</summary>
    private static bool IsForbiddenInYaml(char character) => character is '\ufffe' or '\uffff';

    private static string? StatusOf(JsonArray conditions, string type) =>
        conditions.FirstOrDefault(c => c!["type"]!.GetValue<string>() == type)?["status"]?.GetValue<string>();
}

using System.Text.Json.Nodes;
using StartOperator.RealServer;

namespace StartOperator.Resources.Tests.RealServer;

/// <summary>What a real API server refuses, and with which words; what passes and is wrong all the same is for Package's reader to tell.</summary>
public sealed class SchemaRejectionTests(SharedServer server)
{
    private const string FortyLetters = "abcdefghij-klmnopqrst-uvwxyz-abcdefghi-j";

    /// <summary>A path in the resource, the JSON to put there (null to take out what is there), and what the server says.</summary>
    public static TheoryData<string, string?, string> Refused => new()
    {
        { "metadata.name", $"\"{FortyLetters}k\"", "metadata.name must be at most 40 lower-case letters, digits and hyphens" },
        { "metadata.name", "\"1password\"", "metadata.name must be at most 40 lower-case letters, digits and hyphens" },
        { "metadata.name", "\"a.b\"", "metadata.name must be at most 40 lower-case letters, digits and hyphens" },
        { "spec", null, "spec: Required value" },
        { "spec.manifest", null, "spec.manifest: Required value" },
        { "spec.manifest.id", "\"Note Keeper\"", "spec.manifest.id: Invalid value" },
        { "spec.manifest.id", $"\"{new string('a', 64)}\"", "spec.manifest.id: Too long" },
        { "spec.manifest.version", null, "spec.manifest.version: Required value" },
        { "spec.manifest.title", "7", "spec.manifest.title: Invalid value" },
        { "spec.manifest.surprise", "1", "unknown field \"spec.manifest.surprise\"" },
        { "spec.surprise", "1", "unknown field \"spec.surprise\"" },
        { "spec.manifest.main.surprise", "1", "unknown field \"spec.manifest.main.surprise\"" },
        { "spec.manifest.main.type", "\"script\"", "spec.manifest.main.type: Unsupported value: \"script\"" },
        { "spec.manifest.main.image", null, "spec.manifest.main.image: Required value" },
        { "spec.manifest.main.entrypoint", null, "spec.manifest.main.entrypoint: Required value" },
        { "spec.manifest.main.mounts.ghost", "\"/ghost\"", "main mounts a volume that the manifest does not declare" },
        { "spec.manifest.main.mounts.main", "\"data\"", "spec.manifest.main.mounts.main: Invalid value" },
        { "spec.manifest.main.shm-size-mb", "-1", "spec.manifest.main.shm-size-mb: Invalid value" },
        { "spec.manifest.backup.create.image", null, "type docker needs image, entrypoint" },
        { "spec.manifest.backup.create.entrypoint", null, "type docker needs image, entrypoint" },
        { "spec.manifest.backup.restore", null, "spec.manifest.backup.restore: Required value" },
        { "spec.manifest.health-checks.web.entrypoint", null, "type docker needs image, entrypoint" },
        { "spec.manifest.volumes.main.type", "\"dta\"", "spec.manifest.volumes.main.type: Unsupported value: \"dta\"" },
        { "spec.manifest.volumes.main.type", null, "spec.manifest.volumes.main.type: Required value" },
        { "spec.manifest.volumes.shared.readonly", null, "type pointer needs package-id, volume-id, path, readonly" },
        { "spec.manifest.volumes.tls.interface-id", null, "type certificate needs interface-id" },
        { "spec.manifest.interfaces.web.lan-config.443.internal", "0", "should be greater than or equal to 1" },
        { "spec.manifest.interfaces.web.lan-config.443.internal", "65536", "should be less than or equal to 65535" },
        { "spec.manifest.interfaces.web.lan-config.443.internal", "\"8080\"", "must be of type integer" },
        { "spec.manifest.interfaces.web.tor-config.port-mapping.80", "\"http\"", "spec.manifest.interfaces.web.tor-config.port-mapping.80: Invalid value" },
        { "spec.manifest.dependencies.note-reader.requirement.how", null, "type opt-in needs how" },
        { "spec.manifest.actions.print.allowed-statuses", "[\"asleep\"]", "Unsupported value: \"asleep\"" },
        { "spec.manifest.migrations.from", "{}", "must be of type array" },
        { "spec.manifest.migrations.from.1.image", null, "type docker needs image, entrypoint" },
        { "spec.assets", "{\"main\": {\"configMap\": {\"name\": \"m\"}}}", "assets may only name volumes that the manifest declares with type: assets" },
        { "spec.assets", "{\"ghost\": {\"configMap\": {\"name\": \"m\"}}}", "assets may only name volumes that the manifest declares with type: assets" },
        { "spec.assets", "{\"pages\": {}}", "give exactly one of configMap and image" },
        { "spec.assets", "{\"pages\": {\"configMap\": {\"name\": \"m\"}, \"image\": {\"reference\": \"r\"}}}", "give exactly one of configMap and image" },
        { "spec.assets", "{\"pages\": {\"image\": {\"reference\": \"r\", \"path\": \"relative\"}}}", "spec.assets.pages.image.path: Invalid value" },
        { "spec.images", "{\"main\": {}}", "spec.images.main.image: Required value" },
        { "spec.images", "{\"main\": {\"image\": null}}", "spec.images.main.image" },
        { "spec.images", "{\"main\": {\"image\": \"a\", \"architectures\": [\"x86\"]}}", "Unsupported value: \"x86\"" },
        { "spec.images", "{\"main\": {\"image\": \"a\", \"architectures\": [\"arm\", \"arm\"]}}", "Duplicate value" },
        { "spec.images", "{\"main\": {\"image\": \"a\", \"pullPolicy\": \"Sometimes\"}}", "Unsupported value: \"Sometimes\"" },
        { "spec.state", "\"running\"", "Unsupported value: \"running\"" },
        { "spec.deletionPolicy", "\"Keep\"", "Unsupported value: \"Keep\"" },
        { "spec.alias", "\"Note Keeper\"", "spec.alias: Invalid value" },
        { "spec.restartedAt", $"\"{new string('1', 65)}\"", "spec.restartedAt: Too long" },
        { "spec.configured", "\"yes\"", "must be of type boolean" },
        { "spec.storage", "{\"size\": \"plenty\"}", "spec.storage.size: Invalid value" },
        { "spec.storage", "{\"size\": \"1e999\"}", "spec.storage.size: Invalid value" },
        { "spec.storage", "{\"volumes\": {\"main\": {\"size\": \"-1\"}}}", "spec.storage.volumes.main.size: Invalid value" },
        { "spec.resources", "{\"limits\": {\"memory\": \"4 GB\"}}", "spec.resources.limits.memory: Invalid value" },
        { "spec.resources", "{\"requests\": {\"cpu\": 1}}", "must be of type string" },
        { "spec.resources", "{\"claims\": [{\"name\": \"a\"}]}", "give exactly one of resourceClaimName and resourceClaimTemplateName" },
        {
            "spec.resources",
            "{\"claims\": [{\"name\": \"a\", \"resourceClaimName\": \"b\", \"resourceClaimTemplateName\": \"c\"}]}",
            "give exactly one of resourceClaimName and resourceClaimTemplateName"
        },
        { "spec.resources", "{\"claims\": [{\"name\": \"a\", \"resourceClaimName\": \"b\"}, {\"name\": \"a\", \"resourceClaimName\": \"c\"}]}", "Duplicate value" },
        { "spec.placement", "{\"colocate\": \"Near\"}", "Unsupported value: \"Near\"" },
        { "spec.placement", "{\"nodeRequirements\": [{\"key\": \"a\", \"operator\": \"Like\"}]}", "Unsupported value: \"Like\"" },
        { "spec.environment", "[{\"name\": \"1A\"}]", "spec.environment[0].name: Invalid value" },
        { "spec.environment", "[{\"name\": \"A\"}, {\"name\": \"A\"}]", "Duplicate value" },
        { "spec.imagePullSecrets", "[{}]", "spec.imagePullSecrets[0].name: Required value" },
    };

    /// <summary>What passes.</summary>
    public static TheoryData<string, string?> Accepted => new()
    {
        { "metadata.name", $"\"{FortyLetters}\"" },
        { "spec.manifest.main.mounts", null },
        { "spec.manifest.main.mounts", "{\"BACKUP\": \"/mnt/backup\"}" },
        { "spec.manifest.config.set.args", "[\"text\", 1, null, {\"any\": {\"depth\": [true]}}]" },
        { "spec.manifest.actions.print.input-spec.0.anything", "{\"goes\": [\"here\"]}" },
        { "spec.manifest.hardware-requirements", "{\"ram\": 8589934592, \"arch\": [\"aarch64\"], \"device\": {\"display\": \".*\"}}" },
        { "spec.assets", "{\"pages\": {\"image\": {\"reference\": \"r\"}}}" },
        { "spec.resources", "{\"requests\": {\"cpu\": \"0.5\", \"memory\": \"1.5Gi\"}, \"limits\": {\"cpu\": \"500m\", \"example.com/gpu\": \"1\"}}" },
        { "spec.storage", "{\"size\": \"20Gi\", \"storageClassName\": \"fast\", \"volumes\": {\"main\": {\"size\": \"1e9\"}}}" },
        { "spec.hostUsers", "false" },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task It_is_refused(string path, string? value, string message)
    {
        var answer = await TryAsync(path, value);
        answer.IsFine.ShouldBeFalse(answer.Body.ToJsonString());
        answer.Message.ShouldContain(message, Case.Sensitive);
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task It_passes(string path, string? value)
    {
        var answer = await TryAsync(path, value);
        answer.IsFine.ShouldBeTrue(answer.Message);
    }

    [Fact]
    public async Task A_map_with_more_entries_than_any_package_has_is_refused()
    {
        var volumes = new JsonObject(Enumerable.Range(0, 65)
            .Select(i => KeyValuePair.Create($"v{new string('x', i)}", (JsonNode?)new JsonObject { ["type"] = "data" })));
        var answer = await TryAsync("spec.manifest.volumes", volumes.ToJsonString());
        answer.Message.ShouldContain("must have at most 64 items");
    }

    [Fact]
    public async Task A_service_stays_with_its_package()
    {
        var api = await server.ApiAsync();
        var box = await api.CreateBoxAsync(Cancellation);
        (await api.CreateAsync(NoteKeeper.Node(box), Cancellation)).IsFine.ShouldBeTrue();
        var changed = await PatchAsync(api, box, """{"spec": {"manifest": {"id": "note-reader"}}}""");
        changed.Message.ShouldContain("a StartService stays with its package: delete it and create another");
        (await PatchAsync(api, box, """{"spec": {"manifest": {"version": "2.0.0"}}}""")).IsFine.ShouldBeTrue();
    }

    [Fact]
    public async Task A_status_is_written_through_its_own_door_only()
    {
        var api = await server.ApiAsync();
        var box = await api.CreateBoxAsync(Cancellation);
        (await api.CreateAsync(NoteKeeper.Node(box), Cancellation)).IsFine.ShouldBeTrue();
        (await PatchAsync(api, box, """{"status": {"main": "running"}}""")).Body["status"].ShouldBeNull();
        (await PatchAsync(api, box, """{"status": {"main": "running"}}""", "/status")).Body["status"]!["main"]!.GetValue<string>()
            .ShouldBe("running");
        (await PatchAsync(api, box, """{"status": {"main": "dancing"}}""", "/status")).Message.ShouldContain("Unsupported value: \"dancing\"");
        (await PatchAsync(api, box, """{"status": {"conditions": [{"type": "Ready"}]}}""", "/status")).Message
            .ShouldContain("status.conditions[0].status: Required value");
    }

    [Fact]
    public async Task A_status_can_tell_of_two_claims_of_one_volume_as_there_are_while_a_copy_is_restored()
    {
        var api = await server.ApiAsync();
        var box = await api.CreateBoxAsync(Cancellation);
        (await api.CreateAsync(NoteKeeper.Node(box), Cancellation)).IsFine.ShouldBeTrue();
        var two = await PatchAsync(api, box, """{"status": {"volumes": [{"name": "main", "claim": "notes-main"}, {"name": "main", "claim": "copy"}]}}""", "/status");
        two.IsFine.ShouldBeTrue(two.Message);
        var one = await PatchAsync(api, box, """{"status": {"volumes": [{"name": "a", "claim": "same"}, {"name": "b", "claim": "same"}]}}""", "/status");
        one.Message.ShouldContain("Duplicate value");
    }

    private static Task<Answer> PatchAsync(ServerApi api, string box, string patch, string subresource = "") =>
        api.SendAsync(HttpMethod.Patch, $"{ServerApi.Services(box)}/notes{subresource}", patch, Cancellation, "application/merge-patch+json");

    private async Task<Answer> TryAsync(string path, string? value)
    {
        var api = await server.ApiAsync();
        var service = NoteKeeper.Node("default");
        Put(service, path.Split('.'), value is null ? null : JsonNode.Parse(value), remove: value is null);
        return await api.CreateAsync(service, Cancellation, dryRun: true);
    }

    private static void Put(JsonNode node, ReadOnlySpan<string> path, JsonNode? value, bool remove)
    {
        if (path.Length > 1)
        {
            Put((node is JsonArray items ? items[int.Parse(path[0])] : node[path[0]]).ShouldNotBeNull(path[0]), path[1..], value, remove);
        }
        else if (remove)
        {
            node.AsObject().Remove(path[0]).ShouldBeTrue(path[0]);
        }
        else
        {
            node[path[0]] = value;
        }
    }
}

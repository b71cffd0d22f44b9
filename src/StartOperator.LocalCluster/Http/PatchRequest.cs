using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.ManagedFields;
using StartOperator.LocalCluster.Patching;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster.Http;

/// <summary>A patch as it came: its kind, its text, and how it turns a live object into the wanted one.</summary>
internal sealed class PatchRequest(PatchKind kind, ResourceTarget target, JsonNode? patch, IReadOnlyCollection<string> duplicates, WriteOptions options)
{
    public WriteOptions Options => options;

    /// <summary>Applying makes the object when it is absent.</summary>
    public bool Creates => kind == PatchKind.Apply;

    public static async Task<PatchRequest> ReadAsync(HttpContext context, ResourceTarget target)
    {
        var kind = KindOf(target.Resource, context.Request.ContentType);
        var options = WriteOptions.Read(context.Request.Query, "PatchOptions", kind == PatchKind.Apply);
        var body = await Bodies.ReadAsync(context);
        var duplicates = new List<string>();
        JsonNode? patch;
        try
        {
            patch = kind == PatchKind.Apply ? YamlOrJson(body, duplicates) : JsonText.Parse(body, duplicates);
        }
        catch (JsonException fault)
        {
            throw StatusException.BadRequest(kind switch
            {
                PatchKind.Apply => $"error decoding YAML: {fault.Message}",
                PatchKind.Strategic => fault.Message,
                _ => $"error decoding patch: {fault.Message}",
            });
        }

        return new PatchRequest(kind, target, patch, duplicates, options);
    }

    /// <summary>The object with the patch applied, decoded, defaulted and with its managed fields up to date.</summary>
    public JsonObject Apply(WriteRequest request, JsonObject? live, Action<string> warn)
    {
        if (kind == PatchKind.Apply) return ServerApply(request, live, warn);
        if (live is null) throw StatusException.NotFound(target.Resource.Name, target.Name);
        var patched = kind switch
        {
            PatchKind.Json => ApplyJson(live),
            PatchKind.Merge => MergePatch.Apply(live, Change),
            _ => ApplyStrategic(live),
        };
        var obj = patched as JsonObject ?? throw StatusException.InvalidPatch(
            JsonText.Text(patched), $"json: cannot unmarshal {GoText.Kind(patched)} into Go value of type v1.{target.Resource.Kind}");
        var decoded = RequestDecoder.Object(
            target.Resource,
            obj,
            kind == PatchKind.Json ? [] : duplicates,
            options.Unknown,
            warn,
            () => kind == PatchKind.Strategic ? GoText.Map(Change) : JsonText.Text(target.Resource.Custom is null ? obj : JsonText.Sorted(obj)),
            kind == PatchKind.Json ? [.. JsonPatch.UnknownFields(JsonPatch.Operations(patch)), .. duplicates.Select(path => $"json patch duplicate field \"{path}\"")] : [],
            kind == PatchKind.Strategic);
        ResourceHandler.CheckName(decoded, target);
        return FieldOwnership.Update(request, live, decoded);
    }

    private JsonObject Change => patch as JsonObject ?? throw StatusException.BadRequest(
        $"{(kind == PatchKind.Strategic ? "" : "error decoding patch: ")}json: cannot unmarshal {GoText.Kind(patch)} into Go value of type map[string]interface {{}}");

    private JsonObject ServerApply(WriteRequest request, JsonObject? live, Action<string> warn)
    {
        var applied = patch as JsonObject ?? throw StatusException.BadRequest("error decoding YAML: not an object");
        CheckApplied(applied);
        if (live is null && applied.Text("metadata", "uid") is { Length: > 0 } uid)
        {
            throw StatusException.Conflict(
                target.Resource.Name, target.Name, $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
        }

        var merged = ServerSideApply.Apply(request, live ?? [], applied, options.Force == true);
        var managed = merged.Obj("metadata")!["managedFields"];
        merged.Obj("metadata")!.Remove("managedFields");
        var decoded = RequestDecoder.Object(target.Resource, merged, duplicates, options.Unknown, warn, () => JsonText.Text(merged));
        decoded.Obj("metadata")!.Put("managedFields", managed);
        if (live is null) decoded.Obj("metadata")!.Remove("resourceVersion");
        ResourceHandler.CheckName(decoded, target);
        return decoded;
    }

    private void CheckApplied(JsonObject applied)
    {
        var (version, objectKind) = (applied.Text("apiVersion") ?? "", applied.Text("kind") ?? "");
        if (version == target.Resource.GroupVersion && objectKind == target.Resource.Kind)
        {
            applied.Ensure("metadata");
            return;
        }

        var group = version.Contains('/', StringComparison.Ordinal) ? version : "/" + version;
        throw StatusException.BadRequest($"invalid object type: {group}, Kind={objectKind}");
    }

    private JsonObject ApplyStrategic(JsonObject live)
    {
        try
        {
            return StrategicMerge.Apply(live, patch is null ? [] : Change, target.Resource.Schema);
        }
        catch (PatchException fault)
        {
            throw fault.Malformed ? StatusException.BadRequest(fault.Message) : StatusException.Bare(500, fault.Message);
        }
    }

    private static PatchKind KindOf(ApiResource resource, string? contentType) => RequestDecoder.MediaType(contentType) switch
    {
        "application/json-patch+json" => PatchKind.Json,
        "application/merge-patch+json" => PatchKind.Merge,
        "application/strategic-merge-patch+json" when resource.Custom is null => PatchKind.Strategic,
        "application/apply-patch+yaml" => PatchKind.Apply,
        _ when resource.Custom is null => throw StatusException.UnsupportedMediaType("415: Unsupported Media Type", true),
        _ => throw StatusException.UnsupportedMediaType(
            "the body of the request was in an unknown format - accepted media types include: " +
            "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
            false),
    };

    private static JsonNode? YamlOrJson(byte[] body, List<string> duplicates)
    {
        var first = body.FirstOrDefault(b => b is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'));
        return first == (byte)'{' ? JsonText.Parse(body, duplicates) : YamlText.Parse(body);
    }

    private JsonNode? ApplyJson(JsonObject live)
    {
        try
        {
            var operations = JsonPatch.Operations(patch);
            if (operations.Count > JsonPatch.MaxOperations) throw StatusException.TooManyOperations(JsonPatch.MaxOperations, operations.Count);
            return JsonPatch.Apply(live, operations);
        }
        catch (PatchException fault)
        {
            throw fault.Malformed ? StatusException.BadRequest($"error decoding patch: {fault.Message}") : StatusException.PatchDoesNotApply();
        }
    }
}

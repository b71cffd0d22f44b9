using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StartOperator.LocalCluster.CustomResources;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Schemas;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Decoding;

/// <summary>Reads request bodies into objects of the expected kind, defaults filled in, and says what it dropped.</summary>
internal static class RequestDecoder
{
    /// <summary>Decodes a body sent to create or replace an object.</summary>
    public static JsonObject Body(ApiResource resource, byte[] body, string? contentType, UnknownFields unknown, Action<string> warn)
    {
        var duplicates = new List<string>();
        var read = Reader(contentType, resource.Custom is null ? resource.Schema : null, duplicates);
        return Object(resource, Parse(resource, body, read), duplicates, unknown, warn);
    }

    /// <summary>How bodies of a media type are read; only built-in kinds, which give their schema, come as protobuf.</summary>
    public static Func<byte[], JsonNode?> Reader(string? contentType, Schema? builtIn, ICollection<string> duplicates) => MediaType(contentType) switch
    {
        "" or "application/json" => text => JsonText.Parse(text, duplicates),
        "application/yaml" => YamlText.Parse,
        ProtobufDecoder.MediaType when builtIn is not null => message => ProtobufDecoder.Decode(builtIn, message),
        _ => throw StatusException.UnsupportedMediaType(
            "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml" +
            (builtIn is not null ? ", " + ProtobufDecoder.MediaType : ""),
            false),
    };

    /// <summary>
    /// Checks and completes an object that was parsed or made by a patch; <paramref name="patched"/> then gives what errors show of it,
    /// and <paramref name="complaintsOfPatch"/> what the patch itself has that nobody knows. Strategic merge patches are read in another way.
    /// </summary>
    public static JsonObject Object(
        ApiResource resource,
        JsonObject parsed,
        IReadOnlyCollection<string> duplicates,
        UnknownFields unknown,
        Action<string> warn,
        Func<string>? patched = null,
        IReadOnlyList<string>? complaintsOfPatch = null,
        bool isStrategic = false)
    {
        CheckKind(resource, parsed, patched);
        var complaints = complaintsOfPatch?.ToList() ?? [];
        JsonObject result;
        try
        {
            result = resource.Custom is null
                ? BuiltInDecoder.Decode(resource.Schema, parsed, duplicates.ToHashSet(StringComparer.Ordinal), complaints)
                : CustomDecoder.Decode(resource, parsed, duplicates, complaints);
        }
        catch (DecodeException fault)
        {
            throw Unusable(resource, isStrategic ? fault.OfPatch ?? fault.Message : fault.Message, patched);
        }

        if (unknown == UnknownFields.Strict && complaints.Count > 0)
        {
            throw Unusable(resource, "strict decoding error: " + string.Join(", ", complaints), patched);
        }

        if (unknown == UnknownFields.Warn) complaints.ForEach(warn);
        result["kind"] = resource.Kind;
        result["apiVersion"] = resource.GroupVersion;
        resource.Behaviour.Default?.Invoke(result);

        // An empty list is no value, but here it is a wish: to forget who owns what.
        if (parsed.Arr("metadata", "managedFields") is { Count: 0 }) result.Ensure("metadata")["managedFields"] = new JsonArray();
        return result;
    }

    public static string MediaType(string? contentType) => (contentType ?? "").Split(';')[0].Trim().ToLowerInvariant();

    private static StatusException Unusable(ApiResource resource, string why, Func<string>? patched) => patched is not null
        ? StatusException.InvalidPatch(patched(), why)
        : StatusException.BadRequest($"{resource.Kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: {why}");

    private static JsonObject Parse(ApiResource resource, byte[] body, Func<byte[], JsonNode?> read)
    {
        JsonNode? node;
        try
        {
            node = read(body);
        }
        catch (JsonException fault)
        {
            throw BodyKind.Unreadable(resource, body.Length == 0 ? "unexpected end of JSON input" : fault.Message, body);
        }

        var parsed = BodyKind.Check(resource, node, body);
        if (resource.Custom is not null && string.IsNullOrEmpty(parsed.Text("kind")))
            throw BodyKind.Unrecognized(resource, $"Object 'Kind' is missing in '{Encoding.UTF8.GetString(body)}'", body);
        return parsed;
    }

    private static void CheckCustomKind(ApiResource resource, JsonObject parsed, string kind)
    {
        if (kind != resource.Kind && parsed.Text("apiVersion") == resource.GroupVersion)
        {
            var error = FieldError.Invalid("kind", kind, $"must be {resource.Kind}");
            throw StatusException.Invalid(resource.Group, kind, parsed.Text("metadata", "name") ?? "", [error]);
        }
    }

    private static void CheckKind(ApiResource resource, JsonObject parsed, Func<string>? patched)
    {
        var (kind, version) = (parsed.Text("kind") ?? "", parsed.Text("apiVersion") ?? "");
        if (resource.Custom is not null) CheckCustomKind(resource, parsed, kind);
        if (kind.Length == 0) kind = resource.Kind;
        if (version.Length == 0 && resource.Custom is null) version = resource.GroupVersion;
        if (version == resource.GroupVersion && kind == resource.Kind) return;
        if (patched is not null && resource.Custom is null) throw StatusException.InvalidPatch(patched(), $"no kind \"{kind}\" is registered for version \"{version}\"");
        var known = version == resource.GroupVersion;
        throw StatusException.BadRequest(
            resource.Custom is not null && !known
                ? $"the API version in the data ({version}) does not match the expected API version ({resource.GroupVersion})"
                : $"{kind} in version \"{version.Split('/')[^1]}\" cannot be handled as a {resource.Kind}: " +
                  (known ? $"the kind in the data ({kind}) is another one" : $"no kind \"{kind}\" is registered for version \"{version}\""));
    }
}

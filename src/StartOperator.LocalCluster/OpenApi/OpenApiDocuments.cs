using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;

namespace StartOperator.LocalCluster.OpenApi;

/// <summary>
/// The schemas of everything that is served: /openapi/v3 with a document for each group and version, and /openapi/v2 as one document.
/// Documents are made when asked for and kept until what is served changes.
/// </summary>
internal sealed class OpenApiDocuments(ResourceCatalog catalog)
{
    private const string Prefix3 = "#/components/schemas/";
    private const string Prefix2 = "#/definitions/";
    private const string Version2Name = "v2";
    private const string Swagger = "v2 in protobuf";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Made> _documents = new(StringComparer.Ordinal);

    public async Task<bool> TryAnswerAsync(HttpContext context, string path)
    {
        if (context.Request.Method != "GET") return false;
        if (path == "/openapi/v2")
        {
            if (SwaggerMessage.IsAskedFor(context.Request.Headers.Accept.ToString())) await Responses.WriteAsync(context, 200, Whole(Swagger), SwaggerMessage.MediaType);
            else await Responses.WriteAsync(context, 200, Whole(Version2Name), "application/json");
            return true;
        }

        const string Root = "/openapi/v3";
        if (path == Root)
        {
            await Responses.WriteAsync(context, 200, Index());
            return true;
        }

        if (!path.StartsWith(Root + "/", StringComparison.Ordinal)) return false;
        var name = path[(Root.Length + 1)..];
        if (catalog.All.Where(resource => NameOf(resource) == name).ToList() is not { Count: > 0 } resources)
        {
            context.Response.StatusCode = 404;
            return true;
        }

        var made = Document(name, resources);
        context.Response.Headers.ETag = $"\"{made.Hash}\"";
        await Responses.WriteAsync(context, 200, made.Document, "application/json");
        return true;
    }

    private static string NameOf(ApiResource resource) => (resource.Group.Length == 0 ? "api/" : "apis/") + resource.GroupVersion;

    private JsonObject Index()
    {
        var paths = new JsonObject();
        foreach (var version in catalog.All.GroupBy(NameOf).OrderBy(version => version.Key, StringComparer.Ordinal))
            paths[version.Key] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{version.Key}?hash={Document(version.Key, version.ToList()).Hash}" };
        return new JsonObject { ["paths"] = paths };
    }

    private byte[] Whole(string form) => Document(form, catalog.All.ToList()).Document;

    /// <summary>A document of some resources: the one made before, unless they are others now.</summary>
    private Made Document(string name, IReadOnlyList<ApiResource> resources)
    {
        lock (_lock)
        {
            if (_documents.TryGetValue(name, out var known) && known.Resources.SequenceEqual(resources, ReferenceEqualityComparer.Instance)) return known;
            var document = name switch
            {
                Swagger => SwaggerMessage.Of(Version2(resources)),
                Version2Name => JsonText.Write(Version2(resources)),
                _ => JsonText.Write(Version3(resources)),
            };
            return _documents[name] = new Made(resources, document, Convert.ToHexString(SHA512.HashData(document)));
        }
    }

    private static JsonObject Info() => new() { ["title"] = "Kubernetes", ["version"] = ServerVersion.Text };

    private static JsonObject Version3(IEnumerable<ApiResource> resources)
    {
        var (schemas, paths) = Collect(resources, Prefix3);
        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = Info(),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    private static JsonObject Version2(IEnumerable<ApiResource> resources)
    {
        var (schemas, paths) = Collect(resources, Prefix2);
        return new JsonObject { ["swagger"] = "2.0", ["info"] = Info(), ["paths"] = paths, ["definitions"] = schemas };
    }

    private static (JsonObject Schemas, JsonObject Paths) Collect(IEnumerable<ApiResource> resources, string prefix)
    {
        var collected = new OpenApiSchemas(prefix, plain: prefix == Prefix2);
        var paths = new JsonObject();
        foreach (var resource in resources)
        {
            collected.Add(resource);
            foreach (var (path, operations) in OpenApiPaths.Of(resource, prefix)) paths[path] = operations;
        }

        var schemas = new JsonObject();
        foreach (var (name, schema) in collected.Found) schemas[name] = schema;
        return (schemas, paths);
    }

    /// <summary>A document, what it is of, and the hash that tells whether it changed.</summary>
    private sealed record Made(IReadOnlyList<ApiResource> Resources, byte[] Document, string Hash);
}

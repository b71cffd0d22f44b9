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
    private const string Swagger = "v2 in protobuf";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]> _documents = new(StringComparer.Ordinal);
    private long _generation = -1;

    public async Task<bool> TryAnswerAsync(HttpContext context, string path)
    {
        if (context.Request.Method != "GET") return false;
        if (path == "/openapi/v2")
        {
            if (SwaggerMessage.IsAskedFor(context.Request.Headers.Accept.ToString())) await Responses.WriteAsync(context, 200, Document(Swagger), SwaggerMessage.MediaType);
            else await Responses.WriteAsync(context, 200, Document("v2"), "application/json");
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
        if (!Names().Contains(name))
        {
            context.Response.StatusCode = 404;
            return true;
        }

        var document = Document(name);
        context.Response.Headers.ETag = $"\"{Hash(document)}\"";
        await Responses.WriteAsync(context, 200, document, "application/json");
        return true;
    }

    private static string Hash(byte[] document) => Convert.ToHexString(SHA512.HashData(document));

    private static string NameOf(ApiResource resource) => (resource.Group.Length == 0 ? "api/" : "apis/") + resource.GroupVersion;

    private IEnumerable<string> Names() => catalog.All.Select(NameOf).Distinct();

    private JsonObject Index()
    {
        var paths = new JsonObject();
        foreach (var name in Names().Order(StringComparer.Ordinal))
            paths[name] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{name}?hash={Hash(Document(name))}" };
        return new JsonObject { ["paths"] = paths };
    }

    private byte[] Document(string name)
    {
        lock (_lock)
        {
            var generation = catalog.Generation;
            if (generation != _generation) _documents.Clear();
            _generation = generation;
            if (_documents.TryGetValue(name, out var known)) return known;
            var made = name switch
            {
                Swagger => SwaggerMessage.Of(Version2(catalog.All)),
                "v2" => JsonText.Write(Version2(catalog.All)),
                _ => JsonText.Write(Version3(catalog.All.Where(resource => NameOf(resource) == name))),
            };
            return _documents[name] = made;
        }
    }

    private static JsonObject Info() => new() { ["title"] = "Kubernetes", ["version"] = ServerVersion.Text };

    private static JsonObject Version3(IEnumerable<ApiResource> resources)
    {
        var (schemas, paths) = Collect(resources, Prefix3);
        return new JsonObject
        {
            ["openapi"] = "3.0.0", ["info"] = Info(), ["paths"] = paths, ["components"] = new JsonObject { ["schemas"] = schemas },
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
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using StartOperator.LocalCluster.Discovery;
using StartOperator.LocalCluster.Registry;

namespace StartOperator.LocalCluster.Http;

/// <summary>The server's front door: health without a token, then the token, then discovery, schemas and resources.</summary>
internal sealed class ApiHandler(
    ResourceCatalog catalog, ResourceHandler resources, SubresourceHandler subresources, DiscoveryDocuments discovery, string token, CancellationToken stopping)
{
    private readonly byte[] _token = Encoding.UTF8.GetBytes(token);

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context, (context.Request.Path.Value ?? "/").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase));
        }
        catch (StatusException error) when (!context.Response.HasStarted)
        {
            await Responses.StatusAsync(context, error);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || stopping.IsCancellationRequested)
        {
            // The client or the server went away; there is nobody to answer.
        }
        catch (Exception fault) when (!context.Response.HasStarted && fault is not OperationCanceledException)
        {
            await Responses.StatusAsync(context, StatusException.Internal(fault.Message));
        }
    }

    private async Task RouteAsync(HttpContext context, string path)
    {
        if (IsHealth(path))
        {
            await Responses.TextAsync(context, 200, "ok");
            return;
        }

        if (path == "/version")
        {
            if (context.Request.Method != "GET") throw StatusException.MethodNotAllowed();
            await Responses.WriteAsync(context, 200, ServerVersion.Document());
            return;
        }

        if (!Authorized(context)) throw StatusException.Unauthorized();
        if (await discovery.TryAnswerAsync(context, path)) return;
        var parts = path.Trim('/').Split('/');
        var group = parts[0] == "apis" && parts.Length > 1 ? parts[1] : "";
        var isApi = parts[0] is "api" or "apis";
        if (isApi && discovery.Has(path)) throw StatusException.MethodNotAllowed();
        var parsed = isApi ? ApiPath.Parse(path) : null;
        var resource = parsed is null ? null : catalog.Find(parsed.Group, parsed.Version, parsed.Resource);
        if (resource is not null && IsAt(resource, parsed!, context.Request.Method)) await ResourceAsync(context, parsed!, resource);
        else if (isApi && ResourceCatalog.IsBuiltIn(group)) throw StatusException.NoSuchResource();
        else await Responses.TextAsync(context, 404, "404 page not found\n");
    }

    /// <summary>Whether a resource is found at a path, given where a namespace stands in it.</summary>
    private static bool IsAt(ApiResource resource, ApiPath path, string method)
    {
        if (!resource.Namespaced) return path.Namespace.Length == 0;
        return path.Namespace.Length > 0 || (path.Name.Length == 0 && (resource.Custom is null || method == "GET"));
    }

    private static bool IsHealth(string path) => path.Trim('/').Split('/') is ["healthz" or "livez" or "readyz", .. var check] &&
        check is [] or ["ping" or "log" or "etcd" or "informer-sync"];

    private Task ResourceAsync(HttpContext context, ApiPath path, ApiResource resource)
    {
        if (resource.Namespaced && path.Namespace.Length == 0 && context.Request.Method != "GET") throw StatusException.MethodNotAllowed();
        var ns = resource.Namespaced ? path.Namespace : "";
        var target = new ResourceTarget(resource, ns, path.Name, path.Subresource);
        if (path.Subresource.Length > 0) return subresources.HandleAsync(context, target);
        var verb = Verb(context, path);
        if (!resource.Verbs.Contains(verb)) throw NoVerb(resource, context.Request.Method);
        if (resource.Deprecation is { } deprecation) Responses.Warn(context, deprecation);
        return verb switch
        {
            "get" => resources.GetAsync(context, target),
            "list" => resources.ListAsync(context, target, ListOptions.Read(context.Request.Query, resource)),
            "watch" => resources.WatchAsync(context, target, ListOptions.Read(context.Request.Query, resource), stopping),
            "create" when resource.Verbs is ["create"] => SubresourceHandler.ReviewAsync(context, target),
            "create" => resources.CreateAsync(context, target),
            "update" => resources.UpdateAsync(context, target),
            "patch" => resources.PatchAsync(context, target),
            "delete" => resources.DeleteAsync(context, target),
            "deletecollection" => resources.DeleteCollectionAsync(context, target, ListOptions.Read(context.Request.Query, resource)),
            _ => throw StatusException.MethodNotAllowed(),
        };
    }

    private static StatusException NoVerb(ApiResource resource, string method)
    {
        if (resource.Custom is null) return StatusException.MethodNotAllowed();
        return method is "PUT" or "PATCH" ? StatusException.BadRequest("name must be provided") : StatusException.NotSupported(resource.Name, "");
    }

    private static string Verb(HttpContext context, ApiPath path)
    {
        var watch = ListOptions.Flag(context.Request.Query, "watch") == true;
        return (context.Request.Method, path.Name.Length > 0) switch
        {
            ("GET", true) => "get",
            ("GET", false) => watch ? "watch" : "list",
            ("POST", false) => "create",
            ("PUT", true) => "update",
            ("PATCH", true) => "patch",
            ("DELETE", true) => "delete",
            ("DELETE", false) => "deletecollection",
            _ => "",
        };
    }

    private bool Authorized(HttpContext context)
    {
        const string Scheme = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) &&
            CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim()), _token);
    }
}

/// <summary>What the server says it is.</summary>
internal static class ServerVersion
{
    public const string Text = "v1.36.0+start-operator-local";

    public static JsonObject Document() => new()
    {
        ["major"] = "1",
        ["minor"] = "36",
        ["gitVersion"] = Text,
        ["gitCommit"] = "",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "1970-01-01T00:00:00Z",
        ["goVersion"] = "",
        ["compiler"] = "dotnet",
        ["platform"] = $"{(OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")}/" +
            $"{(System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64")}",
    };
}

using Microsoft.AspNetCore.Http;
using StartOperator.LocalCluster.Decoding;

namespace StartOperator.LocalCluster.Http;

/// <summary>Tells the options' hook of every request once it is answered.</summary>
internal sealed class AuditLog(LocalApiServerOptions options)
{
    public RequestDelegate Wrap(RequestDelegate next)
    {
        if (options.OnRequest is not { } tell) return next;
        return async context =>
        {
            try
            {
                await next(context);
            }
            finally
            {
                tell(Entry(context));
            }
        };
    }

    private AuditEntry Entry(HttpContext context)
    {
        var request = context.Request;
        var path = ApiPath.Parse(request.Path.Value ?? "/");
        return new AuditEntry(
            path is null ? request.Method : Verb(request, path),
            path?.Group ?? "",
            path?.Resource ?? "",
            path?.Subresource ?? "",
            path?.Namespace ?? "",
            path?.Name ?? "",
            request.Headers.UserAgent.ToString(),
            request.Query["fieldManager"].ToString(),
            context.Response.StatusCode,
            request.Path + request.QueryString.ToString(),
            options.Clock.GetUtcNow());
    }

    private static string Verb(HttpRequest request, ApiPath path) => request.Method switch
    {
        "GET" when path.Name.Length > 0 => "get",
        "GET" => ListOptions.Flag(request.Query, "watch") == true ? "watch" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => RequestDecoder.MediaType(request.ContentType) == "application/apply-patch+yaml" ? "apply" : "patch",
        "DELETE" => path.Name.Length > 0 ? "delete" : "deletecollection",
        var other => other,
    };
}

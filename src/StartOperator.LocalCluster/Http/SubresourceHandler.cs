using Microsoft.AspNetCore.Http;
using StartOperator.LocalCluster.Decoding;

namespace StartOperator.LocalCluster.Http;

/// <summary>Answers requests to subresources (status, binding, eviction, …) and to reviews, which store nothing.</summary>
internal sealed class SubresourceHandler(ResourceHandler resources)
{
    public Task HandleAsync(HttpContext context, ResourceTarget target)
    {
        var subresource = target.Resource.FindSubresource(target.Subresource) ?? throw StatusException.NoSuchResource();
        var verb = context.Request.Method switch
        {
            "GET" => "get",
            "PUT" => "update",
            "PATCH" => "patch",
            "POST" => "create",
            _ => "",
        };
        if (!subresource.Verbs.Contains(verb)) throw StatusException.MethodNotAllowed();
        return (target.Subresource, verb) switch
        {
            ("status", "get") => resources.GetAsync(context, target),
            ("status", "update") => resources.UpdateAsync(context, target),
            ("status", "patch") => resources.PatchAsync(context, target),
            _ => throw StatusException.NoSuchResource(),
        };
    }

    /// <summary>Answers a review.</summary>
    public static async Task ReviewAsync(HttpContext context, ResourceTarget target)
    {
        var body = await Bodies.ReadAsync(context);
        var review = RequestDecoder.Body(target.Resource, body, context.Request.ContentType, UnknownFields.Warn, text => Responses.Warn(context, text));
        await Responses.WriteAsync(context, 201, Reviews.Answer(target.Resource.Kind, review));
    }
}

using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.AspNetCore.Http;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Namespaces;
using StartOperator.LocalCluster.Pods;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Schemas;
using StartOperator.LocalCluster.Storage;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster.Http;

/// <summary>Answers requests to subresources (status, binding, eviction, …) and to reviews, which store nothing.</summary>
internal sealed class SubresourceHandler(ObjectStore store, ResourceHandler resources, TimeProvider clock, string token)
{
    private const int TokenSeconds = 3600;

    private readonly PodBinding _binding = new(store, clock);
    private readonly PodEviction _eviction = new(store, new ObjectWriter(store, clock), new ObjectDeleter(store, clock), clock);
    private readonly NamespaceFinalizer _finalizer = new(store);

    public Task HandleAsync(HttpContext context, ResourceTarget target)
    {
        var subresource = target.Resource.FindSubresource(target.Subresource) ?? throw NoSubresource(target);
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
            ("binding", _) => BindAsync(context, target),
            ("eviction", _) => EvictAsync(context, target),
            ("log", _) => LogAsync(context, target),
            ("token", _) => TokenAsync(context, target),
            ("finalize", "update") => FinalizeAsync(context, target),
            _ => throw StatusException.NoSuchResource(),
        };
    }

    /// <summary>Built-in resources have no such path, custom ones no such object.</summary>
    private static StatusException NoSubresource(ResourceTarget target) =>
        target.Resource.Custom is null ? StatusException.NoSuchResource() : StatusException.NotFound(target.Resource.Name, target.Name);

    /// <summary>Answers a review.</summary>
    public static async Task ReviewAsync(HttpContext context, ResourceTarget target)
    {
        var body = await Bodies.ReadAsync(context);
        var review = RequestDecoder.Body(target.Resource, body, context.Request.ContentType, UnknownFields.Warn, text => Responses.Warn(context, text));
        await Responses.WriteAsync(context, 201, Reviews.Answer(target.Resource.Kind, review));
    }

    /// <summary>Reads a body of another kind than the resource's, such as a Binding.</summary>
    private static async Task<JsonObject> BodyAsync(HttpContext context, Type model, string kind, string version)
    {
        var resource = new ApiResource
        {
            Group = version.Contains('/', StringComparison.Ordinal) ? version.Split('/')[0] : "",
            Version = version.Split('/')[^1],
            Plural = "",
            Singular = "",
            Kind = kind,
            Schema = ModelSchemas.Of(model),
            Collection = default,
        };
        var body = await Bodies.ReadAsync(context);
        return RequestDecoder.Body(resource, body, context.Request.ContentType, UnknownFields.Warn, text => Responses.Warn(context, text));
    }

    private static JsonObject Success(int code) =>
        new() { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = code };

    private static bool IsDryRun(HttpContext context) => WriteOptions.Read(context.Request.Query, "CreateOptions").DryRun;

    private async Task BindAsync(HttpContext context, ResourceTarget target)
    {
        var binding = await BodyAsync(context, typeof(V1Binding), "Binding", "v1");
        _binding.Bind(target.Namespace, target.Name, binding, IsDryRun(context));
        await Responses.WriteAsync(context, 201, Success(201));
    }

    private async Task EvictAsync(HttpContext context, ResourceTarget target)
    {
        var eviction = await BodyAsync(context, typeof(V1Eviction), "Eviction", "policy/v1");
        await Responses.WriteAsync(context, 201, _eviction.Evict(target.Resource, target.Namespace, target.Name, eviction, IsDryRun(context)));
    }

    private Task LogAsync(HttpContext context, ResourceTarget target)
    {
        if (store.Find(target.Resource.Collection, target.Namespace, target.Name) is not { } pod) throw StatusException.NotFound(target.Resource.Name, target.Name);
        if (string.IsNullOrEmpty(pod.Json.Text("spec", "nodeName"))) return Responses.TextAsync(context, 200, "");
        return Responses.TextAsync(context, 200, $"This cluster simulates its nodes: no container of pod {target.Name} ran, so there is no log.\n");
    }

    /// <summary>Every service account's token is the one token there is.</summary>
    private async Task TokenAsync(HttpContext context, ResourceTarget target)
    {
        if (store.Find(target.Resource.Collection, target.Namespace, target.Name) is null) throw StatusException.NotFound(target.Resource.Name, target.Name);
        var request = await BodyAsync(context, typeof(Authenticationv1TokenRequest), "TokenRequest", "authentication.k8s.io/v1");
        var now = clock.GetUtcNow();
        request["metadata"] = new JsonObject { ["name"] = target.Name, ["namespace"] = target.Namespace, ["creationTimestamp"] = Times.Text(now) };
        var seconds = request.Whole("spec", "expirationSeconds") ?? TokenSeconds;
        request.Ensure("spec")["expirationSeconds"] = seconds;
        request["status"] = new JsonObject { ["token"] = token, ["expirationTimestamp"] = Times.Text(now.AddSeconds(seconds)) };
        await Responses.WriteAsync(context, 201, request);
    }

    private async Task FinalizeAsync(HttpContext context, ResourceTarget target)
    {
        var body = await Bodies.ReadAsync(context);
        var ns = RequestDecoder.Body(target.Resource, body, context.Request.ContentType, UnknownFields.Warn, text => Responses.Warn(context, text));
        ResourceHandler.CheckName(ns, target);
        await Responses.WriteAsync(context, 200, _finalizer.Finalize(target.Name, ns.At("spec", "finalizers"), ns.Text("metadata", "resourceVersion")));
    }
}

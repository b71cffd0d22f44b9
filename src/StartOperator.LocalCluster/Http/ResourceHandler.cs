using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.ManagedFields;
using StartOperator.LocalCluster.Reading;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Storage;
using StartOperator.LocalCluster.Watching;
using StartOperator.LocalCluster.Writing;

namespace StartOperator.LocalCluster.Http;

/// <summary>Answers requests to resources: one method per verb.</summary>
internal sealed class ResourceHandler(ObjectStore store, TimeProvider clock)
{
    private readonly ObjectReader _reader = new(store);
    private readonly ObjectWriter _writer = new(store, clock);
    private readonly ObjectDeleter _deleter = new(store, clock);

    public Task GetAsync(HttpContext context, ResourceTarget target)
    {
        var view = ObjectView.Of(target.Resource, context.Request, clock);
        if (context.Request.Query["resourceVersion"].ToString() is { Length: > 0 } revision) ListOptions.CheckRevision(revision);
        var obj = _reader.Get(target.Resource, target.Namespace, target.Name);
        return Responses.WriteAsync(context, 200, view.One(obj), view.Accepted.ContentType);
    }

    public Task ListAsync(HttpContext context, ResourceTarget target, ListOptions options)
    {
        var view = ObjectView.Of(target.Resource, context.Request, clock);
        var (objects, meta) = _reader.List(target.Resource, target.Namespace, options);
        return Responses.WriteAsync(context, 200, view.List(objects, meta), view.Accepted.ContentType);
    }

    public async Task WatchAsync(HttpContext context, ResourceTarget target, ListOptions options, CancellationToken stopping)
    {
        var view = ObjectView.Of(target.Resource, context.Request, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync(ended.Token);

        // The client waits for the headers, although the first event may be long in coming.
        await context.Response.Body.FlushAsync(ended.Token);
        var headers = true;
        var session = new WatchSession(store, target.Resource, target.Namespace, options, clock);
        await foreach (var change in session.Events(ended.Token))
        {
            var shown = change.Type == "ERROR" ? change.Object : view.One(change.Object, headers);
            headers = false;
            var line = JsonText.Write(new JsonObject { ["type"] = change.Type, ["object"] = shown });
            await context.Response.Body.WriteAsync(line, ended.Token);
            await context.Response.Body.WriteAsync("\n"u8.ToArray(), ended.Token);
            await context.Response.Body.FlushAsync(ended.Token);
        }
    }

    public async Task CreateAsync(HttpContext context, ResourceTarget target)
    {
        var view = ObjectView.Of(target.Resource, context.Request, clock);
        var options = WriteOptions.Read(context.Request.Query, "CreateOptions");
        var body = await Bodies.ReadAsync(context);
        var obj = RequestDecoder.Body(target.Resource, body, context.Request.ContentType, options.Unknown, text => Responses.Warn(context, text));
        var made = _writer.Create(Request(context, target, options), obj);
        await Responses.WriteAsync(context, 201, view.One(made), view.Accepted.ContentType);
    }

    public async Task UpdateAsync(HttpContext context, ResourceTarget target)
    {
        var view = ObjectView.Of(target.Resource, context.Request, clock);
        var options = WriteOptions.Read(context.Request.Query, "UpdateOptions");
        var body = await Bodies.ReadAsync(context);
        var obj = RequestDecoder.Body(target.Resource, body, context.Request.ContentType, options.Unknown, text => Responses.Warn(context, text));
        CheckName(obj, target);
        var request = Request(context, target, options);
        var (stored, created) = _writer.Update(
            request,
            live =>
            {
                if (live is not null) ObjectWriter.CheckUid(request, obj, live);
                return FieldOwnership.Update(request, live ?? [], obj.Copy());
            },
            target.Resource.Behaviour.CreateOnUpdate && target.Subresource.Length == 0);
        await Responses.WriteAsync(context, created ? 201 : 200, view.One(stored), view.Accepted.ContentType);
    }

    public async Task PatchAsync(HttpContext context, ResourceTarget target)
    {
        var view = ObjectView.Of(target.Resource, context.Request, clock);
        var patch = await PatchRequest.ReadAsync(context, target);
        var request = Request(context, target, patch.Options);
        var (stored, created) = _writer.Update(
            request,
            live => patch.Apply(request, live, text => Responses.Warn(context, text)),
            patch.Creates && target.Subresource.Length == 0);
        await Responses.WriteAsync(context, created ? 201 : 200, view.One(stored), view.Accepted.ContentType);
    }

    public async Task DeleteAsync(HttpContext context, ResourceTarget target)
    {
        var view = ObjectView.Of(target.Resource, context.Request, clock);
        NamespaceLifecycle.CheckDeletion(target);
        var options = DeleteOptions.Read(await Bodies.ReadDeleteOptionsAsync(context), context.Request.Query);
        var deletion = _deleter.Delete(target.Resource, target.Namespace, target.Name, options);
        var code = !deletion.Gone && options.OrphanDependents == false ? 202 : 200;
        if (deletion.ShowsObject) await Responses.WriteAsync(context, code, view.One(deletion.Object), view.Accepted.ContentType);
        else await Responses.WriteAsync(context, code, Deleted(target, deletion.Object));
    }

    public async Task DeleteCollectionAsync(HttpContext context, ResourceTarget target, ListOptions options)
    {
        var view = ObjectView.Of(target.Resource, context.Request, clock);
        var deleteOptions = DeleteOptions.Read(await Bodies.ReadDeleteOptionsAsync(context), context.Request.Query);
        var (objects, meta) = _reader.List(target.Resource, target.Namespace, options);
        foreach (var obj in objects)
        {
            try
            {
                _deleter.Delete(target.Resource, obj.Text("metadata", "namespace") ?? "", obj.Text("metadata", "name")!, deleteOptions);
            }
            catch (StatusException gone) when (gone.Code == 404)
            {
                // Someone else deleted it first.
            }
        }

        await Responses.WriteAsync(context, 200, view.List(objects, meta), view.Accepted.ContentType);
    }

    private WriteRequest Request(HttpContext context, ResourceTarget target, WriteOptions options) =>
        new(target.Resource, target.Namespace, target.Name, target.Subresource)
        {
            Manager = options.Manager(context.Request.Headers.UserAgent.ToString()),
            DryRun = options.DryRun,
            Now = clock.GetUtcNow(),
            Warn = text => Responses.Warn(context, text),
        };

    public static void CheckName(JsonObject obj, ResourceTarget target)
    {
        var name = obj.Text("metadata", "name") ?? "";
        if (name.Length == 0)
            throw StatusException.BadRequest($"the name of the object ({target.Name} based on URL) was undeterminable: name must be provided");
        if (name != target.Name)
            throw StatusException.BadRequest($"the name of the object ({name}) does not match the name on the URL ({target.Name})");
        var ns = obj.Text("metadata", "namespace") ?? "";
        if (target.Namespace.Length > 0 && ns.Length > 0 && ns != target.Namespace)
            throw StatusException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
    }

    private static JsonObject Deleted(ResourceTarget target, JsonObject obj)
    {
        var details = new JsonObject { ["name"] = target.Name };
        if (target.Resource.Group.Length > 0) details["group"] = target.Resource.Group;
        details["kind"] = target.Resource.Plural;
        details["uid"] = obj.Text("metadata", "uid");
        return new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        };
    }
}

/// <summary>What a request to a resource names.</summary>
internal sealed record ResourceTarget(ApiResource Resource, string Namespace, string Name, string Subresource);

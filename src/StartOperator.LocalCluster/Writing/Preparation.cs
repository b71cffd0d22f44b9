using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Writing;

/// <summary>What every write keeps or refuses, before and after the kind's own rules.</summary>
internal static class Preparation
{
    private static readonly HashSet<string> NotSpec = ["apiVersion", "kind", "metadata", "status"];

    public static void ForCreate(ApiResource resource, JsonObject obj, DateTimeOffset now)
    {
        var behaviour = resource.Behaviour;
        if (behaviour is { HasStatus: true, StatusOnCreate: false }) ResetStatus(resource, obj);
        if (behaviour.Generation) obj.Ensure("metadata")["generation"] = 1;
        behaviour.PrepareCreate?.Invoke(obj, now);
    }

    public static IEnumerable<FieldError> CreateFaults(ApiResource resource, JsonObject obj)
    {
        var behaviour = resource.Behaviour;
        var own = behaviour.MetadataChecks.HasFlag(MetadataChecks.OnCreate);
        return
        [
            .. MetadataRules.Create(obj, resource.Namespaced, own ? behaviour.Names : NameRule.PathSegment),
            .. FinalizerFaults(behaviour, obj),
            .. behaviour.Validate?.Invoke(obj) ?? [],
            .. behaviour.ValidateCreate?.Invoke(obj) ?? [],
        ];
    }

    public static void ForUpdate(ApiResource resource, string subresource, JsonObject obj, JsonObject live)
    {
        var behaviour = resource.Behaviour;
        var (meta, old) = (obj.Ensure("metadata"), live.Ensure("metadata"));
        meta.Put("generation", old["generation"]);
        if (subresource == "status") KeepAllButStatus(resource, obj, live);
        else if (subresource.Length == 0)
        {
            if (behaviour.HasStatus) obj.Put("status", live["status"]);
            behaviour.PrepareUpdate?.Invoke(obj, live);
            if (behaviour.Generation && (behaviour.SpecChanged ?? SpecChanged)(obj, live)) meta["generation"] = (old.Whole("generation") ?? 0) + 1;
        }

        if (string.IsNullOrEmpty(meta.Text("uid"))) meta.Put("uid", old["uid"]);
        meta.Put("creationTimestamp", old["creationTimestamp"]);
        if (old["deletionTimestamp"] is { } deleted) meta.Put("deletionTimestamp", deleted);
        if (old["deletionGracePeriodSeconds"] is { } grace && meta["deletionGracePeriodSeconds"] is null) meta.Put("deletionGracePeriodSeconds", grace);
    }

    public static IEnumerable<FieldError> UpdateFaults(ApiResource resource, string subresource, JsonObject obj, JsonObject live)
    {
        var behaviour = resource.Behaviour;
        var own = subresource == "status"
            ? behaviour.ValidateStatus?.Invoke(obj, live)
            : (behaviour.Validate?.Invoke(obj) ?? []).Concat(behaviour.ValidateUpdate?.Invoke(obj, live) ?? []);
        return [.. MetadataFaults(resource, subresource, obj, live), .. own ?? []];
    }

    /// <summary>What is wrong with an update's metadata: once as a change, once as it is, and again in the kind's own rules.</summary>
    private static IEnumerable<FieldError> MetadataFaults(ApiResource resource, string subresource, JsonObject obj, JsonObject live)
    {
        var checks = resource.Behaviour.MetadataChecks;
        var (change, finalizers) = (MetadataRules.Update(obj, live).ToList(), FinalizerFaults(resource.Behaviour, obj).ToList());
        IEnumerable<FieldError> faults = [.. change, .. MetadataRules.Create(obj, resource.Namespaced, NameRule.PathSegment)];
        if (checks.HasFlag(MetadataChecks.OnUpdate)) faults = faults.Concat(change).Concat(finalizers);
        if (checks.HasFlag(MetadataChecks.AsNew) && subresource.Length == 0)
            faults = faults.Concat(MetadataRules.Create(obj, resource.Namespaced, resource.Behaviour.Names)).Concat(finalizers);
        return faults;
    }

    private static IEnumerable<FieldError> FinalizerFaults(Behaviour behaviour, JsonObject obj) =>
        behaviour.MetadataChecks.HasFlag(MetadataChecks.Finalizers) ? CoreFinalizers.Faults(obj) : [];

    /// <summary>A deletion was asked for, its grace is over and the last finalizer went away with this write.</summary>
    public static bool DeletionIsFinished(JsonObject obj, JsonObject live) =>
        live.Text("metadata", "deletionTimestamp") is not null && (obj.Arr("metadata", "finalizers")?.Count ?? 0) == 0 &&
        (live.Whole("metadata", "deletionGracePeriodSeconds") ?? 0) == 0;

    public static bool SpecChanged(JsonObject obj, JsonObject live) =>
        obj.Select(field => field.Key).Union(live.Select(field => field.Key))
            .Where(field => !NotSpec.Contains(field)).Any(field => !obj[field].Same(live[field]));

    private static void ResetStatus(ApiResource resource, JsonObject obj)
    {
        obj.Remove("status");
        if (resource.Custom is null && resource.Schema.Fields.TryGetValue("status", out var status) && status.Zero == Schemas.ZeroRule.Always)
            obj["status"] = Decoding.BuiltInDecoder.Decode(status.Schema, []);
    }

    private static void KeepAllButStatus(ApiResource resource, JsonObject obj, JsonObject live)
    {
        if (resource.Behaviour.PrepareStatus is { } own)
        {
            own(obj, live);
            return;
        }

        foreach (var field in obj.Select(field => field.Key).Union(live.Select(field => field.Key)).Where(field => !NotSpec.Contains(field)).ToList())
            obj.Put(field, live[field]);
    }
}

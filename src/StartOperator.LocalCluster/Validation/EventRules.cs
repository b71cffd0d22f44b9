using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Decoding;
using StartOperator.LocalCluster.Json;

namespace StartOperator.LocalCluster.Validation;

/// <summary>What events must be like, in each of their two APIs: events.k8s.io is strict, core is so only with events that have its eventTime.</summary>
internal static class EventRules
{
    private const int MostCharacters = 128;
    private const int MostNote = 1024;
    private const string Immutable = "field is immutable";

    /// <summary>Fields an update through events.k8s.io can't change: as that API calls them, and as errors do.</summary>
    private static readonly (string Field, string Shown)[] Kept =
    [
        ("regarding", "involvedObject"), ("reason", "reason"), ("note", "message"), ("deprecatedSource", "source"), ("deprecatedFirstTimestamp", "firstTimestamp"),
        ("deprecatedLastTimestamp", "lastTimestamp"), ("deprecatedCount", "count"), ("reason", "reason"), ("type", "type"), ("eventTime", "eventTime"),
        ("action", "action"), ("related", "related"), ("reportingController", "reportingController"), ("reportingInstance", "reportingInstance"),
    ];

    public static IEnumerable<FieldError> Core(JsonObject e) => Common(e, "involvedObject", "message", "reportingComponent");

    public static IEnumerable<FieldError> Regarding(JsonObject e) => Common(e, "regarding", "note", "reportingController");

    /// <summary>What events.k8s.io demands of new events.</summary>
    public static IEnumerable<FieldError> RegardingCreate(JsonObject e)
    {
        foreach (var error in Series(e)) yield return error;
        if (Times.Parse(e.Text("eventTime")) is null) yield return FieldError.Required("eventTime");
        if (e.Text("type") is var type and not ("Normal" or "Warning")) yield return FieldError.Invalid("type", "", $"has invalid value: {type}");
        foreach (var (field, shown) in ((string, string)[])[("deprecatedFirstTimestamp", "firstTimestamp"), ("deprecatedLastTimestamp", "lastTimestamp")])
        {
            if (e.Text(field) is { Length: > 0 }) yield return FieldError.Invalid(shown, "", "needs to be unset");
        }

        if (e.Whole("deprecatedCount") is not (null or 0)) yield return FieldError.Invalid("count", "", "needs to be unset");
        if (e.Obj("deprecatedSource") is { Count: > 0 }) yield return FieldError.Invalid("source", "", "needs to be unset");
    }

    public static IEnumerable<FieldError> RegardingUpdate(JsonObject e, JsonObject old)
    {
        if (!e["series"].Same(old["series"]))
        {
            foreach (var error in Series(e)) yield return error;
        }

        foreach (var (field, shown) in Kept)
        {
            if (!e[field].Same(old[field])) yield return FieldError.Invalid(shown, e[field], Immutable);
        }
    }

    private static IEnumerable<FieldError> Series(JsonObject e)
    {
        if (e.Obj("series") is not { } series) yield break;
        if ((series.Whole("count") ?? 0) < 2) yield return FieldError.Invalid("series.count", "", "should be at least 2");
        if (string.IsNullOrEmpty(series.Text("lastObservedTime"))) yield return FieldError.Required("series.lastObservedTime");
    }

    private static IEnumerable<FieldError> Common(JsonObject e, string subject, string note, string controller)
    {
        var strict = Times.Parse(e.Text("eventTime")) is not null;
        var (own, target) = (e.Text("metadata", "namespace") ?? "", e.Text(subject, "namespace") ?? "");
        var fits = target.Length > 0 ? strict || own == target : own == "default" || (strict && own == "kube-system");
        if (!fits) yield return FieldError.Invalid("involvedObject.namespace", target, "does not match event.namespace");
        if (!strict) yield break;
        var reporter = e.Text(controller) ?? "";
        if (reporter.Length == 0) yield return FieldError.Required(controller);
        foreach (var fault in Names.QualifiedFaults(reporter)) yield return FieldError.Invalid(controller, reporter, fault);
        foreach (var field in (string[])["reportingInstance", "action", "reason"])
        {
            var text = e.Text(field) ?? "";
            if (text.Length == 0) yield return FieldError.Required(field);
            if (text.Length > MostCharacters) yield return FieldError.Invalid(field, "", $"can have at most {MostCharacters} characters");
        }

        if ((e.Text(note) ?? "").Length > MostNote) yield return FieldError.Invalid("message", "", $"can have at most {MostNote} characters");
    }
}

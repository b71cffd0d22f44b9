using System.Globalization;
using Microsoft.AspNetCore.Http;
using StartOperator.LocalCluster.Registry;
using StartOperator.LocalCluster.Selectors;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Http;

/// <summary>The query of a list, watch or deletecollection, checked.</summary>
internal sealed record ListOptions
{
    public LabelSelector Labels { get; init; } = LabelSelector.Everything;

    public FieldSelector Fields { get; init; } = FieldSelector.Everything;

    public bool Watch { get; init; }

    public bool Bookmarks { get; init; }

    public bool? SendInitialEvents { get; init; }

    public string ResourceVersion { get; init; } = "";

    public string ResourceVersionMatch { get; init; } = "";

    public long Limit { get; init; }

    public string Continue { get; init; } = "";

    public long? TimeoutSeconds { get; init; }

    /// <summary>The resourceVersion as a number: null when unset, 0 for "any".</summary>
    public long? Revision => ResourceVersion.Length == 0 ? null : long.Parse(ResourceVersion, CultureInfo.InvariantCulture);

    public bool HasSelector => !Labels.IsEverything || !Fields.IsEverything;

    public static ListOptions Read(IQueryCollection query, ApiResource resource)
    {
        var options = new ListOptions
        {
            Watch = Flag(query, "watch") ?? false,
            Bookmarks = Flag(query, "allowWatchBookmarks") ?? false,
            SendInitialEvents = Flag(query, "sendInitialEvents"),
            ResourceVersion = query["resourceVersion"].ToString(),
            ResourceVersionMatch = query["resourceVersionMatch"].ToString(),
            Limit = Whole(query, "limit") ?? 0,
            Continue = query["continue"].ToString(),
            TimeoutSeconds = Whole(query, "timeoutSeconds"),
            Labels = Labelled(query["labelSelector"].ToString()),
            Fields = Fielded(query["fieldSelector"].ToString(), resource),
        };
        var errors = (options.Watch ? options.WatchFaults() : options.ListFaults()).ToList();
        if (errors.Count > 0) throw StatusException.Invalid("meta.k8s.io", "ListOptions", "", errors);
        if (options.ResourceVersion.Length > 0) CheckRevision(options.ResourceVersion, options.Watch);
        return options;
    }

    public static bool? Flag(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var value) ? value.ToString() is not ("false" or "0") : null;

    public static long? Whole(IQueryCollection query, string name)
    {
        if (!query.TryGetValue(name, out var given)) return null;
        var text = given.ToString();
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw StatusException.BadRequest($"strconv.ParseInt: parsing {FieldError.Quoted(text)}: invalid syntax");
    }

    /// <summary>A revision that is no number: who reads it, is told; who watches from it, meets an error of the server.</summary>
    public static void CheckRevision(string text, bool watch = false)
    {
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= long.MaxValue) return;
        var fault = $"resourceVersion: Invalid value: {FieldError.Quoted(text)}: strconv.ParseUint: parsing {FieldError.Quoted(text)}: invalid syntax";
        throw watch ? StatusException.Bare(500, fault) : StatusException.BadRequest($"invalid resource version: {fault}");
    }

    private static LabelSelector Labelled(string text)
    {
        try
        {
            return LabelSelectorParser.Parse(text);
        }
        catch (SelectorException fault)
        {
            throw StatusException.BadRequest(fault.Message);
        }
    }

    private static FieldSelector Fielded(string text, ApiResource resource)
    {
        FieldSelector selector;
        try
        {
            selector = FieldSelector.Parse(text);
        }
        catch (SelectorException fault)
        {
            throw StatusException.BadRequest(fault.Message);
        }

        foreach (var part in selector.Requirements)
        {
            if (resource.SelectableFields.ContainsKey(part.Field)) continue;
            throw StatusException.BadRequest(
                ReferenceEquals(resource.SelectableFields, SelectableFields.Metadata) && resource.Custom is null
                    ? $"\"{part.Field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                    : $"field label not supported: {part.Field}");
        }

        return selector;
    }

    private IEnumerable<FieldError> ListFaults()
    {
        const string Field = "resourceVersionMatch";
        if (ResourceVersionMatch.Length > 0)
        {
            if (ResourceVersion.Length == 0) yield return FieldError.Forbidden(Field, "resourceVersionMatch is forbidden unless resourceVersion is provided");
            if (Continue.Length > 0) yield return FieldError.Forbidden(Field, "resourceVersionMatch is forbidden when continue is provided");
            if (ResourceVersionMatch is not ("Exact" or "NotOlderThan"))
                yield return FieldError.NotSupported(Field, ResourceVersionMatch, ["Exact", "NotOlderThan", ""]);
            if (ResourceVersionMatch == "Exact" && ResourceVersion == "0")
                yield return FieldError.Forbidden(Field, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }

        if (SendInitialEvents is not null) yield return FieldError.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
    }

    private IEnumerable<FieldError> WatchFaults()
    {
        const string Field = "resourceVersionMatch";
        if (SendInitialEvents is not null && ResourceVersionMatch != "NotOlderThan")
            yield return FieldError.Forbidden(Field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        if (ResourceVersionMatch.Length == 0) yield break;
        if (SendInitialEvents is null)
            yield return FieldError.Forbidden(Field, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        if (ResourceVersionMatch != "NotOlderThan") yield return FieldError.NotSupported(Field, ResourceVersionMatch, ["NotOlderThan"]);
        if (Continue.Length > 0) yield return FieldError.Forbidden(Field, "resourceVersionMatch is forbidden when continue is provided");
    }
}

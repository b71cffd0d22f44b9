using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using StartOperator.LocalCluster.Http;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Writing;

/// <summary>How a deletion is to be done.</summary>
internal sealed record DeleteOptions
{
    public long? GracePeriodSeconds { get; init; }

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    public bool? OrphanDependents { get; init; }

    /// <summary>Orphan, Background, Foreground or null.</summary>
    public string? PropagationPolicy { get; init; }

    public bool DryRun { get; init; }

    /// <summary>Reads the options from the body, or, without one, from the query.</summary>
    public static DeleteOptions Read(JsonObject? body, IQueryCollection query)
    {
        var options = body is null ? FromQuery(query) : FromBody(body);
        var dryRun = body is null ? query["dryRun"].OfType<string>().ToArray() : body.Texts("dryRun").ToArray();
        var errors = options.Faults().Concat(WriteOptions.DryRunFaults(dryRun)).ToList();
        if (errors.Count > 0) throw StatusException.Invalid("meta.k8s.io", "DeleteOptions", "", errors);
        return options with { DryRun = dryRun.Length > 0 };
    }

    private static DeleteOptions FromBody(JsonObject body) => new()
    {
        GracePeriodSeconds = body.Whole("gracePeriodSeconds"),
        Uid = body.Text("preconditions", "uid"),
        ResourceVersion = body.Text("preconditions", "resourceVersion"),
        OrphanDependents = body.Flag("orphanDependents"),
        PropagationPolicy = body.Text("propagationPolicy"),
    };

    private static DeleteOptions FromQuery(IQueryCollection query) => new()
    {
        GracePeriodSeconds = ListOptions.Whole(query, "gracePeriodSeconds"),
        OrphanDependents = ListOptions.Flag(query, "orphanDependents"),
        PropagationPolicy = query.TryGetValue("propagationPolicy", out var policy) ? policy.ToString() : null,
    };

    private IEnumerable<FieldError> Faults()
    {
        if (OrphanDependents is not null && PropagationPolicy is not null)
            yield return FieldError.Invalid("propagationPolicy", PropagationPolicy, "orphanDependents and deletionPropagation cannot be both set");
        if (PropagationPolicy is not (null or "Foreground" or "Background" or "Orphan"))
            yield return FieldError.NotSupported("propagationPolicy", PropagationPolicy, ["Foreground", "Background", "Orphan", "nil"]);
    }
}

using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Quantities;

namespace StartOperator.LocalCluster.Validation;

/// <summary>Resource requests and limits of containers.</summary>
internal static class Amounts
{
    private static readonly string[] Standard = ["cpu", "memory", "ephemeral-storage"];

    public static IEnumerable<FieldError> Container(JsonObject container, string path)
    {
        var (limits, requests) = (container.Obj("resources", "limits"), container.Obj("resources", "requests"));
        foreach (var error in List(limits, path + ".resources.limits")) yield return error;
        foreach (var error in List(requests, path + ".resources.requests")) yield return error;
        foreach (var (name, value) in requests ?? [])
        {
            if (!Quantity.TryParse(value.Text() ?? "", out var request)) continue;
            var limited = limits is not null && limits.TryGetPropertyValue(name, out var most) && most is not null;
            if (limited && Quantity.TryParse(limits![name].Text() ?? "", out var limit))
            {
                if (request > limit && !IsExtended(name))
                    yield return FieldError.Invalid(path + ".resources.requests", value, $"must be less than or equal to {name} limit of {limit}");
                else if (IsExtended(name) && !request.SameAmount(limit))
                    yield return FieldError.Invalid(path + ".resources.requests", value, $"must be equal to {name} limit of {limit}");
            }
            else if (IsExtended(name)) yield return FieldError.Required(path + ".resources.limits", "Limit must be set for non overcommitable resources");
        }
    }

    public static bool IsNegative(JsonNode? amount) => Quantity.TryParse(amount.Text() ?? "", out var quantity) && quantity.Sign < 0;

    private static bool IsExtended(string name) => name.Contains('/', StringComparison.Ordinal) || name.StartsWith("hugepages-", StringComparison.Ordinal);

    private static IEnumerable<FieldError> List(JsonObject? amounts, string path)
    {
        foreach (var (name, value) in amounts ?? [])
        {
            var at = $"{path}[{name}]";
            foreach (var fault in Names.QualifiedFaults(name)) yield return FieldError.Invalid(at, name, fault);
            if (!IsExtended(name) && !Standard.Contains(name))
            {
                yield return FieldError.Invalid(at, name, "must be a standard resource type or fully qualified");
                yield return FieldError.Invalid(at, name, "must be a standard resource for containers");
            }

            if (IsNegative(value)) yield return FieldError.Invalid(at, value, "must be greater than or equal to 0");
        }
    }
}

using System.Text.Json;

namespace StartOperator.Resources.Tests.Compatibility;

/// <summary>
/// What a schema (Kubernetes API: JSONSchemaProps) refuses, prunes or reads in another way, of that which an earlier one took. It asks for no proof: a
/// pattern that differs counts as narrower, and so does any difference in a keyword that is not known here.
/// </summary>
internal static class SchemaNarrowing
{
    private const string Opaque = "x-kubernetes-preserve-unknown-fields";
    private const string Rules = "x-kubernetes-validations";

    private static readonly JsonElement Anything = JsonElement.Parse($$"""{"{{Opaque}}": true}""");
    private static readonly string[] Largest = ["maximum", "maxLength", "maxItems", "maxProperties"];
    private static readonly string[] Smallest = ["minimum", "minLength", "minItems", "minProperties"];
    private static readonly string[] Switches = [Opaque, "nullable"];
    private static readonly string[] Filters = ["pattern", "format"];
    private static readonly string[] ForPeople = ["description", "title", "example", "externalDocs"];

    /// <summary>What the API server takes keywords for that are absent.</summary>
    private static readonly Dictionary<string, JsonElement> Unsaid = new()
    {
        ["x-kubernetes-list-type"] = JsonElement.Parse("\"atomic\""),
        ["x-kubernetes-map-type"] = JsonElement.Parse("\"granular\""),
    };

    /// <summary>What was narrowed, a line each as <c>PATH: WHAT</c>; empty when each object that was valid stays so and keeps its fields.</summary>
    /// <param name="path">The place: fields after dots, items as <c>[]</c>, values of a map as <c>{}</c>.</param>
    /// <param name="before">What was taken there.</param>
    /// <param name="now">What is taken there now.</param>
    public static IEnumerable<string> Of(string path, JsonElement before, JsonElement now) =>
    [
        .. Keywords(before, now).SelectMany(keyword => OfKeyword(keyword, Get(before, keyword), Get(now, keyword), now)).Select(what => $"{path}: {what}"),
        .. OfFields(path, before, now),
        .. OfValues(path, before, now),
        .. OfItems(path, before, now),
    ];

    private static IEnumerable<string> Keywords(JsonElement before, JsonElement now) => before.EnumerateObject().Concat(now.EnumerateObject()).Select(p => p.Name)
        .Distinct().Except(ForPeople).Where(keyword => keyword is not ("properties" or "additionalProperties" or "items"));

    private static IEnumerable<string> OfKeyword(string keyword, JsonElement? before, JsonElement? now, JsonElement schema) => keyword switch
    {
        "enum" => now is null ? [] : before is null ? ["enum is new"] : Missing(before, now).Select(word => $"enum has no {word} any more"),
        "required" => Missing(now, before).Select(field => $"{field} is newly required"),
        "type" => AreEqual(before, now) || (now is null && IsOpaque(schema)) ? [] : [$"type {Say(before)} is now {Say(now)}"],
        "default" => before is null || AreEqual(before, now) ? [] : [$"default {Say(before)} is now {Say(now)}"],
        Rules => Missing(Conditions(now), Conditions(before)).Select(rule => $"rule {rule} is new"),
        _ when Switches.Contains(keyword) => IsOn(before) && !IsOn(now) ? [$"{keyword} is off"] : [],
        _ when Filters.Contains(keyword) => now is null || AreEqual(before, now) ? [] : [$"{keyword} {Say(before)} is now {Say(now)}"],
        _ when Largest.Contains(keyword) => Number(now, decimal.MaxValue) < Number(before, decimal.MaxValue) ? [$"{keyword} {Say(before)} is now {Say(now)}"] : [],
        _ when Smallest.Contains(keyword) => Number(now, Least(keyword)) > Number(before, Least(keyword)) ? [$"{keyword} {Say(before)} is now {Say(now)}"] : [],
        _ => AreEqual(before ?? Default(keyword), now ?? Default(keyword)) ? [] : [$"{keyword} {Say(before)} is now {Say(now)}"],
    };

    private static IEnumerable<string> OfFields(string path, JsonElement before, JsonElement now)
    {
        foreach (var (name, field) in Fields(before))
        {
            var place = Get(Get(now, "properties"), name) ?? Values(now) ?? (IsOpaque(now) ? Anything : null);
            foreach (var line in place is { } taken ? Of($"{path}.{name}", field, taken) : [$"{path}.{name}: is gone, and would be pruned"])
            {
                yield return line;
            }
        }

        // Where anything could stand, a field that gets a schema is no new field.
        var added = Fields(now).Where(field => Get(Get(before, "properties"), field.Name) is null);
        foreach (var line in added.SelectMany(field => (Values(before) ?? (IsOpaque(before) ? Anything : null)) is { } taken ? Of($"{path}.{field.Name}", taken, field.Schema) : []))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> OfValues(string path, JsonElement before, JsonElement now) => (Values(before), Values(now)) switch
    {
        (null, null) => [],
        (null, { } values) => IsOpaque(before) ? Of($"{path}{{}}", Anything, values) : [],
        ({ } values, { } others) => Of($"{path}{{}}", values, others),
        _ => IsOpaque(now) ? [] : [$"{path}: additionalProperties are gone, and would be pruned"],
    };

    private static IEnumerable<string> OfItems(string path, JsonElement before, JsonElement now) => (Get(before, "items"), Get(now, "items")) switch
    {
        (null, null) => [],
        (null, { } items) => Of($"{path}[]", Anything, items),
        ({ } items, { } others) => Of($"{path}[]", items, others),
        _ => IsOpaque(now) ? [] : [$"{path}: items are gone, and would be pruned"],
    };

    private static IEnumerable<(string Name, JsonElement Schema)> Fields(JsonElement schema) =>
        Get(schema, "properties")?.EnumerateObject().Select(p => (p.Name, p.Value)) ?? [];

    /// <summary>What a map's values are; null where keys are not free.</summary>
    private static JsonElement? Values(JsonElement schema) => Get(schema, "additionalProperties") switch
    {
        { ValueKind: JsonValueKind.Object } values => values,
        { ValueKind: JsonValueKind.True } => Anything,
        _ => null,
    };

    private static JsonElement? Conditions(JsonElement? rules) => rules is { } list
        ? JsonSerializer.SerializeToElement(list.EnumerateArray().Select(r => r.GetProperty("rule").GetString() + (IsOn(Get(r, "optionalOldSelf")) ? " (optionalOldSelf)" : "")))
        : null;

    private static IEnumerable<string> Missing(JsonElement? of, JsonElement? among)
    {
        var there = among?.EnumerateArray().Select(word => word.ToString()).ToHashSet(StringComparer.Ordinal) ?? [];
        return of?.EnumerateArray().Select(word => word.ToString()).Where(word => !there.Contains(word)) ?? [];
    }

    private static JsonElement? Get(JsonElement? schema, string keyword) => schema is { } item && item.TryGetProperty(keyword, out var value) ? value : null;

    private static JsonElement? Default(string keyword) => Unsaid.TryGetValue(keyword, out var value) ? value : null;

    private static decimal Least(string keyword) => keyword == "minimum" ? decimal.MinValue : 0;

    private static decimal Number(JsonElement? value, decimal unless) => value?.GetDecimal() ?? unless;

    private static bool IsOpaque(JsonElement schema) => IsOn(Get(schema, Opaque));

    private static bool IsOn(JsonElement? value) => value is { ValueKind: JsonValueKind.True };

    private static bool AreEqual(JsonElement? left, JsonElement? right) => left is { } a && right is { } b ? JsonElement.DeepEquals(a, b) : left is null && right is null;

    private static string Say(JsonElement? value) => value?.ToString() ?? "(none)";
}

using System.Text.Json;

namespace StartOperator.Resources.Tests.Compatibility;

/// <summary>
/// What a CustomResourceDefinition takes away from those who use an earlier one: clients that no longer find the resource, stored objects that can't be
/// read, and all that <see cref="SchemaNarrowing"/> knows. Printer columns may change.
/// </summary>
internal static class DefinitionNarrowing
{
    /// <summary>What went or was narrowed, a line each as <c>PLACE: WHAT</c>; empty when every client and object is as well off as before.</summary>
    public static IEnumerable<string> Of(JsonElement released, JsonElement today)
    {
        var (before, now) = (released.GetProperty("spec"), today.GetProperty("spec"));
        var kind = Text(before.GetProperty("names"), "kind")!;
        return
        [
            .. Changed(kind, before, now, "group", "scope"),
            .. Changed(kind, before.GetProperty("names"), now.GetProperty("names"), "kind", "listKind", "plural", "singular"),
            .. Gone(kind, before.GetProperty("names"), now.GetProperty("names"), "shortNames", "categories"),
            .. before.GetProperty("versions").EnumerateArray().SelectMany(version => OfVersion(kind, version, now)),
        ];
    }

    private static IEnumerable<string> OfVersion(string kind, JsonElement before, JsonElement definition)
    {
        var name = Text(before, "name");
        if (definition.GetProperty("versions").EnumerateArray().FirstOrDefault(v => Text(v, "name") == name) is not { ValueKind: JsonValueKind.Object } now)
        {
            return [$"{kind}: version {name} is gone, {(IsOn(before, "storage") ? "and objects are stored in it" : "and clients ask for it")}"];
        }

        return
        [
            .. IsOn(before, "served") && !IsOn(now, "served") ? [$"{kind}: version {name} is no longer served"] : (string[])[],
            .. Subresources(before).Except(Subresources(now)).Select(s => $"{kind}: version {name} has no subresource {s} any more"),
            .. SchemaNarrowing.Of(kind, Schema(before), Schema(now)),
        ];
    }

    private static IEnumerable<string> Changed(string kind, JsonElement before, JsonElement now, params string[] fields) =>
        fields.Where(f => Text(before, f) != Text(now, f)).Select(f => $"{kind}: {f} {Text(before, f)} is now {Text(now, f)}");

    private static IEnumerable<string> Gone(string kind, JsonElement before, JsonElement now, params string[] fields) =>
        from field in fields
        from word in Words(before, field).Except(Words(now, field))
        select $"{kind}: {word} of {field} is gone";

    private static IEnumerable<string> Words(JsonElement names, string field) =>
        names.TryGetProperty(field, out var words) ? words.EnumerateArray().Select(w => w.GetString()!) : [];

    private static IEnumerable<string> Subresources(JsonElement version) =>
        version.TryGetProperty("subresources", out var subresources) ? subresources.EnumerateObject().Select(s => s.Name) : [];

    private static JsonElement Schema(JsonElement version) => version.GetProperty("schema").GetProperty("openAPIV3Schema");

    private static bool IsOn(JsonElement version, string field) => version.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement item, string field) => item.TryGetProperty(field, out var value) ? value.GetString() : null;
}

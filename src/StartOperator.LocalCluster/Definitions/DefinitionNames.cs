using System.Text.Json.Nodes;
using StartOperator.LocalCluster.Json;
using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.Definitions;

/// <summary>What a definition calls its objects.</summary>
internal static class DefinitionNames
{
    private static readonly string[] Needed = ["plural", "singular", "kind", "listKind"];

    /// <summary>The names that a spec must have.</summary>
    public static IEnumerable<FieldError> Required(JsonNode? names) =>
        Needed.Where(field => string.IsNullOrEmpty(names.Text(field))).Select(field => FieldError.Required($"spec.names.{field}"));

    /// <summary>What is wrong with the names there are.</summary>
    public static IEnumerable<FieldError> Faults(JsonNode? names, string path)
    {
        foreach (var field in (string[])["plural", "singular"])
        {
            if (names.Text(field) is { Length: > 0 } name && Label(name) is { } fault) yield return FieldError.Invalid($"{path}.{field}", name, fault);
        }

        foreach (var field in (string[])["kind", "listKind"])
        {
            if (names.Text(field) is { Length: > 0 } name && Label(name.ToLowerInvariant()) is { } fault)
                yield return FieldError.Invalid($"{path}.{field}", name, "may have mixed case, but should otherwise match: " + fault);
        }

        foreach (var field in (string[])["shortNames", "categories"])
        {
            foreach (var (i, name) in names.Texts(field).Index())
            {
                if (Label(name) is { } fault) yield return FieldError.Invalid($"{path}.{field}[{i}]", name, fault);
            }
        }

        if (names.Text("kind") is { Length: > 0 } kind && kind == names.Text("listKind"))
            yield return FieldError.Invalid($"{path}.listKind", kind, "kind and listKind may not be the same");
    }

    private static string? Label(string name) => Names.Label1035Faults(name).ToList() is { Count: > 0 } faults ? string.Join(",", faults) : null;
}

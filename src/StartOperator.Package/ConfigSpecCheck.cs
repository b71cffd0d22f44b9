using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Config;

namespace StartOperator.Package;

/// <summary>
/// Checks a config spec against the package it belongs to, as StartOS does before it uses one (contract: config-spec.md §4, "validate").
/// </summary>
public static class ConfigSpecCheck
{
    /// <summary>Finds variants that define their union's tag, and pointers to packages that are no dependencies.</summary>
    public static IReadOnlyList<Diagnostic> Check(ConfigSpec spec, Manifest manifest) => [.. Faults(spec, manifest, "")];

    private static IEnumerable<Diagnostic> Faults(ConfigSpec spec, Manifest manifest, string path) =>
        spec.Fields.SelectMany(field => field.Value switch
        {
            ListSpec list => Faults(list.Element, manifest, $"{path}{field.Key}.spec."),
            ObjectSpec inner => Faults(inner.Rules, manifest, $"{path}{field.Key}."),
            UnionSpec union => Faults(union.Rules, manifest, $"{path}{field.Key}."),
            PointerSpec pointer => Faults(pointer, manifest, $"{path}{field.Key}."),
            _ => [],
        });

    private static IEnumerable<Diagnostic> Faults(ElementRules rules, Manifest manifest, string path) => rules switch
    {
        ObjectRules inner => Faults(inner.Spec, manifest, $"{path}spec."),
        UnionRules union => union.Variants.SelectMany(variant => Faults(union.Tag, variant.Value, $"{path}variants.{variant.Key}.")
            .Concat(Faults(variant.Value, manifest, $"{path}variants.{variant.Key}."))),
        _ => [],
    };

    private static IEnumerable<Diagnostic> Faults(UnionTag tag, ConfigSpec variant, string path)
    {
        if (variant.TryGetField(tag.Id, out _))
            yield return Error($"{path}{tag.Id}", "has the key of the union's tag", "rename the field or the tag");
    }

    private static IEnumerable<Diagnostic> Faults(PointerSpec pointer, Manifest manifest, string path)
    {
        if (pointer.PackageId == manifest.Id || manifest.Dependencies.ContainsKey(pointer.PackageId)) yield break;

        var message = $"points to '{pointer.PackageId}', neither the package itself nor one of its dependencies";
        yield return Error($"{path}package-id", message, "declare the dependency");
    }

    private static Diagnostic Error(string path, string message, string remedy) => new(Severity.Error, path, message, remedy, null);
}

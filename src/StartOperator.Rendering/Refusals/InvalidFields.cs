using StartOperator.Package.Diagnostics;
using StartOperator.Rendering.Status;
using StartOperator.Resources;

namespace StartOperator.Rendering.Refusals;

/// <summary>
/// Which fields <see cref="Reasons.InvalidManifest"/> and <see cref="Reasons.InvalidSpec"/> are about, so that an edit which corrects one of them
/// can be told from one which spoils another.
/// </summary>
public static class InvalidFields
{
    /// <summary>Whether a field is invalid, for a reason, that was not before.</summary>
    public static bool IsAnyNew(string reason, StartService before, StartService now)
    {
        var known = Of(reason, before);

        // A fault of the whole hides those of the fields.
        return !known.Contains("") && !Of(reason, now).IsSubsetOf(known);
    }

    private static HashSet<string> Of(string reason, StartService service)
    {
        var paths = reason switch
        {
            Reasons.InvalidManifest => service.Spec.Manifest.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Path),
            Reasons.InvalidSpec => QuantityRefusals.PathsOf(service.Spec),
            _ => [],
        };
        return paths.Select(WithoutIndices).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Which item of a list it is says nothing: when one goes, those behind it move.</summary>
    private static string WithoutIndices(string path) => string.Join('.', path.Split('.').Select(key => key.All(char.IsAsciiDigit) ? "" : key));
}

using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Resources;

namespace StartOperator.Rendering.Refusals;

/// <summary>
/// Which quantities (Kubernetes API: resource.Quantity) of a spec are none. The schema refuses most of them; a file that never saw an API
/// server, and a number too large to count with, end here.
/// </summary>
public static class QuantityRefusals
{
    /// <summary>Why a spec's sizes and resources can't be used; null when they can.</summary>
    public static Situation.Refused? Of(StartServiceSpec spec) => Faults(spec).Select(q => new Situation.Refused(
        Reasons.InvalidSpec,
        $"{q.Path}: '{q.Text}' is not a quantity: write a number with an optional unit, such as 512Mi, 20Gi or 500m")).FirstOrDefault();

    /// <summary>The fields that can't be used, such as <c>spec.storage.size</c>.</summary>
    public static IEnumerable<string> PathsOf(StartServiceSpec spec) => Faults(spec).Select(q => q.Path);

    /// <summary>Whether a text is a quantity, of zero or more, that can be counted with and written in its canonical form.</summary>
    public static bool IsQuantity(string text)
    {
        try
        {
            var quantity = new ResourceQuantity(text);
            return quantity.ToDecimal() >= 0 && quantity.CanonicalizeString().Length > 0;
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            return false;
        }
    }

    private static IEnumerable<(string Path, string Text)> Faults(StartServiceSpec spec) => Quantities(spec).Where(q => !IsQuantity(q.Text));

    private static IEnumerable<(string Path, string Text)> Quantities(StartServiceSpec spec) =>
    [
        ("spec.storage.size", spec.Storage?.Size ?? "0"),
        .. (spec.Storage?.Volumes ?? new Dictionary<string, VolumeStorage>()).Select(v => ($"spec.storage.volumes.{v.Key}.size", v.Value.Size ?? "0")),
        .. (spec.Resources?.Requests ?? new Dictionary<string, string>()).Select(r => ($"spec.resources.requests.{r.Key}", r.Value)),
        .. (spec.Resources?.Limits ?? new Dictionary<string, string>()).Select(r => ($"spec.resources.limits.{r.Key}", r.Value)),
    ];
}

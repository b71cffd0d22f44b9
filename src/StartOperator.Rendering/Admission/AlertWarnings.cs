using StartOperator.Package.Model;
using StartOperator.Resources;

namespace StartOperator.Rendering.Admission;

/// <summary>
/// The texts that StartOS's interface shows before an operation (contract: manifest.md §5), as warnings for whoever asks for it. Updates show the
/// text for installations, as StartOS's marketplace does.
/// </summary>
public static class AlertWarnings
{
    /// <summary>The alerts of a change, in the order in which they matter.</summary>
    /// <param name="old">The resource as it was; null when it is created.</param>
    /// <param name="new">The resource as it is to be; null when it is deleted.</param>
    public static IReadOnlyList<string> Of(StartService? old, StartService? @new)
    {
        var (before, after) = (old?.Spec.Manifest.Value, @new?.Spec.Manifest.Value);
        var installs = after is not null && (old is null || (before is not null && before.Version != after.Version));
        var starts = @new?.Spec.State == ServiceState.Running && old?.Spec.State != ServiceState.Running;
        var stops = @new?.Spec.State == ServiceState.Stopped && old?.Spec.State == ServiceState.Running;
        return
        [
            .. Alert(after, "installing", installs ? after?.Alerts.Install : null),
            .. Alert(after, "starting", starts ? after?.Alerts.Start : null),
            .. Alert(after, "stopping", stops ? after?.Alerts.Stop : null),
            .. Alert(before, "uninstalling", @new is null ? before?.Alerts.Uninstall : null),
        ];
    }

    private static IEnumerable<string> Alert(Manifest? package, string operation, string? text) =>
        string.IsNullOrWhiteSpace(text) ? [] : [$"{package!.Title} says of {operation}: {text}"];
}

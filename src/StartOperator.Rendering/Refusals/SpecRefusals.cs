using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model.Volumes;
using StartOperator.Rendering.Pods;
using StartOperator.Rendering.Status;
using StartOperator.Resources;

namespace StartOperator.Rendering.Refusals;

/// <summary>What a spec must be, beyond what the schema can say, for the service to run.</summary>
public static class SpecRefusals
{
    private const int DiagnosticsShown = 3;

    /// <summary>Why a resource's manifest can't be used; null when it can.</summary>
    public static Situation.Refused? OfManifest(StartService service)
    {
        if (service.Spec.Manifest.Value is not null)
        {
            return null;
        }

        var errors = service.Spec.Manifest.Diagnostics.Where(d => d.Severity == Severity.Error).ToList();
        var shown = string.Join("; ", errors.Take(DiagnosticsShown).Select(d => $"spec.manifest{(d.Path.Length > 0 ? "." : "")}{d.Path}: {d.Message} ({d.Remedy})"));
        var more = errors.Count > DiagnosticsShown ? $"; and {errors.Count - DiagnosticsShown} more" : "";
        return new Situation.Refused(Reasons.InvalidManifest, $"{shown}{more}. `startctl build` writes manifests that pass.");
    }

    /// <summary>Why a service can't run whatever else is in its namespace; null when it can.</summary>
    public static Situation.Refused? Of(ServiceDefinition service, RenderingOptions options) => All(service, options).FirstOrDefault();

    /// <summary>Everything for which a service can't run whatever else is in its namespace; what <see cref="Of"/> tells first.</summary>
    public static IEnumerable<Situation.Refused> All(ServiceDefinition service, RenderingOptions options)
    {
        if (OfNamespace(service) is { } space)
        {
            yield return space;
        }

        if (OfImage(service, options) is { } image)
        {
            yield return image;
        }

        if (OfAssets(service) is { } assets)
        {
            yield return assets;
        }

        if (QuantityRefusals.Of(service.Spec) is { } quantity)
        {
            yield return quantity;
        }
    }

    private static Situation.Refused? OfNamespace(ServiceDefinition service) => service.Namespace == ChildNames.BoxService
        ? new Situation.Refused(
            Reasons.NamespaceRefused,
            "a namespace that is called embassy would answer for other boxes' <package>.embassy names: create the service in a namespace of another name")
        : null;

    private static Situation.Refused? OfImage(ServiceDefinition service, RenderingOptions options)
    {
        var main = service.Manifest.Main;
        if (ImageReferences.Of(service, main, options) is not { } image)
        {
            return new Situation.Refused(Reasons.ImageUnknown, main.System
                ? $"main runs the system image {main.Image}, which the operator has not been given: set its utils image"
                : $"nobody has said where image {main.Image} is: kubectl patch startservice {service.Name} -n {service.Namespace} --type merge "
                    + $"-p '{{\"spec\":{{\"images\":{{\"{main.Image}\":{{\"image\":\"REGISTRY/NAME@sha256:…\"}}}}}}}}'");
        }

        return ArmPlacement.ArmArchitectures(image).Count == 0
            ? new Situation.Refused(
                Reasons.NoArmImage,
                $"spec.images.{main.Image}.architectures names neither arm64 nor arm: give an image that has one of them, or correct the list")
            : null;
    }

    private static Situation.Refused? OfAssets(ServiceDefinition service)
    {
        var missing = service.Manifest.Volumes.Where(v => v.Value is AssetsVolume && !HasSource(service.Spec.Assets?.GetValueOrDefault(v.Key))).Select(v => v.Key).ToList();
        return missing.Count == 0
            ? null
            : new Situation.Refused(
                Reasons.AssetsMissing,
                $"spec.assets does not say where the files of assets volume{(missing.Count > 1 ? "s" : "")} {string.Join(", ", missing)} come from: "
                + "`startctl build` on the package's project folder writes it");
    }

    private static bool HasSource(AssetsSource? source) => source is { ConfigMap: not null } or { Image: not null };
}

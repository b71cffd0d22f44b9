using System.Text.RegularExpressions;
using StartOperator.Package.Model.Procedures;
using StartOperator.Resources;

namespace StartOperator.Rendering;

/// <summary>An image to run.</summary>
/// <param name="Reference">What the node pulls.</param>
/// <param name="PullPolicy">When it pulls; null for Kubernetes' default.</param>
/// <param name="Architectures">The architectures that it is known to have.</param>
public sealed record ImageReference(string Reference, PullPolicy? PullPolicy, IReadOnlyList<ImageArchitecture> Architectures);

/// <summary>Where a procedure's image is. A public name is never guessed: wallets run in these images.</summary>
public static partial class ImageReferences
{
    private static readonly IReadOnlyList<ImageArchitecture> Arm64 = [ImageArchitecture.Arm64];

    /// <summary>The image of a procedure; null when nobody has said where it is.</summary>
    public static ImageReference? Of(ServiceDefinition service, DockerProcedure procedure, RenderingOptions options)
    {
        if (procedure.System)
        {
            var system = procedure.Image == "compat" ? options.CompatImage : options.UtilsImage;
            return system is null ? null : new ImageReference(system, null, Arm64);
        }

        if (service.Spec.Images?.TryGetValue(procedure.Image, out var image) == true)
        {
            return new ImageReference(image.Image, image.PullPolicy, image.Architectures is { Count: > 0 } known ? known : Arm64);
        }

        return options.ImageRegistry is { } registry && Tag().IsMatch(service.Manifest.Version.Text)
            ? new ImageReference($"{registry.TrimEnd('/')}/{service.Manifest.Id}/{procedure.Image}:{service.Manifest.Version.Text}", null, Arm64)
            : null;
    }

    [GeneratedRegex(@"^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z")]
    private static partial Regex Tag();
}

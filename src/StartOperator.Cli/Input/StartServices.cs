using k8s.Models;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;
using StartOperator.Resources;

namespace StartOperator.Cli.Input;

/// <summary>Makes StartServices of packages.</summary>
internal static class StartServices
{
    private const int NameLength = 40;

    /// <summary>What is wrong with a service's name; null when nothing is.</summary>
    public static Diagnostic? FaultOf(string name) => name.Length <= NameLength
        ? null
        : new Diagnostic(Severity.Error, "id", $"'{name}' is longer than the {NameLength} characters that a StartService's name may have", "choose a shorter name with --name", null);

    /// <summary>Makes a StartService.</summary>
    /// <param name="manifest">The package.</param>
    /// <param name="options">Its name, its namespace, and what the user says of it.</param>
    /// <param name="images">Where the package's images are.</param>
    /// <param name="assets">Where the files of its assets volumes come from.</param>
    public static StartService Of(
        Manifest manifest, BuildOptions options, IReadOnlyDictionary<string, ServiceImage> images, IReadOnlyDictionary<string, AssetsSource> assets) => new()
        {
            Metadata = new V1ObjectMeta { Name = options.Name ?? manifest.Id, NamespaceProperty = options.Namespace },
            Spec = new StartServiceSpec
            {
                Manifest = new ManifestField(manifest),
                Images = images.Count == 0 ? null : images,
                Assets = assets.Count == 0 ? null : assets,
                Configured = options.Configured,
            },
        };
}

using StartOperator.Cli.Input;
using StartOperator.Oci.Content;
using StartOperator.Oci.Layouts;
using StartOperator.Oci.Packages;
using StartOperator.Oci.Registries;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;
using StartOperator.Package.S9pk;
using StartOperator.Package.S9pk.Extraction;
using StartOperator.Resources;

namespace StartOperator.Cli.Import;

/// <summary>
/// Imports a package: checks it, brings its images and assets to where nodes get them from, and makes the StartService that names them by digest.
/// Nothing is brought anywhere before the package's signature is checked, and no service is made before all is there.
/// </summary>
/// <param name="request">What to do.</param>
/// <param name="observer">Is told how the images come along.</param>
/// <param name="tell">Is told of everything that is wrong, as it is found.</param>
internal sealed class PackageImport(ImportRequest request, IPushObserver observer, Action<Diagnostic> tell)
{
    private const string FolderPrefix = "startctl-";

    /// <summary>Imports the package.</summary>
    /// <returns>The StartService; null when it can't be done, and the reasons were told.</returns>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    public async Task<StartService?> RunAsync(CancellationToken cancellationToken)
    {
        var work = Directory.CreateTempSubdirectory(FolderPrefix);
        try
        {
            using var package = VerifiedPackage.Open(request.Place, work.FullName, cancellationToken);
            if (!Told(package.Diagnostics) || package.Package is not { Manifest: { } manifest } verified) return null;

            var name = request.Service.Name ?? manifest.Id;
            if (StartServices.FaultOf(name) is { } fault)
            {
                tell(fault);
                return null;
            }

            var (images, findings) = ServiceImages.Of(verified, package.OpenFile, request.Emulating);
            if (!Told(findings) || Assets(package, verified, manifest, work) is not { } assets || !Told(Names([.. images.Values, .. assets.Values]))) return null;

            return await BringAsync([.. images.Values, .. assets.Values], cancellationToken) ? Service(manifest, images, assets) : null;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private IReadOnlyDictionary<string, OciImage>? Assets(VerifiedPackage package, S9pkPackage verified, Manifest manifest, DirectoryInfo work)
    {
        var (files, layers) = (work.CreateSubdirectory("assets"), work.CreateSubdirectory("layers"));
        using var source = package.OpenFile();
        if (!Told(S9pkExtractor.ExtractAssets(source, verified, files.FullName))) return null;

        List<Diagnostic> diagnostics = [];
        var images = new AssetsImages(layers.FullName).Of(manifest, files.FullName, request.MountsImages, request.Programs, request.Emulating, diagnostics);
        return Told(diagnostics) ? images : null;
    }

    private IEnumerable<Diagnostic> Names(IEnumerable<OciImage> images) => images.Select(image => request.Address.Repository(image.Name)).Where(name => !RepositoryName.IsOne(name))
        .Select(name => new Diagnostic(Severity.Error, name, "no registry can have a repository of this name", "give --registry a shorter prefix", null));

    private async Task<bool> BringAsync(List<OciImage> images, CancellationToken cancellationToken)
    {
        if (request.Archives is { } folder)
        {
            folder.Create();
            foreach (var image in images) await WriteAsync(image, folder, cancellationToken);
            return true;
        }

        var fault = await ImagePush.RunAsync(request.Address, images, request.Registry, observer, cancellationToken);
        return fault is null || Told([fault]);
    }

    /// <summary>An archive gets its name when it is complete.</summary>
    private async Task WriteAsync(OciImage image, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        await Task.Yield(); // so that Ctrl-C is heard while the file is written
        var path = Path.Combine(folder.FullName, OciArchive.FileName(image));
        var partial = Path.Combine(folder.FullName, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        try
        {
            await using (var file = new CancellableOutput(new FileStream(partial, FileMode.CreateNew, FileAccess.ReadWrite), cancellationToken)) OciArchive.Write(image, request.Address, file);
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }

        observer.Arrived(image, path);
    }

    private StartService Service(Manifest manifest, IReadOnlyDictionary<string, OciImage> images, IReadOnlyDictionary<string, OciImage> assets) => StartServices.Of(
        manifest,
        request.Service,
        images.ToDictionary(image => image.Key, image => new ServiceImage { Image = Reference(image.Value), Architectures = Architectures(image.Value), PullPolicy = PullPolicy }, StringComparer.Ordinal),
        assets.ToDictionary(volume => volume.Key, volume => new AssetsSource { Image = Source(volume.Value) }, StringComparer.Ordinal));

    private ImageAssets Source(OciImage image) => request.MountsImages
        ? new ImageAssets { Reference = Reference(image), Path = "/", Mode = ImageAssetsMode.Mount, PullPolicy = PullPolicy }
        : new ImageAssets { Reference = Reference(image), Program = request.Programs.Count > 0 ? CompatProgramFile.Place : null, PullPolicy = PullPolicy };

    /// <summary>What was brought to nodes by hand is not looked for elsewhere.</summary>
    private PullPolicy? PullPolicy => request.Archives is null ? null : Resources.PullPolicy.Never;

    private string Reference(OciImage image) => request.Address.Reference(image.Name, image.Index.Digest.ToString());

    /// <summary>What the image was built for: a manifest that stands in for another architecture's is left out.</summary>
    private static List<ImageArchitecture>? Architectures(OciImage image)
    {
        List<ImageArchitecture> known = [];
        foreach (var platform in image.Platforms.Take(image.Manifests.Count))
        {
            if (platform.Architecture == "arm64") known.Add(ImageArchitecture.Arm64);
            else if (platform.Architecture == "arm") known.Add(ImageArchitecture.Arm);
            else if (platform.Architecture == "amd64") known.Add(ImageArchitecture.Amd64);
        }

        return known.Count > 0 ? [.. known.Distinct()] : null;
    }

    private bool Told(IEnumerable<Diagnostic> diagnostics)
    {
        var isGood = true;
        foreach (var diagnostic in diagnostics)
        {
            tell(diagnostic);
            isGood &= diagnostic.Severity != Severity.Error;
        }

        return isGood;
    }
}

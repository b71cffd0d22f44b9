using StartOperator.Package.Diagnostics;
using StartOperator.Package.Model;
using StartOperator.Package.Model.Procedures;
using StartOperator.Package.Reading;

namespace StartOperator.Package.S9pk.Images;

/// <summary>
/// Checks that the images are those of the package, as StartOS does when it installs one (contract: manifest.md §8, points 2 and 4). What concerns
/// the archive for ARM machines is an error; what concerns another one matters elsewhere, and is a warning.
/// </summary>
internal static class ImageChecks
{
    private static readonly (string StartOs, string Registry)[] Architectures =
        [("aarch64", "arm64"), ("x86_64", "amd64"), ("riscv64", "riscv64"), ("armv7", "arm"), ("i686", "386")];

    /// <summary>Finds what is wrong.</summary>
    public static IEnumerable<Diagnostic> Check(ImageIndex images, Manifest manifest)
    {
        var chosen = images.For(ImageIndex.Arm64);
        var archives = images.Archives.SelectMany(archive => Archive(archive, manifest, archive == chosen ? Severity.Error : Severity.Warning));
        return archives.Concat(chosen is null ? [NoneFits()] : Procedures(chosen, manifest));
    }

    private static IEnumerable<Diagnostic> Archive(ImageArchive archive, Manifest manifest, Severity severity) =>
        archive.Images.SelectMany(image => Tags(image, archive, manifest, severity).Concat(Platform(image, archive)));

    private static IEnumerable<Diagnostic> Tags(PackagedImage image, ImageArchive archive, Manifest manifest, Severity severity)
    {
        var remedy = $"tag it start9/{manifest.Id}/IMAGE:{manifest.Version.Text}, without a registry's name";
        if (image.Tags is null) yield return Fault(severity, archive, "an image has no tags (RepoTags is null)", remedy);

        foreach (var text in image.Tags ?? [])
        {
            var tag = PackageImageTag.Parse(text);
            var name = $"the tag '{Wording.Short(text)}'";
            if (tag is null)
                yield return Fault(severity, archive, $"{name} is none of a package's image", remedy);
            else if (tag.Package != manifest.Id)
                yield return Fault(severity, archive, $"{name} is one of the package '{tag.Package}'", remedy);
            else if (tag.Version != manifest.Version)
                yield return Fault(severity, archive, $"{name} is one of version {tag.Version.Canonical}", remedy);
            else if (tag.Version.Text != manifest.Version.Text)
                yield return Fault(Severity.Warning, archive, $"{name} spells the version otherwise than the manifest; StartOS would not find it", remedy);
        }
    }

    private static IEnumerable<Diagnostic> Platform(PackagedImage image, ImageArchive archive)
    {
        var expected = Array.Find(Architectures, known => known.StartOs == archive.Architecture).Registry;
        if (expected is null || image.Platform is not { } platform || platform.Architecture == expected) yield break;

        var message = $"an image in the archive for {archive.Architecture} was built for {Wording.Short(platform.ToString())}";
        yield return Fault(Severity.Warning, archive, message, $"build it with --platform linux/{expected}");
    }

    private static IEnumerable<Diagnostic> Procedures(ImageArchive archive, Manifest manifest)
    {
        var tags = archive.Images.SelectMany(image => image.Tags ?? []).Select(PackageImageTag.Parse).OfType<PackageImageTag>();
        var packaged = tags.Select(tag => tag.Image).ToHashSet(StringComparer.Ordinal);
        var others = packaged.Count == 0 ? "" : $", or name one that is there: {Wording.OneOf([.. packaged.Order(StringComparer.Ordinal)])}";
        foreach (var (path, procedure) in ProcedurePaths.Of(manifest))
        {
            if (procedure is not DockerProcedure { System: false } docker || packaged.Contains(docker.Image)) continue;

            // StartOS parses the procedures of a dependency, and checks no more.
            var severity = path.StartsWith("dependencies.", StringComparison.Ordinal) ? Severity.Warning : Severity.Error;
            var message = $"the package holds no image '{docker.Image}'";
            yield return new Diagnostic(severity, $"{path}.image", message, $"save it into the package's images{others}", null);
        }
    }

    private static Diagnostic NoneFits()
    {
        var message = $"there is no archive for {ImageIndex.Arm64}, and none for the default architecture";
        return new Diagnostic(Severity.Error, S9pkSection.DockerImages.Label(), message, S9pkFault.PackAgain, null);
    }

    private static Diagnostic Fault(Severity severity, ImageArchive archive, string message, string remedy)
    {
        var section = S9pkSection.DockerImages.Label();
        var path = archive.Architecture is { } architecture ? $"{section}/{Wording.Short(architecture)}{MultiArch.Ending}" : section;
        return new Diagnostic(severity, path, message, remedy, null);
    }
}

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
    private static readonly (string StartOs, string Registry)[] Architectures = [("aarch64", "arm64"), ("x86_64", "amd64"), ("riscv64", "riscv64"), ("armv7", "arm"), ("i686", "386")];

    /// <summary>Finds what is wrong.</summary>
    public static IEnumerable<Diagnostic> Check(ImageIndex images, Manifest manifest)
    {
        var chosen = images.For(ImageIndex.Arm64);
        if (chosen is null) yield return Fault(Severity.Error, S9pkSection.DockerImages.Label(), $"there is no archive for {ImageIndex.Arm64}, and none for the default architecture", "pack the package again");

        foreach (var archive in images.Archives)
        {
            var severity = archive == chosen ? Severity.Error : Severity.Warning;
            foreach (var diagnostic in archive.Images.SelectMany(image => Tags(image, archive, manifest, severity).Concat(Platforms(image, archive)))) yield return diagnostic;
        }

        if (chosen is null) yield break;

        var packaged = chosen.Images.SelectMany(image => image.Tags ?? []).Select(PackageImageTag.Parse).OfType<PackageImageTag>().Select(tag => tag.Image).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, procedure) in ProcedurePaths.Of(manifest))
        {
            if (procedure is not DockerProcedure { System: false } docker || packaged.Contains(docker.Image)) continue;

            // StartOS parses the procedures of a dependency, and checks no more.
            var severity = path.StartsWith("dependencies.", StringComparison.Ordinal) ? Severity.Warning : Severity.Error;
            yield return Fault(severity, $"{path}.image", $"the package holds no image '{docker.Image}'", packaged.Count == 0
                ? "save it into the package's images"
                : $"save it into the package's images, or name one that is there: {Wording.OneOf([.. packaged.Order(StringComparer.Ordinal)])}");
        }
    }

    private static IEnumerable<Diagnostic> Tags(PackagedImage image, ImageArchive archive, Manifest manifest, Severity severity)
    {
        var wanted = $"start9/{manifest.Id}/IMAGE:{manifest.Version.Text}";
        if (image.Tags is null) yield return Fault(severity, Path(archive), "an image has no tags (RepoTags is null)", $"tag it {wanted} before you save it");

        foreach (var text in image.Tags ?? [])
        {
            if (PackageImageTag.Parse(text) is not { } tag)
                yield return Fault(severity, Path(archive), $"the tag '{Wording.Short(text)}' is none of a package's image", $"tag it {wanted}");
            else if (tag.Package != manifest.Id)
                yield return Fault(severity, Path(archive), $"the tag '{Wording.Short(text)}' is one of the package '{tag.Package}'", $"tag it {wanted}");
            else if (tag.Version != manifest.Version)
                yield return Fault(severity, Path(archive), $"the tag '{Wording.Short(text)}' is one of version {tag.Version.Canonical}", $"tag it {wanted}");
            else if (tag.Version.Text != manifest.Version.Text)
                yield return Fault(Severity.Warning, Path(archive), $"the tag '{Wording.Short(text)}' spells the version otherwise than the manifest, so StartOS would not find the image", $"tag it {wanted}");
        }
    }

    private static IEnumerable<Diagnostic> Platforms(PackagedImage image, ImageArchive archive)
    {
        var expected = Array.Find(Architectures, known => known.StartOs == archive.Architecture).Registry;
        if (expected is not null && image.Platform is { } platform && platform.Architecture != expected)
        {
            yield return Fault(Severity.Warning, Path(archive), $"an image in the archive for {archive.Architecture} was built for {Wording.Short(platform.ToString())}",
                $"build it with --platform linux/{expected}");
        }
    }

    private static string Path(ImageArchive archive) => archive.Architecture is { } architecture
        ? $"{S9pkSection.DockerImages.Label()}/{Wording.Short(architecture)}{MultiArch.Ending}"
        : S9pkSection.DockerImages.Label();

    private static Diagnostic Fault(Severity severity, string path, string message, string remedy) => new(severity, path, message, remedy, null);
}

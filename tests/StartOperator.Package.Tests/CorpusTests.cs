using StartOperator.Package.Diagnostics;
using StartOperator.Package.Tests.Canonical;

namespace StartOperator.Package.Tests;

public sealed class CorpusTests
{
    [Fact]
    public void Every_real_package_reads_without_errors()
    {
        var packages = Corpus.Packages();
        packages.Count.ShouldBeGreaterThanOrEqualTo(60);
        packages.SelectMany(package => Errors(PackageReader.ReadFolder(package).Diagnostics)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_real_package_survives_the_canonical_form()
    {
        foreach (var package in Corpus.Packages())
        {
            var manifest = PackageReader.ReadFolder(package).Manifest.ShouldNotBeNull(package);
            CanonicalManifestTests.ShouldSurvive(manifest);
        }
    }

    [Fact]
    public void Every_real_config_spec_reads_without_errors()
    {
        var specs = Corpus.ConfigSpecs();
        specs.Count.ShouldBeGreaterThanOrEqualTo(15);
        specs.SelectMany(spec => Errors(ConfigSpecReader.ReadFile(spec).Diagnostics)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_real_config_spec_suits_its_package()
    {
        foreach (var file in Corpus.ConfigSpecs())
        {
            var package = PackageReader.ReadFolder(Path.GetFullPath(Path.Combine(file, "../../.."))).Manifest.ShouldNotBeNull(file);
            ConfigSpecCheck.Check(ConfigSpecReader.ReadFile(file).Spec!, package).ShouldBeEmpty(file);
        }
    }

    [Fact]
    public void Every_unusual_manifest_gets_the_expected_finding()
    {
        var oddities = Corpus.Oddities();
        oddities.Count.ShouldBeGreaterThanOrEqualTo(50);
        oddities.Select(Mismatch).OfType<string>().ShouldBeEmpty();
    }

    /// <summary>The expected path is that of the first finding in the order of the file, so nothing less is asked for.</summary>
    private static string? Mismatch(Oddity oddity)
    {
        var reading = PackageReader.ReadFile(oddity.File);
        var worst = reading.HasErrors ? "error" : reading.Diagnostics.Count > 0 ? "warning" : "ok";
        var first = reading.Diagnostics.FirstOrDefault(diagnostic => diagnostic.Severity == (reading.HasErrors ? Severity.Error : Severity.Warning));
        var path = first is null or { Path: "" } ? "-" : first.Path;
        return (worst, path) == (oddity.Worst, oddity.Path) ? null : $"{oddity.File}: expected {oddity.Worst} at {oddity.Path}, got {worst} at {path}: {first?.Message}";
    }

    private static IEnumerable<string> Errors(IReadOnlyList<Diagnostic> diagnostics) => diagnostics
        .Where(diagnostic => diagnostic.Severity == Severity.Error)
        .Select(diagnostic => $"{diagnostic.Location} {diagnostic.Path}: {diagnostic.Message}");
}

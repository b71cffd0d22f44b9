using StartOperator.Corpora;
using StartOperator.Rendering.Refusals;
using StartOperator.Rendering.Status;
using StartOperator.Rendering.Tests.Golden;

namespace StartOperator.Rendering.Tests;

public sealed class CorpusTests
{
    [Fact]
    public void Every_real_package_renders_to_objects_that_fit_together()
    {
        var packages = Corpus.Packages();
        packages.Count.ShouldBeGreaterThanOrEqualTo(60);
        foreach (var package in packages)
        {
            var service = new ServiceDefinition("box", package.Manifest.Id, "00000000-0000-0000-0000-000000000001", package.Spec, package.Manifest);
            SpecRefusals.Of(service, new RenderingOptions { UtilsImage = "utils.example/utils:1" }).ShouldBeNull(package.Folder);
            RenderedInvariants.ShouldHold(service, new RenderingOptions { UtilsImage = "utils.example/utils:1" });
        }
    }

    [Fact]
    public void No_real_package_runs_without_being_told_where_its_images_are()
    {
        foreach (var package in Corpus.Packages().Where(p => !p.Manifest.Main.System))
        {
            var service = new ServiceDefinition("box", package.Manifest.Id, "", package.Spec with { Images = null }, package.Manifest);
            SpecRefusals.Of(service, new RenderingOptions()).ShouldNotBeNull(package.Folder).Reason.ShouldBe(Reasons.ImageUnknown);
        }
    }
}

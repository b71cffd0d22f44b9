using StartOperator.Rendering.Refusals;

namespace StartOperator.Rendering.Tests.Golden;

public sealed class GoldenTests
{
    public static TheoryData<string> Cases => [.. GoldenCase.Names()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_renders_as_its_folder_says(string name) => GoldenFile.ShouldHold(GoldenCase.ExpectedFile(name), GoldenCase.Render(name));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_renders_to_objects_that_fit_together(string name)
    {
        var options = GoldenCase.Options(name);
        foreach (var service in GoldenCase.Services(name).Where(s => SpecRefusals.Of(s, options) is null))
        {
            RenderedInvariants.ShouldHold(service, options);
        }
    }

    [Fact]
    public void A_difference_is_told_with_the_lines_around_it()
    {
        LineDiff.Of("a\nb\nc\nd\ne\nf\ng\nh\ni", "a\nb\nc\nd\ne\nF\ng\nh\ni\nj")
            .ShouldBe("@@ line 3 @@\n  c\n  d\n  e\n- f\n+ F\n  g\n  h\n  i\n+ j\n");
        LineDiff.Of("same", "same").ShouldBeEmpty();
    }
}

using StartOperator.Runtime.Caching;

namespace StartOperator.Runtime.Tests.Caching;

/// <summary>Which labels a selector selects.</summary>
public sealed class LabelSelectorTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["app"] = "shop", ["tier"] = "front", ["empty"] = "" };

    [Theory]
    [InlineData("app=shop", true)]
    [InlineData("app==shop", true)]
    [InlineData("app=other", false)]
    [InlineData("none=x", false)]
    [InlineData("app!=other", true)]
    [InlineData("app!=shop", false)]
    [InlineData("none!=x", true)]
    [InlineData("app", true)]
    [InlineData("none", false)]
    [InlineData("!none", true)]
    [InlineData("!app", false)]
    [InlineData("app in (shop, store)", true)]
    [InlineData("app in (store)", false)]
    [InlineData("app notin (store,bar)", true)]
    [InlineData("app notin (shop)", false)]
    [InlineData("none notin (shop)", true)]
    [InlineData("app=shop,tier=front", true)]
    [InlineData("app=shop,tier=back", false)]
    [InlineData("app in (a,shop),tier notin (x,y),!none", true)]
    [InlineData("empty=", true)]
    public void A_selector_selects_as_the_server_does(string selector, bool expected)
    {
        LabelSelector.Parse(selector).Matches(Labels).ShouldBe(expected);
        LabelSelector.Parse(selector).ToString().ShouldBe(selector);
    }

    [Fact]
    public void An_object_without_labels_is_only_selected_by_what_it_lacks()
    {
        LabelSelector.Parse("!app").Matches((IDictionary<string, string>?)null).ShouldBeTrue();
        LabelSelector.Parse("app").Matches((IDictionary<string, string>?)null).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a=b,")]
    [InlineData("=b")]
    [InlineData("a like (b)")]
    [InlineData("a b")]
    [InlineData("(a)")]
    [InlineData("!")]
    public void What_is_no_selector_says_which_part_is_at_fault(string selector) =>
        Should.Throw<FormatException>(() => LabelSelector.Parse(selector)).Message.ShouldContain("is not part of a label selector");
}

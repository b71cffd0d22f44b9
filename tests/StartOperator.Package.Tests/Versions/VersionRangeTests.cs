using CsCheck;
using StartOperator.Package.Versions;

namespace StartOperator.Package.Tests.Versions;

public sealed class VersionRangeTests
{
    [Theory]
    [InlineData("*", "*")]
    [InlineData("=1.2.3", "=1.2.3")]
    [InlineData("!=1", "!=1.0.0")]
    [InlineData("<1.2", "<1.2.0")]
    [InlineData("<=1.2", "<=1.2.0")]
    [InlineData(">1.2", ">1.2.0")]
    [InlineData(">=1.2", ">=1.2.0")]
    [InlineData("^0.2.3", ">=0.2.3 <0.3.0")]
    [InlineData("^0.0.3", ">=0.0.3 <0.0.4")]
    [InlineData("^0.0.0.2", "=0.0.0.2")]
    [InlineData("^1.2.3", ">=1.2.3 <2.0.0")]
    [InlineData("^1.2.3.4", ">=1.2.3.4 <2.0.0")]
    [InlineData("~1.2.3.4", ">=1.2.3.4 <1.2.4")]
    [InlineData("~1.2.3", ">=1.2.3 <1.3.0")]
    [InlineData("~1.2", ">=1.2.0 <1.3.0")]
    [InlineData("~1", ">=1.0.0 <2.0.0")]
    [InlineData("1.x", ">=1.0.0 <2.0.0")]
    [InlineData("1.2.x", ">=1.2.0 <1.3.0")]
    [InlineData("1.2.3.x", ">=1.2.3 <1.2.4")]
    [InlineData("1.0-2.0", ">=1.0.0 <=2.0.0")]
    [InlineData("1.0 - 2.0", ">=1.0.0 <=2.0.0")]
    [InlineData("1 - 2", ">=1.0.0 <=2.0.0")]
    [InlineData("(>=1.0 <2.0) || =3.0", ">=1.0.0 <2.0.0 || =3.0.0")]
    [InlineData(
        "(^1.2.3.4 || ~2.3.4) 0.0.0-2.1.3 || 1.2.x", "(>=1.2.3.4 <2.0.0 || >=2.3.4 <2.4.0) >=0.0.0 <=2.1.3 || >=1.2.0 <1.3.0")]
    [InlineData(">=1.0||<0.5", ">=1.0.0 || <0.5.0")]
    [InlineData(">=1.0\t<2.0", ">=1.0.0 <2.0.0")]
    [InlineData("( =1.0 )", "=1.0.0")]
    [InlineData("((=1.0))", "=1.0.0")]
    [InlineData("(*)", "*")]
    [InlineData("(*) =1.0", "=1.0.0")]
    [InlineData("(*) || =1.0", "*")]
    public void A_range_is_read_and_written_canonically(string text, string canonical)
    {
        VersionRange.TryParse(text, out var range, out var error).ShouldBeTrue(error);
        range!.ToString().ShouldBe(canonical);

        VersionRange.TryParse(canonical, out var again, out error).ShouldBeTrue(error);
        again.ShouldBe(range);
    }

    [Theory]
    [InlineData(">=0.3.0,<=0.3.5", ">=0.3.0", ",<=0.3.5")]
    [InlineData(">=1.0 && <2.0", ">=1.0.0", " && <2.0")]
    [InlineData("=1.0 || *", "=1.0.0", " || *")]
    [InlineData("* || =1.0", "*", " || =1.0")]
    [InlineData("=1.0 ", "=1.0.0", " ")]
    [InlineData("=1.0 ||", "=1.0.0", " ||")]
    [InlineData("=1.0 <=", "=1.0.0", " <=")]
    [InlineData("=1.2.3-beta", "=1.2.3", "-beta")]
    public void What_follows_a_range_is_ignored_as_in_StartOS(string text, string canonical, string ignored)
    {
        VersionRange.TryParse(text, out _, out var error).ShouldBeFalse();
        error!.ShouldContain(ignored);

        VersionRange.TryParsePrefix(text, out var range, out var tail, out _).ShouldBeTrue();
        range!.ToString().ShouldBe(canonical);
        tail.ShouldBe(ignored);
    }

    [Theory]
    [InlineData(">= 1.0")]
    [InlineData("==1.0")]
    [InlineData(" >=1.0")]
    [InlineData("1.2.3.4.x")]
    [InlineData("1.2.X")]
    [InlineData("!")]
    [InlineData("1.2.3")]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("(=1.0")]
    [InlineData("(=1.0 || *)")]
    [InlineData("()")]
    [InlineData("^")]
    [InlineData("~1.2.3.4.5")]
    [InlineData("=99999999999999999999999")]
    [InlineData("^18446744073709551615")]
    [InlineData("latest")]
    public void Anything_else_is_no_range_even_for_StartOS(string text)
    {
        VersionRange.TryParse(text, out _, out var error).ShouldBeFalse();
        error.ShouldNotBeNullOrEmpty();
        VersionRange.TryParsePrefix(text, out _, out _, out error).ShouldBeFalse();
        error.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void A_bare_version_is_told_how_to_become_a_range()
    {
        VersionRange.TryParse("1.2.3", out _, out var error).ShouldBeFalse();
        error!.ShouldContain("'=1.2.3'");
    }

    [Theory]
    [InlineData("*", "0", true)]
    [InlineData("=1.2", "1.2.0.0", true)]
    [InlineData("=1.2", "1.2.0.1", false)]
    [InlineData("!=1.2", "1.2.0", false)]
    [InlineData("!=1.2", "1.3", true)]
    [InlineData("<1.2", "1.1.9.9", true)]
    [InlineData("<1.2", "1.2", false)]
    [InlineData("<=1.2", "1.2", true)]
    [InlineData(">1.2", "1.2", false)]
    [InlineData(">1.2", "1.2.0.1", true)]
    [InlineData(">=1.2", "1.2", true)]
    [InlineData(">=1.2 <2", "1.9", true)]
    [InlineData(">=1.2 <2", "2", false)]
    [InlineData("<1 || >2", "0.9", true)]
    [InlineData("<1 || >2", "1.5", false)]
    [InlineData("(<1 || >2) !=3", "3", false)]
    [InlineData("1 - 2", "2.0.0.1", false)]
    [InlineData("^0.1.5", "0.1.99", true)]
    [InlineData("^0.1.5", "0.2", false)]
    [InlineData("1.2.x", "1.2.99.9", true)]
    [InlineData("1.2.x", "1.3", false)]
    public void A_version_lies_in_a_range_or_not(string text, string version, bool expected)
    {
        VersionRange.TryParse(text, out var range, out var error).ShouldBeTrue(error);
        EmVersion.TryParse(version, out var parsed, out error).ShouldBeTrue(error);
        range!.Matches(parsed!).ShouldBe(expected);
    }

    [Fact]
    public void Parentheses_without_end_end_in_an_error()
    {
        var text = new string('(', 100_000);
        VersionRange.TryParse(text, out _, out var error).ShouldBeFalse();
        error!.ShouldContain("parentheses");
    }

    [Fact]
    public void Nested_parentheses_take_no_longer_than_their_number()
    {
        var text = new string('(', 60) + "1.2.3" + new string(')', 60);
        VersionRange.TryParse(text, out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void Every_range_reads_back_from_its_canonical_text() => Ranges.Any.Sample(range =>
    {
        VersionRange.TryParse(range.ToString(), out var again, out var error).ShouldBeTrue(error);
        again.ShouldBe(range);
    });
}

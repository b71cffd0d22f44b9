using StartOperator.Package.Versions;

namespace StartOperator.Package.Tests.Versions;

public sealed class EmVersionTests
{
    [Theory]
    [InlineData("1", "1.0.0")]
    [InlineData("1.2", "1.2.0")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("1.2.3.0", "1.2.3")]
    [InlineData("1.2.3.4", "1.2.3.4")]
    [InlineData("01.002.3", "1.2.3")]
    [InlineData("0", "0.0.0")]
    [InlineData("2025.10.0", "2025.10.0")]
    [InlineData("18446744073709551615", "18446744073709551615.0.0")]
    public void One_to_four_numbers_are_a_version(string text, string canonical)
    {
        EmVersion.TryParse(text, out var version, out var error).ShouldBeTrue(error);
        version!.Canonical.ShouldBe(canonical);
        version.Text.ShouldBe(text);
        version.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1.2")]
    [InlineData(" 1.2")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(".1")]
    [InlineData("1.2.3.4.5")]
    [InlineData("18446744073709551616")]
    [InlineData("1.99999999999999999999999")]
    [InlineData("١.٢")]
    public void Anything_else_is_no_version_even_for_StartOS(string text)
    {
        EmVersion.TryParse(text, out var strict, out var error).ShouldBeFalse();
        strict.ShouldBeNull();
        error.ShouldNotBeNullOrEmpty();
        EmVersion.TryParsePrefix(text, out _, out _, out error).ShouldBeFalse();
        error.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("1.2.3-beta", "1.2.3", "-beta")]
    [InlineData("1.2.", "1.2.0", ".")]
    [InlineData("0.5.10-7", "0.5.10", "-7")]
    [InlineData("1.2.3.4.", "1.2.3.4", ".")]
    [InlineData("1.2 ", "1.2.0", " ")]
    [InlineData("1x", "1.0.0", "x")]
    public void What_follows_a_version_is_ignored_as_in_StartOS_but_stays_in_its_spelling(string text, string canonical, string ignored)
    {
        EmVersion.TryParse(text, out _, out var error).ShouldBeFalse();
        error!.ShouldContain(ignored);

        EmVersion.TryParsePrefix(text, out var version, out var tail, out _).ShouldBeTrue();
        version!.Canonical.ShouldBe(canonical);
        version.Text.ShouldBe(text);
        tail.ShouldBe(ignored);
    }

    [Fact]
    public void Versions_compare_number_by_number()
    {
        string[] ascending = ["0", "0.0.0.1", "0.0.1", "0.9", "0.10", "1", "1.0.0.1", "1.0.1", "1.2", "2", "10"];
        var versions = ascending.Select(Version).ToList();

        versions.AsEnumerable().Reverse().Order().ShouldBe(versions);
        for (var at = 1; at < versions.Count; at++)
        {
            (versions[at - 1] < versions[at]).ShouldBeTrue();
            (versions[at] > versions[at - 1]).ShouldBeTrue();
            (versions[at - 1] <= versions[at]).ShouldBeTrue();
            (versions[at - 1] >= versions[at]).ShouldBeFalse();
        }
    }

    [Fact]
    public void Versions_with_equal_numbers_are_equal_however_they_are_spelled()
    {
        Version("28.1").ShouldBe(Version("28.1.0"));
        Version("28.1").GetHashCode().ShouldBe(Version("28.01.0.0").GetHashCode());
        (Version("28.1") == Version("28.1.0")).ShouldBeTrue();
        (Version("28.1") != Version("28.1.0.1")).ShouldBeTrue();
        (Version("28.1") == null).ShouldBeFalse();
        new EmVersion(1, 2).Text.ShouldBe("1.2.0");
    }

    private static EmVersion Version(string text) =>
        EmVersion.TryParse(text, out var version, out var error) ? version : throw new InvalidOperationException(error);
}

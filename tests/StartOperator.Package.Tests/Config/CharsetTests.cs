using StartOperator.Package.Model.Config;

namespace StartOperator.Package.Tests.Config;

public sealed class CharsetTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a-z", "a-z")]
    [InlineData("a-z,A-Z,0-9", "a-z|A-Z|0-9")]
    [InlineData("a,a", "a|a")]
    [InlineData(" , ", " | ")]
    [InlineData(",", ",")]
    [InlineData(",,a", ",|a")]
    [InlineData("a,", "a")]
    [InlineData("-", "-")]
    [InlineData("-,a", "-|a")]
    [InlineData("a-", "a")]
    [InlineData("!--", "!--")]
    [InlineData("!-,", "!-,")]
    [InlineData("!-~", "!-~")]
    [InlineData("ü,😀", "ü|😀")]
    public void A_charset_lists_characters_and_ranges(string text, string spans)
    {
        Charset.TryParse(text, out var charset, out var error).ShouldBeTrue(error);
        string.Join('|', charset!.Spans.Select(span => span.First == span.Last ? $"{span.First}" : $"{span.First}-{span.Last}")).ShouldBe(spans);
        charset.Text.ShouldBe(text);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("z-a")]
    [InlineData("a-a")]
    [InlineData("a-ü")]
    [InlineData("a-zA-Z")]
    [InlineData("a--")]
    public void Anything_else_is_none(string text)
    {
        Charset.TryParse(text, out _, out var error).ShouldBeFalse();
        error.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void The_usual_charset_is_printable_ASCII() =>
        Charset.Default.Spans.ShouldHaveSingleItem().ShouldBe(new CharacterSpan(new('!'), new('~')));
}

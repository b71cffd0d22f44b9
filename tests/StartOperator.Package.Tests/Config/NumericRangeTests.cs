using StartOperator.Package.Model.Config;

namespace StartOperator.Package.Tests.Config;

public sealed class NumericRangeTests
{
    [Theory]
    [InlineData("[0,10]", "[0,10]")]
    [InlineData("(0, 10)", "(0,10)")]
    [InlineData("[0, *)", "[0,*)")]
    [InlineData("(*,*)", "(*,*)")]
    [InlineData("(*,5]", "(*,5]")]
    [InlineData("[ -1.5 , 2.5e3 ]", "[-1.5,2500]")]
    [InlineData("[1", "[1,*)")]
    [InlineData("[1,2],junk", "[1,2]")]
    [InlineData("[10,0]", "[10,0]")]
    [InlineData("(.5,5.]", "(0.5,5]")]
    public void An_interval_is_read_and_written_canonically(string text, string canonical)
    {
        NumericRange<double>.TryParse(text, out var range, out var error).ShouldBeTrue(error);
        range!.ToString().ShouldBe(canonical);
        NumericRange<double>.TryParse(canonical, out var again, out _).ShouldBeTrue();
        again.ShouldBe(range);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0,10")]
    [InlineData(" [0,10]")]
    [InlineData("[0,10] ")]
    [InlineData("[*,10]")]
    [InlineData("[0,*]")]
    [InlineData("[a,10]")]
    [InlineData("[0,]")]
    [InlineData("[,1]")]
    [InlineData("[1e999,*)")]
    [InlineData("[1;2]")]
    public void Anything_else_is_none(string text)
    {
        NumericRange<double>.TryParse(text, out _, out var error).ShouldBeFalse();
        error.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("[0,10]", true)]
    [InlineData("[1.5,2]", false)]
    [InlineData("[-1,2]", false)]
    [InlineData("[18446744073709551615,*)", true)]
    [InlineData("[18446744073709551616,*)", false)]
    [InlineData("[1e3,*)", false)]
    public void Lengths_are_whole_numbers(string text, bool expected) => NumericRange<ulong>.TryParse(text, out _, out _).ShouldBe(expected);

    [Theory]
    [InlineData("[0,10)", 0, true)]
    [InlineData("[0,10)", 10, false)]
    [InlineData("(0,10]", 0, false)]
    [InlineData("(0,10]", 10, true)]
    [InlineData("(*,10]", -1e300, true)]
    [InlineData("[0,*)", 1e300, true)]
    [InlineData("[10,0]", 5, false)]
    public void A_number_lies_in_an_interval_or_not(string text, double number, bool expected)
    {
        NumericRange<double>.TryParse(text, out var range, out _).ShouldBeTrue();
        range!.Contains(number).ShouldBe(expected);
    }
}

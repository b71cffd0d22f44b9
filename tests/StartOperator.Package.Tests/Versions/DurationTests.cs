using CsCheck;
using StartOperator.Package.Versions;

namespace StartOperator.Package.Tests.Versions;

public sealed class DurationTests
{
    [Theory]
    [InlineData("1d", 86_400_000_000_000, "1d")]
    [InlineData("36h", 129_600_000_000_000, "36h")]
    [InlineData("60s", 60_000_000_000, "1m")]
    [InlineData("90s", 90_000_000_000, "90s")]
    [InlineData("0s", 0, "0d")]
    [InlineData("+5s", 5_000_000_000, "5s")]
    [InlineData("0.5s", 500_000_000, "500.0ms")]
    [InlineData("500.0ms", 500_000_000, "500.0ms")]
    [InlineData("1.5h", 5_400_000_000_000, "90m")]
    [InlineData(".5m", 30_000_000_000, "30s")]
    [InlineData("5.s", 5_000_000_000, "5s")]
    [InlineData("250.0us", 250_000, "250.0us")]
    [InlineData("7ns", 7, "7ns")]
    [InlineData("1500000000ns", 1_500_000_000, "1500.0ms")]
    [InlineData("0.0000000015s", 2, "2ns")]
    [InlineData("0.0000000005s", 0, "0d")]
    public void A_number_with_a_unit_is_a_duration(string text, long nanoseconds, string canonical)
    {
        Duration.TryParse(text, out var duration, out var error).ShouldBeTrue(error);
        duration.Nanoseconds.ShouldBe((UInt128)nanoseconds);
        duration.ToString().ShouldBe(canonical);
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("1500ms", 1_000_000_500)]
    [InlineData("2000ms", 2_000_000_000)]
    [InlineData("250us", 250)]
    [InlineData("250µs", 250)]
    [InlineData("1000250us", 1_000_000_250)]
    public void Whole_milliseconds_and_microseconds_become_nanoseconds_as_in_StartOS(string text, long nanoseconds)
    {
        Duration.TryParse(text, out var duration, out var error).ShouldBeTrue(error);
        duration.Nanoseconds.ShouldBe((UInt128)nanoseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("5 s")]
    [InlineData(" 5s")]
    [InlineData("5s ")]
    [InlineData("-5s")]
    [InlineData("5w")]
    [InlineData("5S")]
    [InlineData("1e3s")]
    [InlineData("1.2.3s")]
    [InlineData(".s")]
    [InlineData("1,5s")]
    [InlineData("18446744073709551616s")]
    [InlineData("99999999999999999999999999999999999999999999999999999999999999999s")]
    public void Anything_else_is_no_duration(string text)
    {
        Duration.TryParse(text, out _, out var error).ShouldBeFalse();
        error.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void Durations_become_time_spans_as_far_as_those_reach()
    {
        new Duration(90_000_000_000).ToTimeSpan().ShouldBe(TimeSpan.FromSeconds(90));
        new Duration(199).ToTimeSpan().ShouldBe(TimeSpan.FromTicks(1));
        new Duration(UInt128.MaxValue).ToTimeSpan().ShouldBe(TimeSpan.MaxValue);
        Duration.FromTimeSpan(TimeSpan.FromMilliseconds(1)).Nanoseconds.ShouldBe((UInt128)1_000_000);
        Duration.FromTimeSpan(TimeSpan.FromSeconds(-1)).ShouldBe(default);
    }

    [Fact]
    public void Every_duration_reads_back_from_its_text() => Gen.OneOf(Gen.ULong, Gen.ULong[0, 10_000_000_000]).Sample(nanoseconds =>
    {
        var duration = new Duration(nanoseconds);
        Duration.TryParse(duration.ToString(), out var again, out var error).ShouldBeTrue(error);
        again.ShouldBe(duration);
    });
}

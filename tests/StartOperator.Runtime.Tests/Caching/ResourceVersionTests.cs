using System.Numerics;
using CsCheck;
using StartOperator.Runtime.Caching;

namespace StartOperator.Runtime.Tests.Caching;

/// <summary>The order of versions.</summary>
public sealed class ResourceVersionTests
{
    [Fact]
    public void Numbers_of_any_length_are_compared_as_numbers() =>
        Gen.Select(Gen.ULong.Array[1, 3], Gen.ULong.Array[1, 3]).Sample((left, right) =>
        {
            var (a, b) = (Number(left), Number(right));
            ResourceVersion.TryCompare($"{a}", $"{b}", out var order).ShouldBeTrue();
            Math.Sign(order).ShouldBe(a.CompareTo(b));
            ResourceVersion.IsNewer($"{a}", $"{b}").ShouldBe(a > b);
        });

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("01")]
    [InlineData("1.5")]
    [InlineData(" 1")]
    [InlineData("٣")]
    public void What_is_no_plain_number_has_no_order(string? version)
    {
        ResourceVersion.TryCompare(version, "5", out _).ShouldBeFalse();
        ResourceVersion.TryCompare("5", version, out _).ShouldBeFalse();
        ResourceVersion.IsNewer(version, "5").ShouldBeFalse();
        ResourceVersion.IsNewer("5", version).ShouldBeFalse();
    }

    private static BigInteger Number(ulong[] parts) => parts.Aggregate(BigInteger.Zero, (n, p) => (n << 64) + p);
}

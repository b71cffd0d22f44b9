using CsCheck;
using k8s.Models;
using StartOperator.Runtime.Applying;

namespace StartOperator.Runtime.Tests.Applying;

/// <summary>When two quantities are the same amount.</summary>
public sealed class QuantityTests
{
    private static readonly string[] Suffixes = ["", "m", "k", "M", "G", "Ki", "Mi", "Gi"];

    [Theory]
    [InlineData("1", "1000m")]
    [InlineData("0.5", "500m")]
    [InlineData("1k", "1000")]
    [InlineData("1Ki", "1024")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1e3", "1k")]
    [InlineData("1E3", "1k")]
    [InlineData("1E", "1000P")]
    [InlineData("1Ei", "1152921504606846976")]
    [InlineData("100n", "0.1u")]
    [InlineData("-5", "-5000m")]
    [InlineData("+5", "5")]
    [InlineData("1e-3", "1m")]
    [InlineData("0", "0Gi")]
    public void Equal(string left, string right) => Quantity.AreEqual(left, right).ShouldBeTrue();

    [Theory]
    [InlineData("1", "2")]
    [InlineData("1G", "1Gi")]
    [InlineData("m", "m")]
    [InlineData("", "")]
    [InlineData("1x", "1x")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("1e999999999", "1e999999999")]
    [InlineData("1mi", "1mi")]
    [InlineData("--1", "--1")]
    public void Not_equal(string left, string right) => Quantity.AreEqual(left, right).ShouldBeFalse();

    [Fact]
    public void However_KubernetesClient_spells_an_amount_it_stays_the_same() =>
        Gen.Select(Gen.Int[0, 2_000_000], Gen.Int[0, 7].Select(i => Suffixes[i])).Sample((number, suffix) =>
        {
            var text = $"{number}{suffix}";
            Quantity.AreEqual(text, new ResourceQuantity(text).ToString()).ShouldBeTrue();
        });
}

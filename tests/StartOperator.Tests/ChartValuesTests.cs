using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using k8s.Models;
using StartOperator.Testing;

namespace StartOperator.Tests;

/// <summary>What the schema of the chart's values lets through, the operator takes: nobody finds a wrong value only when the operator ends at its start.</summary>
public sealed class ChartValuesTests
{
    private static readonly JsonElement Schema = JsonElement.Parse(File.ReadAllText(Repository.PathOf("charts", "start-operator", "values.schema.json")));

    private static readonly Gen<string> Quantity = Some(
        Some("0", "7", "10", "500", "9999999999", "99999999999", "999999999999999999", "9999999999999999999", "", "-1", "+1", "1/2", "lots"),
        Some("", "", "", ".", ".5", ".999999999", ".0000000001", ".1.1", ",5"),
        Some("", "", "m", "n", "u", "k", "K", "Ki", "Mi", "G", "Gi", "T", "P", "Pi", "E", "Ei", "e3", "E18", "e19", "e-3", "e-9", "e+2", "e-20", "e99", "GB", " Gi"));

    private static readonly Gen<string> Pairs = Listed(Some(
        Some("cpu", "memory", "hugepages-2Mi", "example.com/gpu", "x_y.Z", "", "-cpu", "a b", "a/b/c", "cpu "),
        Some("=", "=", "=", "=", "", "==", " = "),
        Quantity));

    private static readonly Gen<string> Names = Listed(Some(
        "all", "box", "ingress", "tor", "box-1", "all-in", "1", "a-", "-a", "Tor", "a.b", "", new string('a', 63), new string('a', 64)));

    /// <summary>A value of the chart, the option that the chart makes of it, and texts that somebody may write there.</summary>
    public static TheoryData<string, string, Gen<string>> Settings => new()
    {
        { "packages.defaultVolumeSize", "--default-volume-size", Quantity },
        { "packages.defaultRequests", "--default-requests", Pairs },
        { "packages.defaultLimits", "--default-limits", Pairs },
        { "isolation.interfaceSources", "--interface-sources", Names },
        { "isolation.boxPolicy", "--box-policy", Some("open", "strict", "off", "Off", "closed", "") },
        { "isolation.egress", "--egress", Some("all", "no-metadata", "none", "") },
    };

    [Theory]
    [MemberData(nameof(Settings), DisableDiscoveryEnumeration = true)]
    public void What_the_schema_takes_the_operator_takes_too(string value, string option, Gen<string> texts)
    {
        var (taken, refused) = (0, 0);
        texts.Sample(
            text =>
            {
                if (!Takes(value, text))
                {
                    Interlocked.Increment(ref refused);
                    return;
                }

                Interlocked.Increment(ref taken);
                OperatorSettings.TryParse([option, text], _ => null, out var settings).ShouldBeNull();
                var rendering = settings.Rendering;
                foreach (var quantity in rendering.DefaultRequests.Values.Concat(rendering.DefaultLimits.Values).Append(rendering.DefaultVolumeSize))
                {
                    new ResourceQuantity(quantity).CanonicalizeString().ShouldNotBeEmpty(quantity);
                }
            },
            iter: 20_000);

        taken.ShouldBeGreaterThan(500);
        refused.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void The_schema_takes_all_and_box_alone_as_the_operator_does()
    {
        foreach (var text in (string[])["all", "box", "all,box", "box,all", "tor,all", "box,tor", "tor,ingress", "box-1,all-in"])
        {
            Takes("isolation.interfaceSources", text).ShouldBe(OperatorSettings.TryParse(["--interface-sources", text], _ => null, out _) is null, text);
        }
    }

    [Fact]
    public void The_environment_of_the_chart_can_not_reach_past_the_schema() =>
        IsMatch(At("env").GetProperty("propertyNames").GetProperty("not").GetProperty("pattern"), "START_OPERATOR_DEFAULT_LIMITS").ShouldBeTrue();

    /// <summary>Whether the schema takes a text for a value; it is read as far as these values use it.</summary>
    private static bool Takes(string value, string text)
    {
        var schema = At(value);
        return (!schema.TryGetProperty("enum", out var words) || words.EnumerateArray().Any(word => word.GetString() == text))
            && (!schema.TryGetProperty("pattern", out var pattern) || IsMatch(pattern, text))
            && !(schema.TryGetProperty("not", out var not) && IsMatch(not.GetProperty("pattern"), text));
    }

    private static bool IsMatch(JsonElement pattern, string text) => Regex.IsMatch(text, pattern.GetString()!, RegexOptions.NonBacktracking);

    private static JsonElement At(string value)
    {
        var schema = value.Split('.').Aggregate(Schema, (at, key) => at.GetProperty("properties").GetProperty(key));
        return schema.TryGetProperty("$ref", out var named) ? Schema.GetProperty("definitions").GetProperty(named.GetString()!.Split('/')[^1]) : schema;
    }

    private static Gen<string> Some(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Gen<string> Some(Gen<string> first, Gen<string> second, Gen<string> third) => Gen.Select(first, second, third, (a, b, c) => a + b + c);

    private static Gen<string> Listed(Gen<string> entries) => Gen.Select(entries.Array[0, 3], Some(",", ",", ",", ", ", " ,"), (some, comma) => string.Join(comma, some));
}

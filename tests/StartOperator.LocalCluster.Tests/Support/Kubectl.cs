using System.Text.RegularExpressions;
using StartOperator.Testing;

namespace StartOperator.LocalCluster.Tests.Support;

/// <summary>The real kubectl in a run's namespace. What it says is compared with what it says of the other server.</summary>
/// <param name="api">The run.</param>
public sealed partial class Kubectl(ApiClient api)
{
    /// <summary>The command that <c>kubectl edit</c> runs on the file to edit.</summary>
    public string Editor { get; set; } = "false";

    /// <summary>Whether it is compared.</summary>
    public bool Recorded { get; set; } = true;

    /// <summary>Runs kubectl and expects success; returns what it wrote.</summary>
    /// <param name="command">The arguments, separated by spaces; one in single quotes may have spaces in it.</param>
    /// <param name="input">What it reads, as for <c>-f -</c>.</param>
    public async Task<string> RunAsync(string command, string? input = null)
    {
        var result = await TryAsync(command, input);
        if (result.ExitCode != 0)
        {
            Assert.Fail($"kubectl {command}: exit code {result.ExitCode}\n{result.Errors}{result.Output}");
        }

        return result.Output;
    }

    /// <summary>Runs kubectl and expects a failure; returns what it says of it.</summary>
    /// <param name="command">The arguments, as for <see cref="RunAsync"/>.</param>
    /// <param name="input">What it reads.</param>
    public async Task<string> FailAsync(string command, string? input = null)
    {
        var result = await TryAsync(command, input);
        result.ExitCode.ShouldNotBe(0, result.Output);
        return result.Errors;
    }

    /// <summary>Runs kubectl to its end.</summary>
    /// <param name="command">The arguments, as for <see cref="RunAsync"/>.</param>
    /// <param name="input">What it reads.</param>
    public async Task<KubectlResult> TryAsync(string command, string? input = null)
    {
        var runner = new KubectlRunner(api.KubeconfigPath) { Environment = new Dictionary<string, string> { ["KUBE_EDITOR"] = Editor } };
        var result = await runner.TryRunAsync(["-n", api.Namespace, .. Arguments.Matches(command).Select(match => match.Value.Replace("'", "", StringComparison.Ordinal))], api.Cancellation, input);
        if (Recorded)
        {
            api.Transcript.AddText($"$ kubectl {command}", $"exit code {result.ExitCode}\n{Plain(result.Output)}{Plain(result.Errors)}");
        }

        return result;
    }

    /// <summary>A text without ages, and without the widths of columns, which follow from them.</summary>
    private static string Plain(string text)
    {
        text = Servers.Replace(text, "<server>");
        text = Ages.Replace(text, "<age>");
        text = Revisions.Replace(text, "$1<revision>");
        text = Dates.Replace(text, "<time>");
        text = OfDistribution.Replace(text, "");
        return Gaps.Replace(text, "  ");
    }

    [GeneratedRegex("""('[^']*'|[^ '])+""")]
    private static partial Regex Arguments { get; }

    [GeneratedRegex(@"(?<=\s)(\d+[hms]){1,2}(?=\s|$)|<unknown>|<invalid>")]
    private static partial Regex Ages { get; }

    [GeneratedRegex(@"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC")]
    private static partial Regex Dates { get; }

    /// <summary>What some distributions of Kubernetes mount into pods besides.</summary>
    [GeneratedRegex(@" +- configMap:\n +items:\n +- key: service-ca.crt\n +path: service-ca.crt\n +name: \S+-service-ca.crt\n| +ConfigMapName: +\S+-service-ca.crt\n +ConfigMapOptional: .*\n")]
    private static partial Regex OfDistribution { get; }

    [GeneratedRegex(@"(resourceVersion\\?"": ?\\?""|Resource Version: +|nodePort: )\d+")]
    private static partial Regex Revisions { get; }

    [GeneratedRegex(@" {2,}(?=\S)")]
    private static partial Regex Gaps { get; }

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Servers { get; }
}

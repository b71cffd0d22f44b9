using System.Globalization;
using StartOperator.Cli.Input;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.ControlPlane;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Fleet;

/// <summary>
/// All packages of the corpus as services of one box: each becomes what its manifest says, the API server refuses nothing of it, and then the
/// operator rests.
/// </summary>
public sealed class RunningFleet(Clusters clusters, ITestOutputHelper output)
{
    /// <summary>Packages that may be stalled, each with the reason why: none.</summary>
    private static readonly Dictionary<string, string> Exceptions = [];

    private static readonly TimeSpan Rest =
        Environment.GetEnvironmentVariable("STARTOPERATOR_LONG") == "1" ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryCluster]
    public async Task Every_package_runs_as_its_manifest_says_and_then_the_operator_rests(string cluster)
    {
        var folders = Corpus.CurrentPackages();
        await using var box = await clusters.BoxAsync(cluster, ClusterCapabilities.RunsPods | ClusterCapabilities.Audits);
        var audit = box.Harness.Audit!;
        var begin = await audit.MarkAsync(Cancellation);
        var clock = TimeProvider.System.GetTimestamp();
        var fleet = folders.Select(folder => (Folder: folder, Expected: ExpectedService.Of(PlainManifest.Read(folder)))).ToList();
        fleet.Count.ShouldBe(50);

        foreach (var (folder, expected) in fleet)
        {
            await ApplyAsync(box, folder, expected);
        }

        foreach (var (_, expected) in fleet)
        {
            await (Exceptions.TryGetValue(expected.Id, out var reason) ? box.StalledAsync(expected.Id, reason) : box.ConditionAsync(expected.Id, ConditionTypes.Ready, ConditionStatus.True, Reasons.Running));
        }

        await box.SilentAsync();
        output.WriteLine($"{fleet.Count} packages are running after {TimeProvider.System.GetElapsedTime(clock).TotalSeconds:0.0} s");

        await FleetCheck.HoldsAsync(box, [.. fleet.Select(f => f.Expected)], output);
        NothingWasRefused(await OperatorRequestsAsync(audit, begin, box.Name));
        await RestsAsync(audit, box.Name);
    }

    private static async Task ApplyAsync(ServiceBox box, string folder, ExpectedService expected)
    {
        var built = ProjectFolder.Build(folder, new BuildOptions
        {
            AllowMissingAssets = true,
            Configured = true,
            Images = expected.Images.ToDictionary(image => image, image => $"registry.example/{expected.Id}/{image}:1"),
        });
        built.Service.ShouldNotBeNull($"{expected.Id}: {string.Join('\n', built.Diagnostics)}");
        foreach (var assets in built.Assets)
        {
            await box.ApplyAsync(Kinds.ConfigMap, assets);
        }

        await box.ApplyAsync(built.Service);
    }

    private static async Task<List<AuditedRequest>> OperatorRequestsAsync(AuditLog audit, long since, string box) =>
        [.. (await audit.SinceAsync(since, Cancellation)).Where(r => r.UserAgent == StartOperatorServices.OperatorName && r.Namespace == box)];

    private void NothingWasRefused(List<AuditedRequest> requests)
    {
        var writes = requests.Where(r => r.IsWrite).ToList();
        output.WriteLine($"the operator sent {requests.Count} requests, {writes.Count} of them writes, to get there");
        foreach (var group in writes.GroupBy(r => $"{r.Verb} {r.Resource}{(r.Subresource.Length > 0 ? "/" + r.Subresource : "")} {r.Code.ToString(CultureInfo.InvariantCulture)}").OrderByDescending(g => g.Count()))
        {
            output.WriteLine($"  {group.Count(),5} {group.Key}");
        }

        writes.Count.ShouldBeGreaterThan(50);
        writes.Where(r => r.Code is >= 400 and not (404 or 409)).Select(r => r.ToString()).ShouldBeEmpty();
    }

    private async Task RestsAsync(AuditLog audit, string box)
    {
        await SettledAsync(audit, box);
        var mark = await audit.MarkAsync(Cancellation);
        await Task.Delay(Rest, Cancellation);
        var requests = await OperatorRequestsAsync(audit, mark, box);

        output.WriteLine($"at rest, in {Rest.TotalSeconds} s: {requests.Count(r => r.IsWrite)} writes, {requests.Count(r => !r.IsWrite)} reads about the {box} of 50 services");
        requests.Where(r => r.IsWrite && r.Resource != "leases").Select(r => r.ToString()).ShouldBeEmpty();
    }

    /// <summary>Events are written after the fact and at a measured pace, so the rest begins when the last of them is out.</summary>
    private static async Task SettledAsync(AuditLog audit, string box)
    {
        for (var attempt = 0; attempt < 24; attempt++)
        {
            var mark = await audit.MarkAsync(Cancellation);
            await Task.Delay(TimeSpan.FromSeconds(5), Cancellation);
            if (!(await OperatorRequestsAsync(audit, mark, box)).Exists(r => r.IsWrite))
            {
                return;
            }
        }
    }
}

using StartOperator.LocalCluster.Nodes;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.ControlPlane;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>Whatever can't be run is tried again, and never in a hot loop: the API server counts.</summary>
public sealed class WhatCannotRun(Clusters clusters, ITestOutputHelper output)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryCluster]
    public async Task Refused_services_cost_next_to_nothing(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, ClusterCapabilities.RunsPods | ClusterCapabilities.Audits);
        var plain = TestPackage.Called("notes").WithData("main");
        await box.ApplyAsync(Kinds.PersistentVolumeClaim, Objects.Claim("taken-main"));
        await box.ApplyAsync(plain.As("down").At("2.0.0").With(Alias("down")));
        await box.ApplyAsync(plain.As("migrating").With(Alias("migrating")));
        await box.RunningAsync("down");
        await box.RunningAsync("migrating");

        await box.ApplyAsync(plain.As("taken").With(Alias("taken")));
        await box.ApplyAsync(plain.As("imageless").With(spec => Alias("imageless")(spec) with { Images = null }));
        await box.ApplyAsync(plain.As("assetless").WithAssets("pages").With(Alias("assetless")).Build().Service);
        await box.ApplyAsync(plain.As("invalid").With(spec => Alias("invalid")(spec) with { Placement = new() { PriorityClassName = "nobody-made-it" } }));
        await box.ApplyAsync(plain.As("down").At("1.0.0").With(Alias("down")));
        await box.ApplyAsync(plain.As("migrating").At("2.0.0").WithMigrationFrom("*").With(Alias("migrating")));
        await box.ApplyAsync(plain.As("waiting").WithConfig().With(Alias("waiting")));
        (string Name, string Reason)[] refused =
        [
            ("taken", Reasons.NameTaken), ("imageless", Reasons.ImageUnknown), ("assetless", Reasons.AssetsMissing), ("invalid", Reasons.InvalidSpec),
            ("down", Reasons.DowngradeRefused), ("migrating", Reasons.MigrationNeeded), ("waiting", Reasons.NeedsConfig),
        ];
        foreach (var (name, reason) in refused)
        {
            await box.ConditionAsync(name, ConditionTypes.Ready, ConditionStatus.False, reason);
        }

        await box.SilentAsync();

        // Those whose obstacle nobody tells of are looked at every 30 s.
        (await CountAsync(box)).ShouldBeLessThanOrEqualTo(8);
    }

    [Theory, OnEveryCluster]
    public async Task Failing_services_cost_no_more_than_what_kubelet_reports(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster, ClusterCapabilities.RunsPods | ClusterCapabilities.Audits | ClusterCapabilities.ScriptsContainers);
        box.Behave(start => start.Pod.Metadata.Name == "crashing" ? ContainerPlan.Exits(1) : ContainerPlan.CannotPull("not found"));
        var plain = TestPackage.Called("notes").WithData("main");
        await box.ApplyAsync(plain.As("crashing").With(Alias("crashing")));
        await box.ApplyAsync(plain.As("pulling").With(Alias("pulling")));
        await box.ApplyAsync(plain.As("nowhere").With(spec => Alias("nowhere")(spec) with { Placement = new() { NodeSelector = new Dictionary<string, string> { ["a"] = "b" } } }));
        await box.ConditionAsync("crashing", ConditionTypes.Ready, ConditionStatus.False, Reasons.CrashLoop);
        await box.ConditionAsync("pulling", ConditionTypes.Ready, ConditionStatus.False, Reasons.ImagePull);
        await box.ConditionAsync("nowhere", ConditionTypes.Ready, ConditionStatus.False, Reasons.Unschedulable);
        using var pods = box.Record<k8s.Models.V1Pod>();

        var count = await CountAsync(box);

        // A status for each change that kubelet and scheduler report, and for what else happened shortly before.
        count.ShouldBeLessThanOrEqualTo(2 * Math.Max(5, pods.Changes.Count));
    }

    private static Func<StartServiceSpec, StartServiceSpec> Alias(string alias) => spec => spec with { Alias = alias };

    /// <summary>
    /// The operator's requests within a while. Events that it makes are not among them: each is made once, and waits in line with those of other
    /// scenarios until its turn has come.
    /// </summary>
    private async Task<int> CountAsync(ServiceBox box)
    {
        AuditLog audit = box.Harness.Audit!;
        var mark = await audit.MarkAsync(Cancellation);
        await Task.Delay(Look, Cancellation);
        var sent = (await audit.SinceAsync(mark, Cancellation))
            .Where(r => r.UserAgent == StartOperatorServices.OperatorName && r.Namespace == box.Name && r is not { Resource: "events", Verb: "create" }).ToList();
        output.WriteLine($"{sent.Count} requests in {Look.TotalSeconds} s:");
        sent.ForEach(request => output.WriteLine($"  {request}"));
        return sent.Count;
    }
}

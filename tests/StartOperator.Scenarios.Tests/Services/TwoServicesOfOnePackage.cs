using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>One box gets two services of one package.</summary>
public sealed class TwoServicesOfOnePackage(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main").WithInterface("web", 8080);

    [Theory, OnEveryCluster]
    public async Task The_first_keeps_the_name_and_the_second_is_told_what_to_do(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.As("first"));
        var before = await box.RunningAsync("first");

        await box.ApplyAsync(Notes.As("second"));
        var second = await box.StalledAsync("second", Reasons.NameTaken);
        await box.QuietAsync();

        second.Condition(ConditionTypes.Stalled)!.Message.ShouldContain("spec.alias");
        (await box.RunningAsync("first")).Metadata.Uid.ShouldBe(before.Metadata.Uid);
        (await box.ListAsync(Kinds.Pod)).Count.ShouldBe(1);
    }

    [Theory, OnEveryCluster]
    public async Task With_an_alias_both_run_under_names_and_on_data_of_their_own(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.As("first"));
        var first = await box.RunningAsync("first");

        await box.ApplyAsync(Notes.As("second").With(spec => spec with { Alias = "other-notes" }));
        var second = await box.RunningAsync("second");

        (first.Spec.Hostname, second.Spec.Hostname).ShouldBe(("notes", "other-notes"));
        (first.ClaimAt("/data/main"), second.ClaimAt("/data/main")).ShouldBe(("first-main/data", "second-main/data"));
    }

    [Theory, OnEveryCluster]
    public async Task When_the_first_is_deleted_the_second_takes_the_name(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(Notes.As("first"));
        await box.RunningAsync("first");
        await box.ApplyAsync(Notes.As("second"));
        await box.StalledAsync("second", Reasons.NameTaken);

        await box.DeleteAsync(StartServiceKind.Kind, "first");

        (await box.RunningAsync("second")).Spec.Hostname.ShouldBe("notes");
    }

    [Theory, OnEveryCluster]
    public async Task Two_that_are_created_together_do_not_both_run(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await Task.WhenAll(box.ApplyAsync(Notes.As("alpha")), box.ApplyAsync(Notes.As("beta")));
        await box.ServiceAsync("alpha", IsSettled);
        await box.ServiceAsync("beta", IsSettled);
        await box.QuietAsync();

        (await box.ListAsync(Kinds.Pod)).Count(pod => pod.Spec.Hostname == "notes").ShouldBe(1);

        static bool IsSettled(StartService service) => service.Condition(ConditionTypes.Reconciling)!.Status == ConditionStatus.False;
    }
}

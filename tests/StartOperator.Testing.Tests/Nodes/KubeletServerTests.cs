using System.Text;
using k8s;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;
using StartOperator.LocalCluster.Nodes;

namespace StartOperator.Testing.Tests.Nodes;

/// <summary>Logs of simulated containers, and commands in them, through a real kube-apiserver.</summary>
public sealed class KubeletServerTests(Clusters clusters)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_containers_log_is_read_through_the_API()
    {
        await using var box = await RunningAsync(ContainerPlan.Runs with { Log = ["one", "two", "three"] });
        await (await clusters.GetAsync()).Node.WriteLogAsync(box.Key("wallet"), "main", "four", Cancellation);

        (await LogAsync(box, "")).ShouldBe("one\ntwo\nthree\nfour\n");
        (await LogAsync(box, "?tailLines=2")).ShouldBe("three\nfour\n");
        (await LogAsync(box, "?limitBytes=5")).ShouldBe("one\nt");
        (await LogAsync(box, "?timestamps=true&tailLines=1")).ShouldMatch(@"^\d{4}-\d\d-\d\dT[\d:.]+Z four\n$");
    }

    [Fact]
    public async Task A_log_is_followed_to_the_end_of_the_container()
    {
        await using var box = await RunningAsync(ContainerPlan.Runs with { Log = ["first"] });
        var node = (await clusters.GetAsync()).Node;

        using var log = await box.Api.OpenTextAsync(LogPath(box) + "?follow=true", Cancellation);
        (await log.ReadLineAsync(Cancellation).AsTask().WaitAsync(Limit, Cancellation)).ShouldBe("first");
        await node.WriteLogAsync(box.Key("wallet"), "main", "last", Cancellation);
        await node.EndContainerAsync(box.Key("wallet"), "main", 1, Cancellation);

        (await log.ReadToEndAsync(Cancellation).WaitAsync(Limit, Cancellation)).ShouldBe("last\n");
    }

    [Fact]
    public async Task The_log_of_the_run_before_a_crash_is_the_previous_one()
    {
        await using var box = await clusters.BoxAsync(start =>
            (start.Attempt == 0 ? ContainerPlan.Exits(1) : ContainerPlan.Runs) with { Log = [$"run {start.Attempt}"] });
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);
        await box.PodAsync("wallet", pod => Observed.Container(pod)?.RestartCount == 1 && Observed.IsReady(pod), Cancellation);

        (await LogAsync(box, "?previous=true")).ShouldBe("run 0\n");
        (await LogAsync(box, "")).ShouldBe("run 1\n");
    }

    [Fact]
    public async Task A_container_that_waits_has_no_log_and_says_why()
    {
        await using var box = await clusters.BoxAsync(_ => ContainerPlan.CannotPull("manifest unknown"));
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);
        await box.PodAsync("wallet", pod => Observed.WaitingReason(pod) == "ImagePullBackOff", Cancellation);

        var refusal = await Should.ThrowAsync<ApiRefusalException>(() => LogAsync(box, ""));

        refusal.Status!.Message.ShouldMatch("^container \"main\" in pod \"wallet\" is waiting to start: (ImagePullBackOff|ErrImagePull)$");
    }

    [Fact]
    public async Task A_command_runs_with_its_streams_and_its_exit_code()
    {
        await using var box = await RunningAsync(ContainerPlan.Runs with
        {
            Commands = async (running, _) =>
            {
                await running.PrintAsync(string.Join('|', running.Line) + "\n");
                await running.ComplainAsync("a warning\n");
                return 61;
            },
        });
        using var client = new Kubernetes((await clusters.GetAsync()).Configuration);
        var (output, errors) = ("", "");

        var code = await client.NamespacedPodExecAsync(
            "wallet",
            box.Name,
            "main",
            ["check", "--deep scan"],
            tty: false,
            async (_, stdout, stderr) => (output, errors) = (await ReadAsync(stdout), await ReadAsync(stderr)),
            Cancellation);

        (code, output, errors).ShouldBe((61, "check|--deep scan\n", "a warning\n"));
    }

    [Fact]
    public async Task The_real_kubectl_execs_with_input()
    {
        Assert.SkipUnless(KubectlRunner.TryFind(out var reason), $"kubectl: {reason}");
        await using var box = await RunningAsync(ContainerPlan.Runs with
        {
            Commands = async (running, cancellation) =>
            {
                using var input = new StreamReader(running.Input, Encoding.UTF8);
                await running.PrintAsync((await input.ReadToEndAsync(cancellation)).ToUpperInvariant());
                return 0;
            },
        });

        var result = await new KubectlRunner((await clusters.GetAsync()).KubeconfigPath).TryRunAsync(
            ["exec", "-i", "-n", box.Name, "wallet", "--", "shout"], Cancellation, input: "hello");

        result.ShouldBe(new KubectlResult(0, "HELLO", ""));
    }

    [Fact]
    public async Task A_container_without_commands_says_so()
    {
        Assert.SkipUnless(KubectlRunner.TryFind(out var reason), $"kubectl: {reason}");
        await using var box = await RunningAsync(ContainerPlan.Runs);

        var result = await new KubectlRunner((await clusters.GetAsync()).KubeconfigPath).TryRunAsync(
            ["exec", "-n", box.Name, "wallet", "--", "date"], Cancellation);

        result.ExitCode.ShouldBe(127);
        result.Errors.ShouldContain("date: not found: this container is simulated");
    }

    private async Task<Box> RunningAsync(ContainerPlan plan)
    {
        var box = await clusters.BoxAsync(_ => plan);
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);
        await box.PodAsync("wallet", Observed.IsReady, Cancellation);
        return box;
    }

    private static Task<string> LogAsync(Box box, string query) => box.Api.ReadTextAsync(LogPath(box) + query, Cancellation).WaitAsync(Limit, Cancellation);

    private static string LogPath(Box box) => ResourcePath.Of<V1Pod>().Item(box.Key("wallet"), "log");

    private static async Task<string> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(Cancellation);
    }
}

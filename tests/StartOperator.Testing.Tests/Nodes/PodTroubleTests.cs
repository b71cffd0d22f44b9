using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s.Models;
using StartOperator.LocalCluster.Nodes;

namespace StartOperator.Testing.Tests.Nodes;

/// <summary>What keeps a pod from running, in the kubelet's words, and that it runs once the trouble is over.</summary>
public sealed class PodTroubleTests(Clusters shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_crashed_container_is_restarted_at_once_and_its_end_is_remembered()
    {
        await using var box = await shared.BoxAsync(start => start.Attempt == 0 ? ContainerPlan.Exits(3) : ContainerPlan.Runs);
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);

        var pod = await box.PodAsync("wallet", pod => Observed.Container(pod)?.RestartCount == 1 && Observed.IsReady(pod), Cancellation);

        Observed.Container(pod)!.LastState.Terminated.ExitCode.ShouldBe(3);
        Observed.Container(pod)!.LastState.Terminated.Reason.ShouldBe("Error");
    }

    [Fact]
    public async Task A_container_that_keeps_crashing_backs_off()
    {
        await using var box = await shared.BoxAsync(_ => ContainerPlan.Exits(3));
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);

        var pod = await box.PodAsync("wallet", pod => Observed.WaitingReason(pod) == "CrashLoopBackOff", Cancellation);

        pod.Status.Phase.ShouldBe("Running");
        var who = $"wallet_{box.Name}({pod.Metadata.Uid})";
        Observed.Container(pod)!.State.Waiting.Message.ShouldMatch($"^back-off (0.25|0.5|1|2)s restarting failed container=main pod={Regex.Escape(who)}$");
        var told = await box.EventAsync("wallet", "BackOff", Cancellation);
        told.Type.ShouldBe("Warning");
        told.Message.ShouldBe($"Back-off restarting failed container main in pod {who}");
    }

    [Fact]
    public async Task A_container_can_be_crashed_while_it_runs()
    {
        await using var box = await shared.BoxAsync();
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);
        await box.PodAsync("wallet", Observed.IsReady, Cancellation);

        await (await shared.GetAsync()).Node.EndContainerAsync(box.Key("wallet"), "main", 137, Cancellation, "OOMKilled");

        var pod = await box.PodAsync("wallet", pod => Observed.Container(pod)?.RestartCount == 1 && Observed.IsReady(pod), Cancellation);
        Observed.Container(pod)!.LastState.Terminated.Reason.ShouldBe("OOMKilled");
    }

    [Fact]
    public async Task An_image_that_cannot_be_pulled_is_tried_until_it_can()
    {
        var isThere = false;
        await using var box = await shared.BoxAsync(_ => isThere ? ContainerPlan.Runs : ContainerPlan.CannotPull("manifest unknown"));
        await box.CreateAsync(Samples.Pod("wallet"), Cancellation);

        var pod = await box.PodAsync("wallet", pod => Observed.WaitingReason(pod) == "ImagePullBackOff", Cancellation);
        Observed.Container(pod)!.State.Waiting.Message.ShouldBe($"Back-off pulling image \"{Samples.Image}\": ErrImagePull: manifest unknown");
        pod.Status.Phase.ShouldBe("Pending");
        await box.PodAsync("wallet", pod => Observed.WaitingReason(pod) == "ErrImagePull", Cancellation);
        isThere = true;

        await box.PodAsync("wallet", Observed.IsReady, Cancellation);
    }

    [Fact]
    public async Task A_volume_of_a_missing_ConfigMap_is_mounted_once_it_is_there()
    {
        await using var box = await shared.BoxAsync();
        await box.CreateAsync(
            Samples.Pod("wallet", spec => spec.Volumes = [new() { Name = "assets", ConfigMap = new() { Name = "assets" } }]), Cancellation);

        var told = await box.EventAsync("wallet", "FailedMount", Cancellation);
        told.Message.ShouldBe("MountVolume.SetUp failed for volume \"assets\" : configmap \"assets\" not found");
        await box.PodAsync("wallet", pod => Observed.WaitingReason(pod) == "ContainerCreating", Cancellation);
        await box.CreateAsync(Samples.ConfigMap("assets", "tar"), Cancellation);

        await box.PodAsync("wallet", Observed.IsReady, Cancellation);
    }

    [Fact]
    public async Task An_optional_Secret_is_not_waited_for()
    {
        await using var box = await shared.BoxAsync();
        var tls = new V1Volume { Name = "tls", Secret = new() { SecretName = "absent", Optional = true } };
        await box.CreateAsync(Samples.Pod("wallet", spec => spec.Volumes = [tls]), Cancellation);

        await box.PodAsync("wallet", Observed.IsReady, Cancellation);
    }

    [Fact]
    public async Task A_missing_key_of_the_environment_is_a_configuration_error_until_it_is_there()
    {
        await using var box = await shared.BoxAsync();
        await box.CreateAsync(Samples.ConfigMap("config", "other"), Cancellation);
        await box.CreateAsync(
            Samples.Pod("wallet", spec => spec.Containers[0].Env =
                [new() { Name = "RPC", ValueFrom = new() { ConfigMapKeyRef = new() { Name = "config", Key = "rpc" } } }]),
            Cancellation);

        var pod = await box.PodAsync("wallet", pod => Observed.WaitingReason(pod) == "CreateContainerConfigError", Cancellation);
        Observed.Container(pod)!.State.Waiting.Message.ShouldBe($"couldn't find key rpc in ConfigMap {box.Name}/config");
        await box.Api.PatchAsync<V1ConfigMap>(box.Key("config"), new() { ["data"] = new JsonObject { ["rpc"] = "on" } }, Cancellation);

        await box.PodAsync("wallet", Observed.IsReady, Cancellation);
    }
}

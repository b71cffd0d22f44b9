using k8s.Models;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;

namespace StartOperator.Scenarios.Tests.Services;

/// <summary>A service is created.</summary>
public sealed class Create(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes")
        .WithData("main").WithData("archive").WithAssets("pages").WithCertificate("tls", "web").WithInterface("web", 8080).WithMain("sigterm-timeout: 20s");

    [Theory, OnEveryCluster]
    public async Task A_package_runs_with_its_claims_its_account_and_a_service_for_each_interface(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await box.ApplyAsync(Notes);
        var service = await box.ReadyAsync("notes");

        service.Condition(ConditionTypes.Ready)!.Reason.ShouldBe(Reasons.Running);
        service.Status!.Installed!.Version.ShouldBe("1.0.0");
        service.Status.Main.ShouldBe(MainStatus.Running);
        service.Status.Volumes.Select(v => v.Claim).ShouldBe(["notes-archive", "notes-main"]);
        (await box.ListAsync(Kinds.PersistentVolumeClaim)).Select(c => c.Metadata.Name).ShouldBe(["notes-archive", "notes-main"], ignoreOrder: true);
        (await box.ListAsync(Kinds.Service)).Select(s => s.Metadata.Name).ShouldBe(["embassy", "notes-web"], ignoreOrder: true);
        (await box.ListAsync(Kinds.ServiceAccount)).Select(a => a.Metadata.Name).ShouldBe(["default", "startos-notes"], ignoreOrder: true);
        (await box.ListAsync(Kinds.NetworkPolicy)).Select(p => p.Metadata.Name).ShouldBe(["startos-notes"]);
        (await box.ListAsync(Kinds.Secret)).Select(s => s.Metadata.Name).ShouldBe(["embassy-ca", "notes-tls"], ignoreOrder: true);
    }

    [Theory, OnEveryCluster]
    public async Task Main_runs_as_the_manifest_says_and_with_no_more_rights_than_Docker_gives(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await box.ApplyAsync(Notes.WithMain("shm-size-mb: 64"));
        var pod = await box.RunningAsync("notes");

        var main = pod.Spec.Containers.Single();
        (main.Image, main.Command.Single(), main.Args.Single()).ShouldBe(("registry.example/notes:1.0.0", "run.sh", "serve"));
        main.VolumeMounts.Select(m => m.MountPath).ShouldBe(["/data/archive", "/data/main", "/assets/pages", "/tls/tls", "/dev/shm"], ignoreOrder: true);
        (pod.Spec.Hostname, pod.Spec.Subdomain, pod.Spec.TerminationGracePeriodSeconds).ShouldBe(("notes", "embassy", 20));
        (pod.Spec.AutomountServiceAccountToken, pod.Spec.EnableServiceLinks, pod.Spec.SecurityContext.SeccompProfile.Type).ShouldBe((false, false, "RuntimeDefault"));
        pod.Spec.Volumes.ShouldAllBe(v => v.HostPath == null);
        pod.Metadata.OwnerReferences.Single().Controller.ShouldBe(true);
    }

    [Theory, OnEveryCluster]
    public async Task Its_assets_are_laid_out_before_main_starts(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        await box.ApplyAsync(Notes);
        var pod = await box.RunningAsync("notes");

        var layOut = pod.Spec.InitContainers.Single();
        (layOut.Name, layOut.Image).ShouldBe(("assets-pages", "registry.example/compat:1"));
        pod.Status.InitContainerStatuses.Single().State.Terminated.ExitCode.ShouldBe(0);
    }

    [Theory, OnEveryCluster]
    public async Task The_three_conditions_are_there_from_the_first_status(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        await box.ApplyAsync(TestPackage.Called("other"));
        await box.ReadyAsync("other");
        using var services = box.Record<StartService>();

        await box.ApplyAsync(Notes);
        await box.ReadyAsync("notes");

        var statuses = services.Changes.Select(c => c.After).OfType<StartService>().Where(s => s.Metadata.Name == "notes" && s.Status is not null).ToList();
        statuses.ShouldNotBeEmpty();
        statuses.ShouldAllBe(s => s.Condition("Ready") != null && s.Condition("Reconciling") != null && s.Condition("Stalled") != null && s.Status!.ObservedGeneration != null);
    }

    [Theory, OnEveryCluster]
    public async Task The_longest_names_fit(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);
        var (id, volume, name) = (new string('p', 63), new string('v', 63), new string('n', 40));

        await box.ApplyAsync(TestPackage.Called(id).As(name).WithData(volume).WithAssets(new string('a', 63)).WithInterface(new string('i', 63), 80).WithCertificate(new string('c', 63), new string('i', 63)));
        var pod = await box.RunningAsync(name);

        pod.Spec.Hostname.ShouldBe(id);
        (await box.ListAsync(Kinds.PersistentVolumeClaim)).Single().Metadata.Name.Length.ShouldBe(63);
    }

    [Theory, OnEveryCluster]
    public async Task Events_tell_the_story_in_the_operators_name(string cluster)
    {
        await using var box = await clusters.BoxAsync(cluster);

        var service = await box.ApplyAsync(Notes);
        await box.ReadyAsync("notes");
        var started = await box.EventAsync("notes", "Starting");

        (await box.EventsAsync("notes")).ShouldBe(["ClaimCreated", "ClaimCreated", "Installed", "Starting"], ignoreOrder: true);
        (started.Note, started.Type, started.ReportingController, started.Regarding.Uid).ShouldBe(("starting notes 1.0.0", "Normal", "start-operator", service.Metadata.Uid));
    }
}

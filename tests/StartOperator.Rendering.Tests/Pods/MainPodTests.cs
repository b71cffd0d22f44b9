using System.Text;
using CsCheck;
using k8s.Models;
using StartOperator.Package.Versions;
using StartOperator.Rendering.Pods;
using StartOperator.Resources;

namespace StartOperator.Rendering.Tests.Pods;

public sealed class MainPodTests
{
    [Fact]
    public void The_pod_answers_to_the_packages_name_below_embassy()
    {
        var spec = Render(Sample.Service).Spec;
        (spec.Hostname, spec.Subdomain).ShouldBe(("tea-house", "embassy"));
    }

    [Fact]
    public void The_pod_of_a_service_with_an_alias_answers_to_that() =>
        Render(Sample.With(Sample.Spec with { Alias = "second-tea-house" })).Spec.Hostname.ShouldBe("second-tea-house");

    [Fact]
    public void The_pod_is_controlled_by_its_service_or_a_drain_would_refuse_it()
    {
        var owner = Render(Sample.Service).Metadata.OwnerReferences.ShouldHaveSingleItem();
        (owner.Kind, owner.Name, owner.Uid, owner.Controller).ShouldBe(("StartService", "tea", Sample.Service.Uid, true));
    }

    [Fact]
    public void No_token_reaches_the_pod_and_no_variable_tells_of_other_services()
    {
        var spec = Render(Sample.Service).Spec;
        (spec.AutomountServiceAccountToken, spec.EnableServiceLinks, spec.SecurityContext.SeccompProfile.Type)
            .ShouldBe((false, false, "RuntimeDefault"));
    }

    [Fact]
    public void The_images_command_is_never_used()
    {
        var main = Container(Sample.With(m => m with { Entrypoint = "/opt/my tea/serve", Args = [] }));
        main.Command.ShouldBe(["/opt/my tea/serve"]);
        main.Args.ShouldBeNull();
    }

    [Theory]
    [InlineData("$(HOME)", "$$(HOME)")]
    [InlineData("$$(HOME)", "$$$$(HOME)")]
    [InlineData("kill $$", "kill $$$$")]
    [InlineData("$HOME", "$HOME")]
    [InlineData("costs 5$", "costs 5$")]
    public void Dollars_are_written_so_that_kubernetes_gives_them_back(string text, string written) =>
        Container(Sample.With(m => m with { Args = [text] })).Args.ShouldBe([written]);

    [Fact]
    public void Whatever_a_package_writes_reaches_its_container() =>
        Gen.Char["$()AB "].Array[0, 12].Select(characters => new string(characters)).Sample(text =>
    {
        var main = Container(Sample.With(Sample.Spec with { Environment = [new() { Name = "A", Value = text }] }) with
        {
            Manifest = Sample.Manifest with { Main = Sample.Manifest.Main with { Entrypoint = text, Args = [text] } },
        });
        AsKubeletReads(main.Command.Single()).ShouldBe(text);
        AsKubeletReads(main.Args.Single()).ShouldBe(text);
        AsKubeletReads(main.Env.Single().Value ?? "").ShouldBe(text);
    });

    [Theory]
    [InlineData(null, 30)]
    [InlineData("2m", 120)]
    [InlineData("90.9s", 90)]
    [InlineData("1500ms", 1)]
    [InlineData("500ms", 1)]
    [InlineData("0s", 1)]
    [InlineData("1000000d", 604_800)]
    public void Main_has_as_long_to_stop_as_the_package_says_but_never_none_because_that_would_let_a_second_pod_in(string? timeout, long seconds)
    {
        Duration? duration = timeout is null ? null : Duration.TryParse(timeout, out var parsed, out var error) ? parsed : throw new FormatException(error);
        Render(Sample.With(m => m with { SigtermTimeout = duration })).Spec.TerminationGracePeriodSeconds.ShouldBe(seconds);
    }

    [Fact]
    public void Graphics_acceleration_alone_gives_no_device_of_the_host()
    {
        var pod = Render(Sample.With(m => m with { GpuAcceleration = true }));
        pod.Spec.Volumes.ShouldAllBe(v => v.HostPath == null);
        pod.Spec.Containers.Single().SecurityContext.ShouldBeNull();
    }

    [Fact]
    public void A_device_claim_stands_in_the_pod_and_in_the_container()
    {
        var pod = Render(Sample.With(Sample.Spec with { Resources = new ResourcesSpec { Claims = [new() { Name = "camera", ResourceClaimTemplateName = "cameras" }] } }));
        pod.Spec.ResourceClaims.ShouldHaveSingleItem().ResourceClaimTemplateName.ShouldBe("cameras");
        pod.Spec.Containers.Single().Resources.Claims.ShouldHaveSingleItem().Name.ShouldBe("camera");
    }

    [Fact]
    public void The_pod_says_which_version_it_runs() => Render(Sample.Service).Metadata.Annotations[ServiceLabels.DataVersion].ShouldBe("1.2.3");

    [Fact]
    public void A_pod_without_a_known_image_is_not_made() =>
        Should.Throw<ArgumentException>(() => Render(Sample.With(Sample.Spec with { Images = null })));

    private static V1Pod Render(ServiceDefinition service) => MainPod.Render(service, new Dictionary<string, PointerResolution>(), Sample.Options);

    private static V1Container Container(ServiceDefinition service) => Render(service).Spec.Containers.ShouldHaveSingleItem();

    /// <summary>
    /// How a kubelet reads commands, arguments and variables: two dollars are one, <c>$(NAME)</c> is what NAME is (here something no package can
    /// have written), and any other dollar is itself.
    /// </summary>
    private static string AsKubeletReads(string text)
    {
        var read = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var close = i + 1 < text.Length && text[i] == '$' && text[i + 1] == '(' ? text.IndexOf(')', i) : -1;
            read.Append(close > 0 ? "<expanded>" : text[i]);
            i = close > 0 ? close : i + 1 < text.Length && text[i] == '$' && text[i + 1] == '$' ? i + 1 : i;
        }

        return read.ToString();
    }
}

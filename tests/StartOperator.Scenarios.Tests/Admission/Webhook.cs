using System.Net;
using System.Net.Sockets;
using k8s.Models;
using StartOperator.Admission;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Scenarios.Tests.Support;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Admission;

/// <summary>A real API server asks the operator before it takes a StartService. The local cluster asks nobody.</summary>
[Collection(OwnOperators.Name)]
public sealed class Webhook(Clusters clusters)
{
    private static readonly TestPackage Notes = TestPackage.Called("notes").WithData("main");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clash_of_names_is_refused_at_the_door()
    {
        await using var box = await BoxAsync();
        await using var webhook = await HookedApi.StartAsync(box);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");

        var refusal = await Should.ThrowAsync<ApiException>(() => box.ApplyAsync(Notes.As("more-notes")));

        refusal.IsInvalid.ShouldBeTrue(refusal.Message);
        refusal.Message.ShouldContain("denied the request: NameTaken: notes.embassy is the StartService notes");
        await box.ApplyAsync(Notes.As("more-notes").With(spec => spec with { Alias = "more" }));
        await box.RunningAsync("more-notes");
    }

    [Fact]
    public async Task Alerts_and_what_is_amiss_are_told_as_warnings()
    {
        await using var box = await BoxAsync();
        await using var webhook = await HookedApi.StartAsync(box);
        var wallet = Notes.WithDependency("mint", ">=2.0.0").WithAlerts("install: Write down the seed", "uninstall: The keys go", "stop: Payments fail meanwhile");

        (await webhook.WarningsOfAsync(() => webhook.ApplyAsync(wallet))).ShouldBe(
            ["mint is needed and not installed in this namespace", "notes says of installing: Write down the seed"]);
        (await webhook.WarningsOfAsync(() => webhook.ApplyAsync(wallet.With(spec => spec with { State = ServiceState.Stopped })))).ShouldBe(["notes says of stopping: Payments fail meanwhile"]);
        (await webhook.WarningsOfAsync(() => webhook.DeleteAsync("notes"))).ShouldBe(["notes says of uninstalling: The keys go"]);
    }

    [Fact]
    public async Task While_the_webhook_is_down_everything_works_and_the_condition_says_it()
    {
        await using var box = await BoxAsync();
        await using var webhook = await HookedApi.StartAsync(box);
        await box.ApplyAsync(Notes);
        await box.RunningAsync("notes");
        await box.StopOperatorAsync();

        await box.ApplyAsync(Notes.As("more-notes"));

        await box.StartOperatorAsync(webhook.Setup);
        (await box.StalledAsync("more-notes", Reasons.NameTaken)).Condition(ConditionTypes.Stalled)!.Message.ShouldContain("notes.embassy is the StartService notes");
        await webhook.UntilRefusedAsync();

        // What got past it can be edited and deleted.
        await box.PatchAsync("more-notes", """{"restartedAt":"now"}""");
        await box.DeleteAsync(StartServiceKind.Kind, "more-notes");
        await box.GoneAsync<StartService>("more-notes");
    }

    [Fact]
    public async Task A_certificate_that_is_due_is_replaced_and_the_one_before_stays_trusted()
    {
        await using var box = await BoxAsync();
        var due = WebhookPair.Create(["hook." + box.Name + ".svc", "127.0.0.1"], null, DateTimeOffset.UtcNow - TimeSpan.FromDays(380));
        await box.Api.CreateAsync(Kinds.Secret, due.Secret(box.Key(WebhookCertificates.SecretName)), Cancellation);

        await using var webhook = await HookedApi.StartAsync(box);

        var renewed = WebhookPair.Of(await box.GetAsync(Kinds.Secret, WebhookCertificates.SecretName))!;
        renewed.Chain.ShouldNotBe(due.Chain);
        renewed.Authorities.Split("BEGIN CERTIFICATE").Length.ShouldBe(3);
        renewed.Authorities.ShouldContain(due.Authorities.Trim());
    }

    private async Task<ServiceBox> BoxAsync()
    {
        var kind = Clusters.Kinds.Single(kind => kind.Name == ClusterHarnessKind.RealControlPlane.Name);
        var reason = kind.WhyNot();
        Assert.SkipWhen(reason is not null, $"{kind.Name}: {reason}");
        return await clusters.UnattendedBoxAsync(kind.Name);
    }

    /// <summary>An API server that asks about one namespace, the operator that answers, and a user who reads the warnings.</summary>
    private sealed class HookedApi : IAsyncDisposable
    {
        private readonly ServiceBox _box;
        private readonly WarningReader _warnings = new();
        private readonly ApiClient _user;

        private HookedApi(ServiceBox box, OperatorSetup setup)
        {
            (_box, Setup) = (box, setup);
            _user = new ApiClient(box.Harness.Configuration, new ApiClientOptions { FieldManager = "scenarios", Handlers = [_warnings] });
        }

        public OperatorSetup Setup { get; }

        public static async Task<HookedApi> StartAsync(ServiceBox box)
        {
            var listen = new IPEndPoint(IPAddress.Loopback, FreePort());
            await box.Api.CreateAsync(Kinds.ValidatingWebhookConfiguration, Configuration(box.Name, listen), Cancellation);
            var hooked = new HookedApi(box, new() { Webhook = new() { Listen = listen, Service = new NamespacedName(box.Name, "hook") } });
            await box.StartOperatorAsync(hooked.Setup);
            await hooked.UntilRefusedAsync();
            return hooked;
        }

        /// <summary>Waits until the API server asks, and is answered: what is wrong is then refused.</summary>
        public async Task UntilRefusedAsync()
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            limit.CancelAfter(TimeSpan.FromMinutes(2));
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
            var probe = Notes.As("probe").With(spec => spec with { Resources = new() { Requests = new Dictionary<string, string> { ["memory"] = "99999999999999999999999999E" } } }).Build().Service;
            probe.Metadata.NamespaceProperty = _box.Name;
            while (await pace.WaitForNextTickAsync(limit.Token))
            {
                try
                {
                    await _user.DryRunCreateAsync(StartServiceKind.Kind, probe, limit.Token);
                }
                catch (ApiException refusal) when (refusal.Message.Contains("denied the request: InvalidSpec", StringComparison.Ordinal))
                {
                    return;
                }
            }
        }

        public async Task ApplyAsync(TestPackage package)
        {
            var service = package.Build().Service;
            service.Metadata.NamespaceProperty = _box.Name;
            await _user.ApplyAsync(StartServiceKind.Kind, _box.Key(service.Metadata.Name), StartServiceKind.Kind.Write(service), force: true, Cancellation);
        }

        public Task DeleteAsync(string name) => _user.DeleteAsync(StartServiceKind.Kind, _box.Key(name), null, Cancellation);

        public async Task<IReadOnlyList<string>> WarningsOfAsync(Func<Task> act)
        {
            _warnings.Read.Clear();
            await act();
            return [.. _warnings.Read];
        }

        public async ValueTask DisposeAsync()
        {
            await _box.Api.DeleteAsync(Kinds.ValidatingWebhookConfiguration, new NamespacedName("", WebhookCertificates.ConfigurationName), null, CancellationToken.None);
            _user.Dispose();
        }

        private static V1ValidatingWebhookConfiguration Configuration(string box, IPEndPoint address) => new()
        {
            Metadata = new() { Name = WebhookCertificates.ConfigurationName },
            Webhooks =
            [
                new()
                {
                    Name = "startservices.startoperator.io",
                    ClientConfig = new() { Url = $"https://{address}{AdmissionServer.Path}" },
                    Rules =
                    [
                        new()
                        {
                            ApiGroups = [StartService.GroupName],
                            ApiVersions = [StartService.VersionName],
                            Operations = ["CREATE", "UPDATE", "DELETE"],
                            Resources = [StartService.PluralName],
                            Scope = "Namespaced",
                        },
                    ],
                    NamespaceSelector = new() { MatchLabels = new Dictionary<string, string> { ["kubernetes.io/metadata.name"] = box } },
                    FailurePolicy = "Ignore",
                    SideEffects = "None",
                    AdmissionReviewVersions = ["v1"],
                    TimeoutSeconds = 5,
                },
            ],
        };

        private static int FreePort()
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            return ((IPEndPoint)probe.LocalEndpoint).Port;
        }
    }

    private sealed class WarningReader : DelegatingHandler
    {
        public List<string> Read { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            Read.AddRange(answer.Headers.Warning.Select(w => w.Text.Trim('"')));
            return answer;
        }
    }
}

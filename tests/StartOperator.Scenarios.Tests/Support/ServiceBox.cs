using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using StartOperator.LocalCluster.Controllers.Api;
using StartOperator.LocalCluster.Nodes;
using StartOperator.Rendering.Status;
using StartOperator.Resources;
using StartOperator.Runtime;
using StartOperator.Runtime.Client;
using StartOperator.Scenarios.Tests.Packages;
using StartOperator.Testing.Harnesses;

namespace StartOperator.Scenarios.Tests.Support;

/// <summary>
/// A namespace of its own for one scenario: what its user does there, and what the scenario waits to see. It takes no pods but those that the Pod
/// Security level "baseline" allows. A wait in vain tells how the object stood and what the operator last said of the namespace.
/// </summary>
public sealed class ServiceBox : IAsyncDisposable
{
    private readonly ScenarioCluster _cluster;
    private readonly bool _isShared;
    private RunningOperator? _operator;

    private ServiceBox(ScenarioCluster cluster, RunningOperator? shared, string name)
    {
        (_cluster, _operator, _isShared, Name) = (cluster, shared, shared is not null, name);
    }

    /// <summary>The namespace.</summary>
    public string Name { get; }

    /// <summary>The cluster.</summary>
    public IClusterHarness Harness => _cluster.Harness;

    /// <summary>The API, for what a user does.</summary>
    public ApiClient Api => _cluster.Api;

    /// <summary>The operator at work here.</summary>
    public RunningOperator Operator => _operator ?? throw new InvalidOperationException($"no operator is at work in {Name}");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Creates a namespace.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="shared">The operator that looks at all namespaces; null when none does.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="name">What it is called; a name of its own when null.</param>
    public static async Task<ServiceBox> CreateAsync(ScenarioCluster cluster, RunningOperator? shared, CancellationToken cancellation, string? name = null)
    {
        var box = new ServiceBox(cluster, shared, name ?? $"box-{Guid.NewGuid().ToString("n")[..8]}");
        await cluster.Api.CreateAsync(Kinds.Namespace, new V1Namespace { Metadata = new() { Name = box.Name, Labels = PodSecurity.Enforcing(PodSecurity.Baseline) } }, cancellation);
        await box.FindAsync<V1ServiceAccount>("default", _ => true);
        return box;
    }

    /// <summary>Starts an operator that looks at this namespace only.</summary>
    /// <param name="setup">How it is set up.</param>
    public async Task<RunningOperator> StartOperatorAsync(OperatorSetup? setup = null) =>
        _operator = await RunningOperator.StartAsync(await _cluster.Accounts.OfNamespaceAsync(Name, Cancellation), (setup ?? new()) with { Namespaces = [Name] }, Cancellation);

    /// <summary>Starts an operator that looks at this namespace, or at all of them, under an account that is not the scenarios' usual one.</summary>
    /// <param name="account">Its way into the cluster.</param>
    /// <param name="setup">How it is set up.</param>
    public async Task<RunningOperator> StartOperatorAsync(KubernetesClientConfiguration account, OperatorSetup setup) =>
        _operator = await RunningOperator.StartAsync(account, setup, Cancellation);

    /// <summary>Stops the operator that was started here.</summary>
    public async Task StopOperatorAsync()
    {
        if (!_isShared && _operator is { } running)
        {
            _operator = null;
            await running.DisposeAsync();
        }
    }

    /// <summary>The key of an object of this namespace.</summary>
    /// <param name="name">Its name.</param>
    public NamespacedName Key(string name) => new(Name, name);

    /// <summary>Decides what this namespace's containers do from now on.</summary>
    /// <param name="behaviour">What they do.</param>
    public void Behave(ContainerBehaviour behaviour) => Harness.Behave(Name, behaviour);

    /// <summary>Adds a simulated node for this namespace's pods alone.</summary>
    /// <param name="name">What it is called here; the node's name has the namespace's, too.</param>
    /// <param name="architecture">Its architecture.</param>
    /// <param name="labels">Further labels.</param>
    public Task<SimulatedNode> AddNodeAsync(string name, string architecture = "arm64", params IEnumerable<(string Key, string Value)> labels) =>
        _cluster.AddNodeAsync(Nodes.For($"{Name}-{name}", Name, architecture, labels), Cancellation);

    /// <summary>Puts a service on the nodes that were added for this namespace.</summary>
    /// <param name="spec">The service's spec.</param>
    public StartServiceSpec OnItsNodes(StartServiceSpec spec) => spec with
    {
        Placement = new()
        {
            NodeSelector = new Dictionary<string, string> { [Nodes.Reserved] = Name },
            Tolerations = [new() { Key = Nodes.Reserved, Operator = "Exists" }],
        },
    };

    /// <summary>Puts a service on one of these nodes.</summary>
    /// <param name="node">The node.</param>
    public Func<StartServiceSpec, StartServiceSpec> On(SimulatedNode node) => spec => OnItsNodes(spec) with
    {
        Placement = OnItsNodes(spec).Placement! with { NodeSelector = new Dictionary<string, string> { ["kubernetes.io/hostname"] = node.Name } },
    };

    /// <summary>Applies a service and the ConfigMaps with its assets, as <c>kubectl apply --server-side</c> does: anew, or over what is there.</summary>
    /// <param name="package">What to apply.</param>
    public async Task<StartService> ApplyAsync(TestPackage package)
    {
        var (service, assets) = package.Build();
        foreach (var map in assets)
        {
            map.Metadata.NamespaceProperty = Name;
            await ApplyAsync(Kinds.ConfigMap, map);
        }

        return await ApplyAsync(service);
    }

    /// <summary>Applies a service.</summary>
    /// <param name="service">What to apply.</param>
    public async Task<StartService> ApplyAsync(StartService service)
    {
        service.Metadata.NamespaceProperty = Name;
        return await ApplyAsync(StartServiceKind.Kind, service);
    }

    /// <summary>Applies an object of whatever kind.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="kind">The kind.</param>
    /// <param name="subject">What to apply.</param>
    public async Task<T> ApplyAsync<T>(ResourceKind<T> kind, T subject)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        subject.Metadata.NamespaceProperty = Name;
        return Remember(await Api.ApplyAsync(kind, Key(subject.Metadata.Name), kind.Write(subject), force: true, Cancellation));
    }

    /// <summary>Changes fields of a service's spec, given as JSON, as <c>kubectl patch --type merge</c> does.</summary>
    /// <param name="service">The service.</param>
    /// <param name="spec">The fields of the spec.</param>
    public async Task<StartService> PatchAsync(string service, string spec) =>
        Remember(await Api.MergePatchAsync(StartServiceKind.Kind, Key(service), new() { ["spec"] = JsonNode.Parse(spec) }, null, Cancellation));

    /// <summary>Deletes an object.</summary>
    /// <typeparam name="T">Its kind.</typeparam>
    /// <param name="kind">Its kind.</param>
    /// <param name="name">Its name.</param>
    public Task DeleteAsync<T>(ResourceKind<T> kind, string name)
        where T : class, IKubernetesObject<V1ObjectMeta> => Api.DeleteAsync(kind, Key(name), null, Cancellation);

    /// <summary>Deletes a service and waits until it, and its pod, are gone.</summary>
    /// <param name="service">The service.</param>
    public async Task UninstallAsync(string service)
    {
        await DeleteAsync(StartServiceKind.Kind, service);
        await GoneAsync<StartService>(service);
        await GoneAsync<V1Pod>(service);
    }

    /// <summary>The objects of a kind that are in this namespace now.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="kind">The kind.</param>
    public Task<IReadOnlyList<T>> ListAsync<T>(ResourceKind<T> kind)
        where T : class, IKubernetesObject<V1ObjectMeta> => Api.ListAsync(kind, Name, null, Cancellation);

    /// <summary>An object as it is now.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="kind">The kind.</param>
    /// <param name="name">Its name.</param>
    public async Task<T> GetAsync<T>(ResourceKind<T> kind, string name)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        await Api.GetAsync(kind, Key(name), Cancellation) ?? throw new InvalidOperationException($"there is no {kind} {Key(name)}");

    /// <summary>Waits until an object is there and as wanted.</summary>
    /// <typeparam name="T">Its kind.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="holds">What is wanted of it.</param>
    /// <param name="what">The condition's text, for the message of a wait in vain.</param>
    public Task<T> FindAsync<T>(string name, Func<T, bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "")
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var key = new ObjectKey(Name, name);
        return Wait.UntilAsync(
            _cluster.View.Of<T>(),
            all => all.Find(key) is { } found && holds(found) ? found : null,
            all => $"{typeof(T).Name} {key} is never such that {what}{Tell(all.Find(key))}",
            Cancellation);
    }

    /// <summary>Waits until some object of this namespace is as wanted.</summary>
    /// <typeparam name="T">Its kind.</typeparam>
    /// <param name="holds">What is wanted of it.</param>
    /// <param name="what">The condition's text.</param>
    public Task<T> FindAnyAsync<T>(Func<T, bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "")
        where T : class, IKubernetesObject<V1ObjectMeta> => Wait.UntilAsync(
            _cluster.View.Of<T>(),
            all => all.All.FirstOrDefault(one => one.Metadata.NamespaceProperty == Name && holds(one)),
            all => $"no {typeof(T).Name} in {Name} is such that {what}; "
                + $"there are {string.Join(", ", all.All.Where(one => one.Metadata.NamespaceProperty == Name).Select(one => one.Metadata.Name))}{Tell(null)}",
            Cancellation);

    /// <summary>Waits until no object of this namespace is as described.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="holds">What must not be.</param>
    /// <param name="what">The condition's text.</param>
    public Task FindNoneAsync<T>(Func<T, bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "")
        where T : class, IKubernetesObject<V1ObjectMeta> => Wait.UntilAsync(
            _cluster.View.Of<T>(),
            all => all.All.Any(one => one.Metadata.NamespaceProperty == Name && holds(one)) ? null : "none",
            all => $"there is always a {typeof(T).Name} in {Name} such that {what}{Tell(all.All.First(one => one.Metadata.NamespaceProperty == Name && holds(one)))}",
            Cancellation);

    /// <summary>Waits until an object is gone.</summary>
    /// <typeparam name="T">Its kind.</typeparam>
    /// <param name="name">Its name.</param>
    public Task GoneAsync<T>(string name)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var key = new ObjectKey(Name, name);
        return Wait.UntilAsync(
            _cluster.View.Of<T>(), all => all.Find(key) is null ? "gone" : null, all => $"{typeof(T).Name} {key} never goes{Tell(all.Find(key))}", Cancellation);
    }

    /// <summary>Waits until the namespace itself is gone.</summary>
    public Task NamespaceGoneAsync() => Wait.UntilAsync(
        _cluster.View.Of<V1Namespace>(),
        all => all.Find(new(null, Name)) is null ? "gone" : null,
        all => $"namespace {Name} never goes: {KubernetesJson.Serialize(all.Find(new(null, Name))?.Status)}",
        Cancellation);

    /// <summary>Waits until the status of a service speaks of its present spec and is as wanted.</summary>
    /// <param name="name">The service.</param>
    /// <param name="holds">What is wanted.</param>
    /// <param name="what">The condition's text.</param>
    public Task<StartService> ServiceAsync(string name, Func<StartService, bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "") =>
        FindAsync<StartService>(name, service => service.Status?.ObservedGeneration == service.Metadata.Generation && holds(service), what);

    /// <summary>Waits until a service has a condition, such as <c>("Ready", "False", "NeedsConfig")</c>.</summary>
    /// <param name="name">The service.</param>
    /// <param name="type">The condition's type.</param>
    /// <param name="status">The condition's status.</param>
    /// <param name="reason">The condition's reason; null for any.</param>
    public Task<StartService> ConditionAsync(string name, string type, ConditionStatus status, string? reason = null) => ServiceAsync(
        name,
        service => service.Condition(type) is { } condition && condition.Status == status && (reason is null || condition.Reason == reason),
        $"{type} is {status}{(reason is null ? "" : $" because {reason}")}");

    /// <summary>Waits until a service is ready.</summary>
    /// <param name="name">The service.</param>
    public Task<StartService> ReadyAsync(string name) => ConditionAsync(name, ConditionTypes.Ready, ConditionStatus.True);

    /// <summary>Waits until a service's main runs and it is ready, and gives its pod.</summary>
    /// <param name="name">The service.</param>
    public async Task<V1Pod> RunningAsync(string name)
    {
        await ConditionAsync(name, ConditionTypes.Ready, ConditionStatus.True, Reasons.Running);
        return await GetAsync(Kinds.Pod, name);
    }

    /// <summary>Waits until a service is refused.</summary>
    /// <param name="name">The service.</param>
    /// <param name="reason">Why.</param>
    public Task<StartService> StalledAsync(string name, string reason) => ConditionAsync(name, ConditionTypes.Stalled, ConditionStatus.True, reason);

    /// <summary>Waits until a claim is bound, and gives it.</summary>
    /// <param name="name">The claim.</param>
    public Task<V1PersistentVolumeClaim> BoundAsync(string name) => FindAsync<V1PersistentVolumeClaim>(name, claim => claim.Status?.Phase == "Bound");

    /// <summary>Waits until the operator has told of something as an event about a service.</summary>
    /// <param name="service">The service.</param>
    /// <param name="reason">The event's reason.</param>
    public Task<Eventsv1Event> EventAsync(string service, string reason) => FindAnyAsync<Eventsv1Event>(
        told => told.Regarding is { Kind: StartService.KindName } about && about.Name == service && told.Reason == reason, $"it tells {reason} about {service}");

    /// <summary>The reasons of all events about a service so far.</summary>
    /// <param name="service">The service.</param>
    public async Task<IReadOnlyList<string>> EventsAsync(string service) =>
        [.. (await ListAsync(Kinds.Event)).Where(told => told.Regarding is { Kind: StartService.KindName } about && about.Name == service).Select(told => told.Reason)];

    /// <summary>Records what comes, changes and goes here.</summary>
    /// <typeparam name="T">The kind to look at; something of it must have been waited for before.</typeparam>
    public Recording<T> Record<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> => new(_cluster.View.Of<T>(), Name);

    /// <summary>Waits until the operator knows an object as it is expected to: what it does next, it does in this knowledge.</summary>
    /// <typeparam name="T">The kind, which the operator watches.</typeparam>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The object.</param>
    /// <param name="holds">The expectation; null is an object that is not there.</param>
    /// <param name="by">Which operator, where several are at work; the one that was started last by default.</param>
    public async Task HeardAsync<T>(ResourceKind<T> kind, string name, Func<T?, bool> holds, RunningOperator? by = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var cache = (by ?? Operator).Caches.Get(kind);
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cache.Subscribe(_ => Look());
        Look();
        await heard.Task.WaitAsync(Wait.Patience, Cancellation);

        void Look()
        {
            if (holds(cache.Get(Key(name))))
            {
                heard.TrySetResult();
            }
        }
    }

    /// <summary>Waits until the operator has nothing left to do here; events, which wait in line with those of other scenarios, may be still to come.</summary>
    public Task QuietAsync() => Operator.Requests.QuietAsync(Name, TimeSpan.FromMilliseconds(800), Cancellation);

    /// <summary>Waits until the operator has nothing left to do or to tell here.</summary>
    public Task SilentAsync() => Operator.Requests.QuietAsync(Name, TimeSpan.FromSeconds(6), Cancellation);

    /// <summary>Looks on for a while, and gives the requests about this namespace, but for new events, that the operator sent meanwhile.</summary>
    /// <param name="time">For how long.</param>
    public async Task<IReadOnlyList<OperatorRequest>> RequestsWithinAsync(TimeSpan time)
    {
        var before = Operator.Requests.In(Name).Count;
        await Task.Delay(time, Cancellation);
        return [.. Operator.Requests.In(Name).Skip(before).Where(request => !request.IsNewEvent)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopOperatorAsync();
        if (_isShared)
        {
            _cluster.Left();
        }

        await Api.DeleteAsync(Kinds.Namespace, new NamespacedName("", Name), null, CancellationToken.None);
    }

    /// <summary>What a scenario has written is what it waits on: the watch that it looks through may be behind.</summary>
    private T Remember<T>(T written)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        _cluster.View.Of<T>().Remember(written);
        return written;
    }

    private string Tell(IKubernetesObject<V1ObjectMeta>? subject)
    {
        var seen = subject switch
        {
            null => "",
            StartService service => "; its status is " + string.Join(", ", (service.Status?.Conditions ?? []).Select(c => $"{c.Type}={c.Status}/{c.Reason}: {c.Message}"))
                + $"; its pod is {KubernetesJson.Serialize(_cluster.View.Of<V1Pod>().Find(ObjectKey.Of(service))?.Status as object)}",
            _ => "; it is " + KubernetesJson.Serialize(subject as object),
        };
        return $"{seen}\n{_operator?.Journal.About(Name)}\n{string.Join('\n', _operator?.Requests.In(Name).TakeLast(10) ?? [])}";
    }
}

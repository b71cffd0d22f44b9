using System.Globalization;
using System.Text;
using System.Text.Json;
using k8s.Models;
using StartOperator.Bench.Clusters;
using StartOperator.Bench.Load;
using StartOperator.Bench.Operator;
using StartOperator.Runtime.Client;

namespace StartOperator.Bench.Rounds;

/// <summary>
/// Runs one program with one number of workloads, and measures. The floor, the creation and the cold start have an API server each that is as empty as
/// the others': with every Service that there is, the creation of the next one takes a kube-apiserver longer.
/// </summary>
/// <param name="name">How the program was compiled.</param>
/// <param name="program">The executable, or the assembly.</param>
/// <param name="workloads">How many workloads.</param>
/// <param name="workers">How many the operator works on at a time.</param>
/// <param name="idle">How long to look on while nothing happens.</param>
/// <param name="tell">Told what is being done.</param>
public sealed class Round(string name, string program, int workloads, int workers, TimeSpan idle, Action<string> tell)
{
    private const string UserAgent = "bench-operator";
    private const int Changed = 20;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    /// <summary>Measures everything.</summary>
    public async Task<RoundResult> RunAsync(CancellationToken cancellation)
    {
        var result = new RoundResult { Program = name, Cluster = BenchCluster.Kind, Workloads = workloads };
        await MeasureFloorAsync(result, cancellation);
        await OnEmptyServerAsync((cluster, client) => MeasureWorkFloorAsync(cluster, client, result, cancellation), cancellation);
        await OnEmptyServerAsync(
            async (cluster, client) =>
            {
                await MeasureFirstAsync(cluster, client, result, cancellation);
                await MeasureCreationAsync(cluster, client, result, cancellation);
                await MeasureRestartAsync(cluster, result, cancellation);
            },
            cancellation);
        await OnEmptyServerAsync((cluster, client) => MeasureColdStartAsync(cluster, client, result, cancellation), cancellation);
        return result;
    }

    private static async Task OnEmptyServerAsync(Func<BenchCluster, BareClient, Task> measureAsync, CancellationToken cancellation)
    {
        await using var cluster = await BenchCluster.StartAsync(cancellation);
        using var client = new BareClient(cluster.Configuration);
        await PrepareAsync(client, cancellation);
        await measureAsync(cluster, client);
    }

    private static async Task PrepareAsync(BareClient client, CancellationToken cancellation)
    {
        await client.SendAsync(
            HttpMethod.Post, "apis/apiextensions.k8s.io/v1/customresourcedefinitions", Encoding.UTF8.GetBytes(Definition.Json), "application/json", cancellation);
        foreach (var space in (string[])["warm", "floor", "work", "first", "created", "cold"])
        {
            await client.CreateAsync([BareClient.Creation(Kinds.Namespace, new V1Namespace { Metadata = new() { Name = space } })], cancellation);
        }

        // The definition is served a moment after it is accepted.
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await IsServedAsync(client, cancellation))
        {
            await pace.WaitForNextTickAsync(cancellation);
        }

        // The first requests of each kind take a server that has just started longest.
        await client.CreateAsync([.. Enumerable.Range(0, 50).SelectMany(n => ChildrenOf(Named("warm", n)))], cancellation);
        await CreateAsync(client, "warm", 50, cancellation);
        await Task.Delay(Rest, cancellation);
    }

    private static async Task<bool> IsServedAsync(BareClient client, CancellationToken cancellation)
    {
        try
        {
            (await client.OpenAsync(Collection("first"), cancellation)).Dispose();
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task MeasureFloorAsync(RoundResult result, CancellationToken cancellation)
    {
        List<(string, byte[])> creations = [.. Enumerable.Range(0, workloads).SelectMany(n => ChildrenOf(Named("floor", n)))];
        var floors = new List<(double Seconds, double Cpu)>();
        for (var i = 0; i < 3; i++)
        {
            tell($"the floor: a bare client creates {creations.Count} children");
            await OnEmptyServerAsync(
                async (cluster, client) =>
                {
                    var cpu = cluster.ServerCpu;
                    floors.Add(((await client.CreateAsync(creations, cancellation)).TotalSeconds, cluster.ServerCpu - cpu));
                },
                cancellation);
        }

        result.Floors = [.. floors.Select(floor => floor.Seconds)];
        (result.Floor, result.FloorServerCpu) = floors.Order().ElementAt(1);
    }

    private async Task MeasureWorkFloorAsync(BenchCluster cluster, BareClient client, RoundResult result, CancellationToken cancellation)
    {
        result.WorkloadsFloor = (await CreateAsync(client, "work", workloads, cancellation)).TotalSeconds;
        var work = (await UidsAsync(client, "work", cancellation)).Select(known => WorkOf(known.Key, known.Value)).ToList();
        using var watcher = new BareClient(cluster.Configuration);
        await using var watches = await WatchedAll.BeginAsync(watcher, [Collection("work"), .. work[0].Children.Select(child => child.Path).Distinct()], cancellation);
        await Task.Delay(Rest, cancellation);

        tell($"a bare client does all that an operator can't do without for {workloads} workloads");
        var cpu = cluster.ServerCpu;
        var time = await BareClient.AllAsync(
            work,
            async (one, token) =>
            {
                foreach (var (path, body) in one.Children)
                {
                    await client.SendAsync(HttpMethod.Post, path, body, "application/json", token);
                }

                await client.SendAsync(HttpMethod.Patch, one.Status, """{"status":{"observedGeneration":1}}"""u8.ToArray(), "application/merge-patch+json", token);
            },
            cancellation);
        (result.WorkFloor, result.WorkFloorServerCpu) = (time.TotalSeconds, cluster.ServerCpu - cpu);
    }

    private static (string Status, (string Path, byte[] Body)[] Children) WorkOf(string name, string uid)
    {
        var workload = new Workload { Metadata = new() { Name = name, NamespaceProperty = "work", Uid = uid } };
        return ($"{Collection("work")}/{name}/status", ChildrenOf(workload));
    }

    private static async Task<Dictionary<string, string>> UidsAsync(BareClient client, string space, CancellationToken cancellation)
    {
        using var list = await client.OpenAsync(Collection(space), cancellation);
        using var page = JsonDocument.Parse(await list.ReadToEndAsync(cancellation));
        return page.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("metadata"))
            .ToDictionary(meta => meta.GetProperty("name").GetString()!, meta => meta.GetProperty("uid").GetString()!);
    }

    private async Task MeasureFirstAsync(BenchCluster cluster, BareClient client, RoundResult result, CancellationToken cancellation)
    {
        tell("from the start of the process to the first resource ready");
        await CreateAsync(client, "first", 1, cancellation);
        var times = new List<double>();
        for (var generation = 1; generation <= 3; generation++)
        {
            await using (var ready = await Watched.BeginAsync(client, Collection("first"), ReadyAt(generation), 1, cancellation))
            await using (var running = Start(cluster, "first", 0))
            {
                await ready.AllAsync(Limit, cancellation);
                times.Add(TimeProvider.System.GetElapsedTime(running.Started).TotalSeconds);
            }

            await ChangeAsync(client, "first", 0, generation, cancellation);
        }

        result.FirstReady = times.Order().ElementAt(1);
    }

    private async Task MeasureCreationAsync(BenchCluster cluster, BareClient client, RoundResult result, CancellationToken cancellation)
    {
        await using var running = Start(cluster, "created", 0);
        await running.SyncedAsync(cancellation);
        await Task.Delay(Rest, cancellation);
        result.RssEmpty = running.Rss;

        tell($"{workloads} workloads are created");
        var (cpu, serverCpu) = (running.Cpu, cluster.ServerCpu);
        var mark = await cluster.MarkAsync(cancellation);
        await using (var ready = await Watched.BeginAsync(client, Collection("created"), ReadyAt(1), workloads, cancellation))
        {
            var begun = TimeProvider.System.GetTimestamp();
            await CreateAsync(client, "created", workloads, cancellation);
            await ready.AllAsync(Limit, cancellation);
            result.Created = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
            result.CreatedServerCpu = cluster.ServerCpu - serverCpu;
        }

        await Task.Delay(Rest, cancellation);
        result.CreatedCpu = running.Cpu - cpu;
        result.CreatedRequests = ByVerb(await cluster.SinceAsync(mark, UserAgent, cancellation));
        result.RssConverged = running.Rss;
        result.RssPeak = running.PeakRss;

        tell("nothing happens for a while");
        mark = await cluster.MarkAsync(cancellation);
        await Task.Delay(idle, cancellation);
        var sent = await cluster.SinceAsync(mark, UserAgent, cancellation);
        result.IdleRequests = sent.Count / idle.TotalMinutes;
        result.IdleWrites = sent.Count(r => r.IsWrite) / idle.TotalMinutes;

        tell("single workloads change");
        (result.Changes, result.FirstWrites) = await ChangesAsync(cluster, client, 1, cancellation);
        (result.LaterChanges, _) = await ChangesAsync(cluster, client, 2, cancellation);
    }

    private async Task MeasureRestartAsync(BenchCluster cluster, RoundResult result, CancellationToken cancellation)
    {
        tell("the operator is started again");
        var mark = await cluster.MarkAsync(cancellation);
        await using var running = Start(cluster, "created", workloads);
        await running.ReconciledAsync(cancellation);
        result.Restart = TimeProvider.System.GetElapsedTime(running.Started).TotalSeconds;
        await Task.Delay(Rest, cancellation);
        result.RestartRequests = ByVerb(await cluster.SinceAsync(mark, UserAgent, cancellation));
        result.RssRestarted = running.Rss;
    }

    private async Task MeasureColdStartAsync(BenchCluster cluster, BareClient client, RoundResult result, CancellationToken cancellation)
    {
        await CreateAsync(client, "cold", workloads, cancellation);
        await Task.Delay(Rest, cancellation);
        tell($"the operator meets {workloads} workloads that it has not seen");
        var mark = await cluster.MarkAsync(cancellation);
        await using var ready = await Watched.BeginAsync(client, Collection("cold"), ReadyAt(1), workloads, cancellation);
        var serverCpu = cluster.ServerCpu;
        await using var running = Start(cluster, "cold", 0);
        await ready.AllAsync(Limit, cancellation);
        result.ColdStart = TimeProvider.System.GetElapsedTime(running.Started).TotalSeconds;
        (result.ColdStartCpu, result.ColdStartServerCpu) = (running.Cpu, cluster.ServerCpu - serverCpu);
        result.ColdStartRequests = ByVerb(await cluster.SinceAsync(mark, UserAgent, cancellation));
    }

    private async Task<(IReadOnlyList<double> Changes, IReadOnlyList<double> FirstWrites)> ChangesAsync(
        BenchCluster cluster, BareClient client, int revision, CancellationToken cancellation)
    {
        var (changes, firstWrites) = (new List<double>(), new List<double>());
        foreach (var number in Enumerable.Range(0, Changed).Select(i => i * Math.Max(1, workloads / Changed)).Where(n => n < workloads))
        {
            var (config, wanted) = ($"{NameOf(number)}-config", revision.ToString(CultureInfo.InvariantCulture));
            var mark = await cluster.MarkAsync(cancellation);
            await using var child = await Watched.BeginAsync(
                client,
                "api/v1/namespaces/created/configmaps",
                map => map.GetProperty("metadata").GetProperty("name").GetString() == config && map.GetProperty("data").GetProperty("revision").GetString() == wanted,
                1,
                cancellation);
            var begun = TimeProvider.System.GetTimestamp();
            await ChangeAsync(client, "created", number, revision, cancellation);
            await child.AllAsync(Limit, cancellation);
            changes.Add(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds);

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation);
            var asked = (await cluster.SinceAsync(mark, "bench-load", cancellation)).Last(r => r is { Verb: "patch", Resource: "workloads" });
            var answered = (await cluster.SinceAsync(mark, UserAgent, cancellation)).Where(r => r.IsWrite).MinBy(r => r.At);
            firstWrites.Add(((answered?.At ?? asked.At) - asked.At).TotalMilliseconds);
        }

        return (changes, firstWrites);
    }

    private OperatorProcess Start(BenchCluster cluster, string space, int expected) => OperatorProcess.Start(
        program, cluster.KubeconfigPath, space, workers.ToString(CultureInfo.InvariantCulture), expected.ToString(CultureInfo.InvariantCulture));

    private static Task<TimeSpan> CreateAsync(BareClient client, string space, int count, CancellationToken cancellation) =>
        client.CreateAsync([.. Enumerable.Range(0, count).Select(n => BareClient.Creation(BenchKinds.Workload, Named(space, n)))], cancellation);

    private static Task ChangeAsync(BareClient client, string space, int number, int revision, CancellationToken cancellation) => client.SendAsync(
        HttpMethod.Patch,
        $"{Collection(space)}/{NameOf(number)}",
        Encoding.UTF8.GetBytes($$$"""{"spec":{"revision":{{{revision}}}}}"""),
        "application/merge-patch+json",
        cancellation);

    private static (string Path, byte[] Body)[] ChildrenOf(Workload workload) =>
    [
        BareClient.Creation(Kinds.PersistentVolumeClaim, Children.Claim(workload)),
        BareClient.Creation(Kinds.Service, Children.Service(workload)),
        BareClient.Creation(Kinds.Service, Children.Headless(workload)),
        BareClient.Creation(Kinds.ServiceAccount, Children.Account(workload)),
        BareClient.Creation(Kinds.ConfigMap, Children.Config(workload)),
        BareClient.Creation(BenchKinds.StatefulSet, Children.Set(workload)),
    ];

    private static Func<JsonElement, bool> ReadyAt(long generation) => workload =>
        workload.TryGetProperty("status", out var status)
        && status.TryGetProperty("observedGeneration", out var observed)
        && observed.GetInt64() >= generation;

    private static SortedDictionary<string, int> ByVerb(IEnumerable<AnsweredRequest> requests) =>
        new(requests.GroupBy(r => r.Verb).ToDictionary(g => g.Key, g => g.Count()), StringComparer.Ordinal);

    private static Workload Named(string space, int number) => new() { Metadata = new() { Name = NameOf(number), NamespaceProperty = space } };

    private static string NameOf(int number) => $"w-{number.ToString("d5", CultureInfo.InvariantCulture)}";

    private static string Collection(string space) => $"apis/{Workload.Group}/v1/namespaces/{space}/workloads";
}

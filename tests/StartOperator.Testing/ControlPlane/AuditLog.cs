using System.Text;
using System.Text.Json;
using k8s;
using StartOperator.LocalCluster.Controllers.Api;

namespace StartOperator.Testing.ControlPlane;

/// <summary>A request that the API server answered.</summary>
/// <param name="At">When it arrived.</param>
/// <param name="UserAgent">What its sender calls itself.</param>
/// <param name="User">Who was authenticated.</param>
/// <param name="Verb">Kubernetes' verb, such as <c>list</c>, <c>patch</c>.</param>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Resource">The plural name; empty for a path that is no resource.</param>
/// <param name="Subresource">Such as <c>status</c>; empty for the object itself.</param>
/// <param name="Namespace">The object's namespace; empty where there is none.</param>
/// <param name="Name">The object's name; empty where the request names none.</param>
/// <param name="Code">The HTTP status of the answer.</param>
/// <param name="Uri">Path and query.</param>
public sealed record AuditedRequest(
    DateTimeOffset At,
    string UserAgent,
    string User,
    string Verb,
    string Group,
    string Resource,
    string Subresource,
    string Namespace,
    string Name,
    int Code,
    string Uri)
{
    /// <summary>The request changes something, if it succeeds.</summary>
    public bool IsWrite => Verb is "create" or "update" or "patch" or "delete" or "deletecollection";

    /// <inheritdoc/>
    public override string ToString()
    {
        var resource = Subresource.Length > 0 ? $"{Resource}/{Subresource}" : Resource;
        var subject = Namespace.Length > 0 ? $"{Namespace}/{Name}" : Name;
        return $"{Code} {Verb} {resource} {subject} by {UserAgent}";
    }
}

/// <summary>Reads the audit log of a kube-apiserver.</summary>
public sealed class AuditLog : IDisposable
{
    private const string Marker = "startoperator-tests/marker";
    private readonly string _path;
    private readonly Lazy<ClusterApi> _api;

    internal AuditLog(string path, string kubeconfig)
    {
        _path = path;
        _api = new(() => new(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig), Marker));
    }

    /// <summary>The place in the log up to which everything answered so far is written: hand it to <see cref="SinceAsync"/>.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<long> MarkAsync(CancellationToken cancellation)
    {
        var from = new FileInfo(_path) is { Exists: true } file ? file.Length : 0;
        var sign = Guid.NewGuid().ToString("n");
        using var answer = await _api.Value.ReadAsync($"/version?marker={sign}", cancellation);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            foreach (var (end, request) in Lines(from))
            {
                if (request?.Uri.EndsWith(sign, StringComparison.Ordinal) == true)
                {
                    return end;
                }
            }

            await pace.WaitForNextTickAsync(cancellation);
        }
    }

    /// <summary>The requests answered since a mark and before now, watches once, when they were opened.</summary>
    /// <param name="mark">Where to begin; 0 for the beginning.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<IReadOnlyList<AuditedRequest>> SinceAsync(long mark, CancellationToken cancellation)
    {
        var until = await MarkAsync(cancellation);
        var requests = Lines(mark).TakeWhile(line => line.End <= until).Select(line => line.Request).OfType<AuditedRequest>();
        return [.. requests.Where(request => request.UserAgent != Marker)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_api.IsValueCreated)
        {
            _api.Value.Dispose();
        }
    }

    private IEnumerable<(long End, AuditedRequest? Request)> Lines(long from)
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var written = file.Length;
        from = LineBegin(file, from);
        file.Seek(from, SeekOrigin.Begin);
        using var lines = new StreamReader(file, Encoding.UTF8);
        for (var end = from; lines.ReadLine() is { } line;)
        {
            end += Encoding.UTF8.GetByteCount(line) + 1;
            if (end > written)
            {
                yield break; // The last line may still be in the course of being written.
            }

            yield return (end, Read(line));
        }
    }

    /// <summary>The begin of the line that a place is in: the file may have ended in the middle of one when the place was taken.</summary>
    private static long LineBegin(FileStream file, long place)
    {
        while (place > 0)
        {
            file.Seek(place - 1, SeekOrigin.Begin);
            if (file.ReadByte() == '\n')
            {
                return place;
            }

            place--;
        }

        return 0;
    }

    private static AuditedRequest? Read(string line)
    {
        using var entry = JsonDocument.Parse(line);
        var root = entry.RootElement;
        var verb = Text(root, "verb");
        var code = root.TryGetProperty("responseStatus", out var status) && status.TryGetProperty("code", out var number) ? number.GetInt32() : 0;
        if (Text(root, "stage") != (verb == "watch" && code < 400 ? "ResponseStarted" : "ResponseComplete"))
        {
            return null;
        }

        var subject = root.TryGetProperty("objectRef", out var reference) ? reference : default;
        return new(
            root.GetProperty("requestReceivedTimestamp").GetDateTimeOffset(),
            Text(root, "userAgent"),
            Text(root.GetProperty("user"), "username"),
            verb,
            Text(subject, "apiGroup"),
            Text(subject, "resource"),
            Text(subject, "subresource"),
            Text(subject, "namespace"),
            Text(subject, "name"),
            code,
            Text(root, "requestURI"));
    }

    private static string Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}

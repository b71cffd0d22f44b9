using System.Globalization;
using System.Net;
using System.Text;

namespace StartOperator.Runtime.Tests.Watching;

/// <summary>
/// An API server with config maps that change all the time, whose watches never last: each brings what happened since its version, and then ends in one
/// of the ways in which watches end, or is refused in the first place.
/// </summary>
internal sealed class FickleServer : DelegatingHandler
{
    private const int Names = 300;
    private const int Remembered = 500;
    private readonly Dictionary<string, int> _objects = [];
    private readonly Queue<(int Version, string Line)> _history = [];
    private readonly Random _random = new(5);
    private int _version = 100;

    /// <summary>How many watches were broken off or refused.</summary>
    public int Disconnects { get; private set; }

    /// <summary>Told of every disconnect, before it happens.</summary>
    public Action<int> OnDisconnect { get; set; } = _ => { };

    /// <summary>From now on nothing changes, and watches last.</summary>
    public bool IsCalm { get; set; }

    /// <summary>What there is: names and versions.</summary>
    public IReadOnlyDictionary<string, int> Objects => _objects;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var query = request.RequestUri!.Query;
        return Task.FromResult(query.Contains("watch=1", StringComparison.Ordinal) ? Watch(query, cancellationToken) : List());
    }

    private HttpResponseMessage List()
    {
        var items = string.Join(',', _objects.Select(o => Map(o.Key, o.Value)));
        return Answer(HttpStatusCode.OK, $$"""{"metadata":{"resourceVersion":"{{_version}}"},"items":[{{items}}]}""");
    }

    private HttpResponseMessage Watch(string query, CancellationToken cancellationToken)
    {
        if (!IsCalm)
        {
            for (var changes = _random.Next(1, 6); changes > 0; changes--)
            {
                Change();
            }
        }

        var from = int.Parse(query.Split("resourceVersion=")[1].Split('&')[0], CultureInfo.InvariantCulture);
        if (_history.TryPeek(out var oldest) && from < oldest.Version - 1)
        {
            return Refuse(HttpStatusCode.Gone, "Expired");
        }

        var lines = string.Concat(_history.Where(e => e.Version > from).Select(e => e.Line));
        if (IsCalm)
        {
            return Stream(new Stretch(lines, cancellationToken));
        }

        OnDisconnect(++Disconnects);
        return _random.Next(10) switch
        {
            0 => throw new HttpRequestException("connection refused"),
            1 => Refuse(HttpStatusCode.TooManyRequests, "TooManyRequests"),
            2 => Refuse(HttpStatusCode.InternalServerError, "InternalError"),
            3 => Refuse(HttpStatusCode.Gone, "Expired"),
            4 => Stream(new Stretch(lines[..(lines.Length / 2)], null)),
            5 => Stream(new Stretch(lines + """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}""" + "\n", null)),
            6 => Stream(new Stretch(lines + "<html>\n", null)),
            7 => Stream(new MemoryStream(Encoding.UTF8.GetBytes(lines[..(lines.Length / 3)]))),
            _ => Stream(new MemoryStream(Encoding.UTF8.GetBytes(lines))),
        };
    }

    private void Change()
    {
        var name = $"map-{_random.Next(Names)}";
        var type = _objects.ContainsKey(name) ? _random.Next(4) == 0 ? "DELETED" : "MODIFIED" : "ADDED";
        _version++;
        _objects[name] = _version;
        if (type == "DELETED")
        {
            _objects.Remove(name);
        }

        _history.Enqueue((_version, $$"""{"type":"{{type}}","object":{{Map(name, _version)}}}""" + "\n"));
        if (_history.Count > Remembered)
        {
            _history.Dequeue();
        }
    }

    private static string Map(string name, int version) =>
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"box","uid":"{{{name}}}","resourceVersion":"{{{version}}}"},"data":{"a":"{{{new string('x', 200)}}}"}}""";

    private static HttpResponseMessage Refuse(HttpStatusCode code, string reason) =>
        Answer(code, $$"""{"kind":"Status","status":"Failure","reason":"{{reason}}","code":{{(int)code}}}""");

    private static HttpResponseMessage Answer(HttpStatusCode code, string json) => new(code) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Stream(Stream stream) => new(HttpStatusCode.OK) { Content = new StreamContent(stream) };

    /// <summary>A stream that breaks after its last byte, or, given a token, stays open until that is cancelled.</summary>
    private sealed class Stretch(string text, CancellationToken? open) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Read(buffer.Span);
            if (count == 0)
            {
                using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, open ?? throw new IOException("connection reset"));
                await Task.Delay(Timeout.InfiniteTimeSpan, both.Token);
            }

            return count;
        }
    }
}

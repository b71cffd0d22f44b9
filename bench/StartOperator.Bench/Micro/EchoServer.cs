using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using StartOperator.Testing.Streams;

namespace StartOperator.Bench.Micro;

/// <summary>An API server as far as a quiet operator needs one: lists are empty, watches stay open, and what is created is stored as it was sent.</summary>
internal sealed class EchoServer : DelegatingHandler
{
    private int _version = 100;

    /// <summary>How many requests there were.</summary>
    public int Requests { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        if (request.Method == HttpMethod.Get)
        {
            return request.RequestUri!.Query.Contains("watch=1", StringComparison.Ordinal)
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new Silence()) }
                : Answer("""{"metadata":{"resourceVersion":"1"},"items":[]}""");
        }

        var sent = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!.AsObject();
        var version = Interlocked.Increment(ref _version).ToString(CultureInfo.InvariantCulture);
        if (sent["metadata"] is not JsonObject metadata || request.Method != HttpMethod.Post)
        {
            // A status: the object is what it was, which nobody here looks at.
            sent = new JsonObject { ["metadata"] = metadata = new JsonObject { ["name"] = request.RequestUri!.Segments[^2].TrimEnd('/'), ["namespace"] = "box" } };
        }

        metadata["uid"] = $"uid-{version}";
        metadata["resourceVersion"] = version;
        metadata["creationTimestamp"] = "2026-01-01T00:00:00Z";
        return Answer(sent.ToJsonString());
    }

    private static HttpResponseMessage Answer(string json) => new(HttpStatusCode.OK) { Content = new StringContent(json) };

    /// <summary>A stream on which nothing ever comes.</summary>
    private sealed class Silence : IncomingStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}

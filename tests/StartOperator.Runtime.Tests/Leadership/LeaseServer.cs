using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Tests.Leadership;

/// <summary>What becomes of a request.</summary>
internal enum Fate
{
    Answered,
    LostOnTheWay,
    NotConnected,
    AnswerLost,
}

/// <summary>An API server with one Lease, which several replicas reach over connections of their own.</summary>
internal sealed class LeaseServer
{
    private JsonObject? _lease;
    private int _version;

    /// <summary>How many changes were accepted.</summary>
    public int Writes { get; private set; }

    /// <summary>Who holds the Lease.</summary>
    public string? Holder => (string?)_lease?["spec"]?["holderIdentity"];

    /// <summary>A connection; what becomes of its requests can be decided at any time.</summary>
    public Line Connect(TimeProvider time) => new(this, time);

    private HttpResponseMessage Answer(HttpRequestMessage request, string body) => request.Method.Method switch
    {
        "GET" => _lease is null ? Refuse(HttpStatusCode.NotFound, "NotFound") : Accept(),
        "POST" when _lease is not null => Refuse(HttpStatusCode.Conflict, "AlreadyExists"),
        "POST" => Change(JsonNode.Parse(body)!.AsObject()),
        _ => Patch(JsonNode.Parse(body)!.AsObject()),
    };

    private HttpResponseMessage Patch(JsonObject patch)
    {
        if (_lease is null)
        {
            return Refuse(HttpStatusCode.NotFound, "NotFound");
        }

        if ((string?)patch["metadata"]!["resourceVersion"] != (string?)_lease["metadata"]!["resourceVersion"])
        {
            return Refuse(HttpStatusCode.Conflict, "Conflict");
        }

        var changed = _lease.DeepClone().AsObject();
        foreach (var (field, value) in patch["spec"]!.AsObject())
        {
            changed["spec"]![field] = value?.DeepClone();
        }

        return Change(changed);
    }

    private HttpResponseMessage Change(JsonObject lease)
    {
        lease["metadata"]!["uid"] = "u";
        lease["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        _lease = lease;
        Writes++;
        return Accept();
    }

    private HttpResponseMessage Accept() => Json(HttpStatusCode.OK, _lease!.ToJsonString());

    private static HttpResponseMessage Refuse(HttpStatusCode code, string reason) =>
        Json(code, $$"""{"kind":"Status","status":"Failure","reason":"{{reason}}","code":{{(int)code}}}""");

    private static HttpResponseMessage Json(HttpStatusCode code, string json) => new(code) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    /// <summary>One replica's connection to the server.</summary>
    internal sealed class Line(LeaseServer server, TimeProvider time) : DelegatingHandler
    {
        public Fate Fate { get; set; }

        /// <summary>What happens while a request is on its way.</summary>
        public Action OnTheWay { get; set; } = () => { };

        public ApiClient Client() => new(new KubernetesClientConfiguration { Host = "http://server.invalid" }, new ApiClientOptions { Handlers = [this] }, time);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            if (Fate == Fate.LostOnTheWay)
            {
                throw new HttpRequestException("connection refused");
            }

            if (Fate == Fate.NotConnected)
            {
                throw ScriptedServer.Unconnected();
            }

            OnTheWay();
            var answer = server.Answer(request, body);
            return Fate == Fate.AnswerLost ? throw new HttpRequestException("connection reset") : answer;
        }
    }
}

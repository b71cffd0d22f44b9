using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Threading.Channels;
using k8s;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Tests;

/// <summary>Stands in for an API server: every request waits until the test answers it.</summary>
public sealed class ScriptedServer : DelegatingHandler
{
    private readonly Channel<Exchange> _exchanges = Channel.CreateUnbounded<Exchange>();

    /// <summary>A client of this server.</summary>
    public ApiClient Client(TimeProvider? time = null, ApiClientOptions? options = null) => new(
        new KubernetesClientConfiguration { Host = "http://server.invalid" },
        (options ?? new ApiClientOptions { FieldManager = "tester" }) with { Handlers = [this] },
        time);

    /// <summary>The next request, which must begin like this: <c>VERB path</c>.</summary>
    public async Task<Exchange> NextAsync(string request = "")
    {
        var next = await _exchanges.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(120));
        next.ToString().ShouldStartWith(request);
        return next;
    }

    /// <summary>That nothing has been asked that was not answered.</summary>
    public void ShouldBeIdle() => _exchanges.Reader.TryPeek(out var next).ShouldBeFalse(next?.ToString());

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var exchange = new Exchange(request.Method, request.RequestUri!, request.Content?.Headers.ContentType?.MediaType ?? "", body);
        _exchanges.Writer.TryWrite(exchange);
        return await exchange.Answered.WaitAsync(cancellationToken);
    }

    /// <summary>What SocketsHttpHandler throws when a connection has not come about within its <c>ConnectTimeout</c>.</summary>
    public static TaskCanceledException Unconnected()
    {
        const string message = "A connection could not be established within the configured ConnectTimeout.";
        return new TaskCanceledException(message, new TimeoutException(message));
    }

    /// <summary>One request and its answer.</summary>
    public sealed class Exchange(HttpMethod method, Uri url, string contentType, string body)
    {
        private readonly TaskCompletionSource<HttpResponseMessage> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string ContentType { get; } = contentType;

        public string Body { get; } = body;

        public string Query { get; } = Uri.UnescapeDataString(url.Query);

        internal Task<HttpResponseMessage> Answered => _answer.Task;

        public void Answer(string json, HttpStatusCode code = HttpStatusCode.OK, string? retryAfter = null)
        {
            var response = new HttpResponseMessage(code) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
            if (retryAfter is not null)
            {
                response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
            }

            _answer.SetResult(response);
        }

        public void Refuse(HttpStatusCode code, string reason, string message = "no") => Answer(
            $$"""{"kind":"Status","status":"Failure","reason":"{{reason}}","message":"{{message}}","code":{{(int)code}}}""", code);

        public void Break() => _answer.SetException(new HttpRequestException("connection refused"));

        /// <summary>No connection comes about in time, as SocketsHttpHandler says it.</summary>
        public void NotConnect() => _answer.SetException(Unconnected());

        public OpenStream Open()
        {
            var pipe = new Pipe();
            _answer.SetResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(pipe.Reader.AsStream()) });
            return new OpenStream(pipe.Writer);
        }

        public override string ToString() => $"{method} {url.AbsolutePath}";
    }

    /// <summary>The open end of an answer that goes on.</summary>
    public sealed class OpenStream(PipeWriter writer)
    {
        public async Task SendAsync(params string[] lines)
        {
            foreach (var line in lines)
            {
                await writer.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), TestContext.Current.CancellationToken);
            }
        }

        public void End() => writer.Complete();

        public void Break() => writer.Complete(new IOException("connection reset"));
    }
}
